"""Is a programme that cannot be carried out refused before anyone can apply?"""

from pathlib import Path

import pytest

from xingtu.decide.rules import at_least, evidence_complete, is_person, organisation_known
from xingtu.errors import PolicyError
from xingtu.policy.money import worst_case_fen
from xingtu.policy.office import Office, parse_office
from xingtu.policy.programme import Programme, load_programme

ROOT = Path(__file__).parents[2]
FILE = "policy/programmes/contribution-award-2025.toml"
TEXT = (ROOT / FILE).read_text(encoding="utf-8")
METRICS = ("merged_changes", "credited_lines", "merged_lines")
RULES = {module.RULE.id: module.RULE for module in (at_least, evidence_complete, is_person, organisation_known)}


@pytest.fixture(scope="module")
def office() -> Office:
    return parse_office((ROOT / "policy/office.toml").read_text(encoding="utf-8"), file_name="policy/office.toml")


def load(text: str, office: Office, file_name: str = FILE) -> Programme:
    return load_programme(text, file_name=file_name, metrics=METRICS, rules=RULES, office=office)


def test_the_shipped_award_can_be_carried_out(office: Office) -> None:
    award = load(TEXT, office)
    people, enterprises = award.tracks
    assert (people.subject, enterprises.subject) == ("person", "organisation")
    assert people.metrics == ("merged_changes", "credited_lines", "merged_lines")
    assert [use.id for use in people.rules] == ["evidence_complete", "is_person", "at_least"]
    assert people.rules[-1].parameters == {"metric": "merged_changes", "value": 3}
    assert worst_case_fen(people.table) + worst_case_fen(enterprises.table) <= award.budget_fen


def test_every_amount_nobody_confirmed_is_listed(office: Office) -> None:
    award = load(TEXT, office)
    assert len(award.unverified) == TEXT.count("verified = false\n")
    assert "[budget]：占位：原文未写金额" in award.unverified


REFUSED = [
    ('moves = ["tracking"]', 'moves = ["traking"]', 'step "paid": moves to "traking", which is not a step; did you mean "tracking"?'),
    (
        'moves = ["notice", "verify"]',
        'moves = ["notice", "awarded"]',
        "不经公示（notice）就能到达 awarded（rules_published → window_open → ",
    ),
    (
        'metric = "merged_changes" ',
        'metric = "merged_change" ',
        'track "people": metric names "merged_change", which is not a metric; did you mean "merged_changes"?',
    ),
    ('id = "is_person"', 'id = "is_persn"', 'track "people", rule "is_persn": is not a rule; did you mean "is_person"?'),
    ('incomplete = "refuse"', 'incomplete = "allow"', "发放资金的项目不能在证据不全时公布"),
    ("length = 5", "length = 3", "[notice]: 公示期 3 个工作日 短于星河市的下限 5 个工作日"),
    ('unit = "working"', 'unit = "calendar"', "公示期 5 个自然日 短于星河市的下限 5 个工作日"),
    (
        "amount_fen = 100_000_000",
        "amount_fen = 93_999_999",
        "最多可能发出 940,000.00 元（people 180,000.00 元、enterprises 760,000.00 元），超过预算 939,999.99 元",
    ),
    ('id = "contribution-award-2025"', 'id = "contribution-award"', "与文件名 contribution-award-2025 不同"),
    ('libraries = ["seed_library"]', "libraries = []", "libraries 是空的"),
    ('"office_clerk", "office_head", "finance"', '"office_head", "office_head"', "互不相同的审批角色"),
    ("places = 10", "places = 9", "places = 9 与奖项表的最后名次 10 不一致"),
    ('ties = "by"', 'ties = "shared"', "ties = “by” 与 tie_break"),
    ("money = true", "money = false", "标为 money = false"),
    ("minimum = 3", "minimun = 3", 'track "people": 不认识的键 “minimun”；是不是 “minimum”？'),
    ("coauthors = ", "coathors = ", "[programme]: 不认识的键 “coathors”；是不是 “coauthors”？"),
    ('id = "evidence_complete"', 'id = "at_least"\nmetric = "merged_changes"', 'rule "at_least": 缺少键 “value”'),
    ('id = "evidence_complete"', 'id = "evidence_complete"\nvalue = 3', 'rule "evidence_complete": 不认识的键 “value”'),
    ("[budget]\n", "[bugdet]\n", "不认识的键 “bugdet”；是不是 “budget”？"),
    ("version = 1", "version = 0", "version = 0 超出范围"),
    ("from = 2025-01-01", 'from = "2025-01-01"', "from 应是日期"),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[said[:40] for *_, said in REFUSED])
def test_a_programme_that_cannot_be_carried_out_is_refused(office: Office, old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        load(TEXT.replace(old, new, 1), office)
    assert said in str(caught.value)
    assert str(caught.value).startswith(FILE)


def test_a_notice_longer_than_the_floor_is_the_programmes_right(office: Office) -> None:
    notice = load(TEXT.replace("length = 5", "length = 7"), office).notice
    assert notice is not None
    assert notice.length == 7


def test_a_list_without_money_may_be_published_on_incomplete_evidence(office: Office) -> None:
    text = TEXT.replace("money = true", "money = false").replace('incomplete = "refuse"', 'incomplete = "allow"')
    text = text[: text.index("[budget]")] + text[text.index("# ── 所有榜单") :]
    while "[[track.award]]" in text:
        start = text.index("[[track.award]]")
        text = text[:start] + text[text.index("\n\n", start) + 2 :]
    assert load(text, office).incomplete == "allow"


OBSERVATION = "policy/programmes/city-evidence-2025.toml"


def test_a_track_without_places_minimum_and_awards_is_a_plain_ranking(office: Office) -> None:
    observed = load((ROOT / OBSERVATION).read_text(encoding="utf-8"), office, OBSERVATION)
    assert [track.selects for track in observed.tracks] == [False, False]
    assert [track.subject for track in observed.tracks] == ["person", "organisation"]
    assert (observed.money, observed.incomplete, observed.libraries, observed.unverified) == (False, "allow", ("registered",), ())


def test_money_is_never_tied_to_a_plain_ranking(office: Office) -> None:
    text = TEXT.replace("minimum = 3\n", "", 1).replace("places = 10\n", "", 1)
    start = text.index("[[track.award]]")
    text = text[:start] + text[text.index("# ── 企业与单位榜") :]
    with pytest.raises(PolicyError, match=r"榜单 people 既没有 places（取前几名）也没有 minimum"):
        load(text, office)
