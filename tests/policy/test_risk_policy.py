"""Are the city's numbers on risk read as written, and is a number that contradicts another one refused with its place?"""

import re

import pytest

from xingtu.errors import PolicyError
from xingtu.facts import advisories, components
from xingtu.policy.risk_policy import FILE, LEVELS, SCOPES, RiskPolicy, parse_risk, risk_policy
from xingtu.settings import CHECKOUT

TEXT = (CHECKOUT / "policy" / FILE).read_text("utf-8")


def policy() -> RiskPolicy:
    return risk_policy(lambda name: (CHECKOUT / "policy" / name).read_text("utf-8"))


def test_the_words_are_those_of_the_facts() -> None:
    assert (LEVELS, SCOPES) == (advisories.LEVELS, components.SCOPES)


def test_no_number_of_ours_is_shown_as_the_offices() -> None:
    assert policy().verified is False
    assert "建议" in policy().source


def test_shares_and_probabilities_are_exact_millionths() -> None:
    found = policy()
    assert (found.epss_threshold, found.unresolved_share_max) == (100_000, 200_000)
    assert found.waiver.default <= found.waiver.most == 180


def test_the_first_gate_is_the_default_and_a_gate_may_be_milder_about_what_is_not_known() -> None:
    found = policy()
    assert found.default_gate.id == "ci"
    assert (found.gates["ci"].unresolved_share_max, found.gates["award"].unresolved_share_max) == (200_000, 500_000)
    assert (found.gates["ci"].mirror_age_max_days, found.gates["award"].mirror_age_max_days) == (7, 30)
    assert found.gates["exploited"].severity_at_least is None


@pytest.mark.parametrize(
    ("level", "kev", "malicious", "because"),
    [
        ("critical", False, False, "critical"),
        ("low", True, False, "kev"),
        ("critical", True, False, "kev"),
        ("low", True, True, "malicious"),
        ("", False, False, "unrated"),
        ("none", False, False, "low"),
    ],
)
def test_the_shortest_deadline_counts_and_unknown_is_not_low(level: str, kev: bool, malicious: bool, because: str) -> None:  # noqa: FBT001
    found = policy()
    said = found.deadline(level, kev=kev, malicious=malicious)
    assert (said.because, said.days) == (because, found.deadlines[because])
    assert found.deadlines["unrated"] < found.deadlines["low"]


def test_a_folder_of_samples_is_known_by_its_name_alone() -> None:
    found = policy()
    assert found.is_sample("tests/fixtures/poetry.lock")
    assert found.is_sample("a/Examples/go.mod")
    assert not found.is_sample("testament/go.mod")
    assert not found.is_sample("examples")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("critical = 15", "critical = 60", r"\[deadlines\]: critical 的期限（60 天）比 high（30 天）还长"),
        ("default = 180", "default = 365", r"\[waiver\]: default（365 天）超过 most（180 天）"),
        ('epss_threshold = "0.10"', "epss_threshold = 0.10", "epss_threshold 应是文字"),
        ('epss_threshold = "0.10"', 'epss_threshold = "0.1234567"', "六位小数"),
        ('epss_threshold = "0.10"', 'epss_threshold = "1.5"', "0 与 1 之间"),
        ('scope = ["runtime", "unknown"]', 'scope = ["prod"]', 'gate "award": scope 应是 runtime'),
        ('severity_at_least = "critical"', 'severity_at_least = "严重"', "不在可选值之内"),
        ('id = "release"', 'id = "ci"', "出现了两次"),
        ("age_days = 30", "age_day = 30", "写成了 “age_day”"),
        ('"demos"', '"Demos"', "小写"),
        ('"demos"', '"a/b"', "不含 /"),
        ("remind = 14", "remind = 14\nlater = 1", "不认识的键 “later”"),
    ],
)
def test_a_slip_of_the_pen_is_named_with_its_place(old: str, new: str, words: str) -> None:
    assert TEXT.count(old) >= 1
    with pytest.raises(PolicyError, match=words):
        parse_risk(TEXT.replace(old, new), file_name="policy/risk.toml")


def test_without_a_gate_nothing_is_decided() -> None:
    without = TEXT[: TEXT.index("[[gate]]")]
    with pytest.raises(PolicyError, match=re.escape("没有任何 [[gate]]")):
        parse_risk(without, file_name="policy/risk.toml")
