"""Does every rule about secrets find what it is for, leave alone what it is not for, and cost little whatever the text?"""

import re
from importlib.resources import files

import pytest

from xingtu.detect.secrets.effort import HUGE, MOST_STEPS, compiled, steps
from xingtu.detect.secrets.rule import CONFIDENCES, SecretRule, example, parse_rules, rules
from xingtu.detect.secrets.scan import scan
from xingtu.errors import PolicyError

HAN = re.compile(r"[\u4e00-\u9fff]")
every_rule = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
NAMES = {"npm_registry_auth": ".npmrc", "password_in_settings": "app.yml", "secret_in_settings": ".env"}


@every_rule
def test_the_examples_are_found_and_the_others_are_not(rule: SecretRule) -> None:
    basename = NAMES.get(rule.id, "a.py")
    for text in rule.yes:
        found, more = scan(example(text).encode(), basename)
        assert [one.rule for one in found] == [rule.id], text
        assert not more
    for text in rule.no:
        assert rule.id not in {one.rule for one in scan(example(text).encode(), basename)[0]}, text


@every_rule
def test_a_rule_is_complete(rule: SecretRule) -> None:
    assert rule.confidence in CONFIDENCES
    assert rule.name
    assert rule.name_en
    assert not HAN.search(rule.name_en)
    assert rule.keywords
    assert rule.yes
    assert rule.no


@every_rule
def test_no_text_makes_a_rule_dear(rule: SecretRule) -> None:
    assert steps(rule.regex.pattern.decode()) <= MOST_STEPS
    if rule.named:
        assert rule.lead == 0


def test_no_example_would_alarm_as_it_stands_in_the_file() -> None:
    for file in files("xingtu.detect.secrets").joinpath("rules").iterdir():
        assert {one.rule for one in scan(file.read_bytes(), file.name)[0]} == set()


@pytest.mark.parametrize("pattern", ["(a+)+b", "a*b", "(?:a|a){0,60}b", "(?:a{0,9}){9}", "(a|ab){30}c"])
def test_what_could_cost_without_limit_is_refused(pattern: str) -> None:
    assert steps(pattern) > MOST_STEPS
    with pytest.raises(ValueError, match="最多要试"):
        compiled(pattern)


def test_a_possessive_repetition_is_tried_once() -> None:
    assert steps("[a-z]{0,50}+[a-z]{0,50}+[a-z]{0,50}+x") < 200 < steps("[a-z]{0,50}[a-z]{0,50}x")
    assert steps("a+") == HUGE


GOOD = {
    "id": '"a"',
    "name": '"甲"',
    "name_en": '"A"',
    "confidence": '"high"',
    "keywords": '["abc"]',
    "regex": "'abc'",
    "yes": "[]",
    "no": "[]",
}


def stanza(**changed: str | None) -> str:
    keys = {**GOOD, **changed}
    return "[[rule]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items() if value is not None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (stanza(name=None), "缺少 name"),
        (stanza(confidence='"sure"'), "confidence"),
        (stanza(regex="'(a+)+'"), "最多要试"),
        (stanza(regex="'('"), "不是正则表达式"),
        (stanza(value="'a'"), "二者取一"),
        (stanza(colour="'red'"), "不认识的键 colour"),
        ("[[rule", "不是合法的 TOML"),
    ],
)
def test_a_bad_rule_is_refused_with_its_file_and_name(text: str, words: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(words)) as refused:
        parse_rules(text, file_name="mine.toml")
    assert "mine.toml" in str(refused.value)
