"""Is a rule only ever used with parameters it understands, and are numbers nobody confirmed told?"""

from dataclasses import dataclass, field

import pytest

from tests.policy.forms import form
from xingtu.errors import PolicyError
from xingtu.policy.rule_use import Known, RuleUse, read_rules, unverified
from xingtu.policy.stanza import read_stanza


@dataclass(frozen=True)
class KnownRule:
    """As little as the loader needs to know."""

    parameters: dict[str, str] = field(default_factory=dict)


RULES = {
    "plain": KnownRule(),
    "floor": KnownRule({"metric": "metric", "value": "integer"}),
    "since": KnownRule({"after": "day"}),
    "asked": KnownRule({"field": "field"}),
    "dated": KnownRule({"field": "field:date"}),
    "sized": KnownRule({"field": "field:integer|money"}),
    "ordered": KnownRule({"fields": "fields:date"}),
    "listed": KnownRule({"in": "library"}),
    "once": KnownRule({"of": "programme"}),
    "one_of": KnownRule({"values": "texts"}),
}
KNOWN = Known(["merged_changes"], RULES, ["seed_library"])


def read(text: str, *, with_form: bool = True, known: Known = KNOWN) -> RuleUse:
    (use,) = read_rules(read_stanza(f"[[rule]]\n{text}", "x.toml"), known, form() if with_form else None)
    return use


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ('id = "plain"', {}),
        ('id = "floor"\nmetric = "merged_changes"\nvalue = 3', {"metric": "merged_changes", "value": 3}),
        ('id = "since"\nafter = 2025-01-01', {"after": "2025-01-01"}),
        ('id = "asked"\nfield = "licence"', {"field": "licence"}),
        ('id = "dated"\nfield = "opened_on"', {"field": "opened_on"}),
        ('id = "sized"\nfield = "cost"', {"field": "cost"}),
        ('id = "listed"\nin = "seed_library"', {"in": "seed_library"}),
        ('id = "once"\nof = "adopter-subsidy"', {"of": "adopter-subsidy"}),
        ('id = "one_of"\nvalues = ["MIT", "Apache-2.0"]', {"values": ("MIT", "Apache-2.0")}),
    ],
)
def test_each_kind_of_parameter_is_read(text: str, parameters: dict[str, object]) -> None:
    assert read(text).parameters == parameters


REFUSED = [
    ('id = "plane"', 'rule "plane": is not a rule; did you mean "plain"?'),
    ('id = "plain"\nvalue = 3', "不认识的键 “value”"),
    ('id = "floor"\nmetric = "merged_changes"', "缺少键 “value”"),
    ('id = "floor"\nmetric = "merged_change"\nvalue = 3', 'metric names "merged_change", which is not a metric'),
    ('id = "since"\nafter = "2025-01-01"', "after 应是日期"),
    ('id = "asked"\nfield = "licences"', "field = “licences” 不是表单的栏目；是不是 “licence”？"),
    ('id = "dated"\nfield = "cost"', "field 须是 date 类的栏目，“cost” 是 money"),
    ('id = "sized"\nfield = "name"', "field 须是 integer、money 类的栏目，“name” 是 text"),
    ('id = "ordered"\nfields = ["opened_on"]', "fields 须写至少 2 个栏目"),
    ('id = "ordered"\nfields = ["opened_on", "opened_on"]', "fields 须至少写一项，且不重复"),
    ('id = "ordered"\nfields = ["opened_on", "cost"]', "“cost” 是 money"),
    ('id = "listed"\nin = "seeds"', "in 中的 “seeds” 不是已有的库"),
    ('id = "once"\nof = "Adopter subsidy"', "of = “Adopter subsidy” 不能是项目的编号"),
    ('id = "one_of"\nvalues = []', "values 须至少写一项"),
    ('id = "plain"\nverified = false', "请同时写 source（出处）"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_a_rule_does_not_understand_is_refused_with_the_remedy(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        read(text)
    assert said in str(refused.value)


def test_a_rule_of_a_ranking_cannot_look_at_a_form() -> None:
    with pytest.raises(PolicyError, match="而这里没有表单"):
        read('id = "asked"\nfield = "licence"', with_form=False)


def test_without_libraries_their_ids_are_taken_as_written() -> None:
    assert read('id = "listed"\nin = "seeds"', known=Known([], RULES)).parameters == {"in": "seeds"}


def test_ids_of_rules_alone_leave_the_parameters_unproven() -> None:
    use = read('id = "plain"\nvalue = 3\nverified = false\nsource = "占位"', known=Known([], ["plain"]))
    assert (use.parameters, use.verified, use.source) == ({"value": 3}, False, "占位")


def test_numbers_are_unconfirmed_until_somebody_says_otherwise() -> None:
    floor = 'id = "floor"\nmetric = "merged_changes"\nvalue = 3'
    uses = tuple(read(text) for text in (floor, f"{floor}\nverified = true", f'{floor}\nverified = false\nsource = "占位"', 'id = "plain"'))
    assert [use.verified for use in uses] == [False, True, False, True]
    assert unverified(uses, "x, ") == ['x, rule "floor"：没有写明出处', 'x, rule "floor"：占位']
