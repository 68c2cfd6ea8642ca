"""Is a condition said as people read it: with the names of metrics and libraries, the words of the form, money in yuan?"""

from xingtu.decide.case import Question
from xingtu.decide.rules import answer_at_least, answer_one_of, at_least, dates_in_order, in_library, registered_as

SPENT = {"research_cost": Question("研发投入", "R&D spending", "money")}


def test_a_floor_of_money_is_said_in_yuan() -> None:
    told = answer_at_least.RULE.told({"field": "research_cost", "value": 100_000_050}, names={}, questions=SPENT)
    assert told == ("“研发投入”不低于 1,000,000.50 元", '"R&D spending" at least CNY 1,000,000.50')


def test_a_metric_and_a_library_go_by_their_names() -> None:
    names = {"merged_changes": ("合入的变更", "Merged changes"), "seed_library": ("种子项目库", "the seed library")}
    assert at_least.RULE.told({"metric": "merged_changes", "value": 3}, names=names)[0] == "合入的变更不少于 3"
    assert in_library.RULE.told({"library": "seed_library"}, names=names) == ("已列入种子项目库", "Listed in the seed library")


def test_an_id_nobody_named_stands_as_it_is() -> None:
    assert in_library.RULE.told({"library": "seed_library"}, names={})[0] == "已列入seed_library"


def test_options_go_by_what_the_form_calls_them() -> None:
    asked = {"acquired": Question("取得方式", "How acquired", "choice")}
    names = {"acquired.original": ("原始取得", "original"), "original": ("别的", "something else")}
    told = answer_one_of.RULE.told({"field": "acquired", "options": ("original", "other")}, names=names, questions=asked)
    assert told == ("“取得方式”为：原始取得、other", '"How acquired" is one of: original, other')


def test_several_questions_are_listed_in_their_order() -> None:
    told = dates_in_order.RULE.told({"fields": ("b", "a")}, names={}, questions={"a": Question("签订", "Signed", "date")})
    assert told == ("b、“签订”依次不颠倒", 'In this order: b, "Signed"')


def test_a_rule_says_its_own_words() -> None:
    assert registered_as.RULE.told({"kind": "project"}, names={})[0] == "申报的对象已登记为开源项目"
