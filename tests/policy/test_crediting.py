"""Are the city's crediting rules sound, and do they spare people?"""

import re
from pathlib import Path

import pytest

from xingtu.errors import PolicyError
from xingtu.facts.line_credit import FILE_CLASSES
from xingtu.policy.crediting import LINE_CLASSES, Crediting, parse_crediting

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "policy/crediting.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def city() -> Crediting:
    return parse_crediting(TEXT, file_name="policy/crediting.toml")


def actor(city: Crediting, **said: str) -> str:
    """What the rules make of an author or a trailer: the first rule that fits, or a person."""
    for rule in city.actor_rules:
        if rule.field in said and re.search(rule.pattern, said[rule.field], re.IGNORECASE):
            return rule.actor
    return "person"


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Abbot", "abbot@example.org"),
        ("Jane Talbot", "talbot@example.org"),
        ("Jean Le Bot", "jean.le.bot@example.fr"),
        ("Jean Le-Bot", "jean.le-bot@example.fr"),
        ("Claude", "claude@dupont.example"),
        ("Claude Dupont", "claude.dupont@example.fr"),
        ("Devin", "devin@example.com"),
        ("Jules Verne", "jules@example.fr"),
        ("Gemini Wu", "gemini@example.cn"),
        ("李博特", "botao@example.cn"),
        ("Botond", "bot.ond@example.hu"),
        ("Cursor", "me@example.com"),
        ("Renova", "renova@example.com"),
        ("Nancy CI", "nancy-ci@example.com"),
    ],
)
def test_a_person_with_an_unlucky_name_stays_a_person(city: Crediting, name: str, email: str) -> None:
    assert actor(city, name=name, email=email) == "person"


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
        ("Renovate Bot", "bot@renovateapp.com"),
        ("github-actions", "action@github.com"),
        ("pre-commit-ci[bot]", "66853113+pre-commit-ci[bot]@users.noreply.github.com"),
        ("openeuler-ci-bot", "george@openeuler.sh"),
        ("k8s-ci-robot", "k8s-ci-robot@example.org"),
        ("Weblate", "hosted@weblate.org"),
        ("Weblate (bot)", "noreply@weblate.org"),
        ("example-bot", "example-bot@example.com"),
    ],
)
def test_a_bot_is_a_bot(city: Crediting, name: str, email: str) -> None:
    assert actor(city, name=name, email=email) == "bot"


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Claude", "noreply@anthropic.com"),
        ("claude[bot]", "209825114+claude[bot]@users.noreply.github.com"),
        ("Copilot", "198982749+Copilot@users.noreply.github.com"),
        ("copilot-swe-agent[bot]", "198982749+copilot-swe-agent[bot]@users.noreply.github.com"),
        ("Cursor Agent", "cursoragent@cursor.com"),
        ("devin-ai-integration[bot]", "158243242+devin-ai-integration[bot]@users.noreply.github.com"),
        ("google-labs-jules[bot]", "161369871+google-labs-jules[bot]@users.noreply.github.com"),
        ("Codex", "noreply@openai.com"),
        ("Claude Code", "someone@example.com"),
    ],
)
def test_an_agent_is_an_agent_and_not_merely_a_bot(city: Crediting, name: str, email: str) -> None:
    assert actor(city, name=name, email=email) == "ai_agent"


@pytest.mark.parametrize(
    ("trailer", "is_agent"),
    [
        ("co-authored-by: Claude <noreply@anthropic.com>", True),
        ("co-authored-by: Claude Opus 4.5 <noreply@anthropic.com>", True),
        ("co-authored-by: Cursor <cursoragent@cursor.com>", True),
        ("co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>", True),
        ("assisted-by: Claude:claude-opus-4 <>", True),
        ("assisted-by: GitHub Copilot <>", True),
        ("generated-by: ChatGPT 5 <>", True),
        ("assisted-by: Jeff King <peff@example.net>", False),  # git.git thanks people so
        ("co-authored-by: Claude Dupont <claude@dupont.example>", False),
        ("co-authored-by: Devin Booker <devin@example.com>", False),
        ("reviewed-by: Gemini Wu <gemini@example.cn>", False),
    ],
)
def test_a_trailer_names_an_agent_or_a_person(city: Crediting, trailer: str, is_agent: bool) -> None:  # noqa: FBT001 -- the expected answer
    assert (actor(city, trailer=trailer) == "ai_agent") is is_agent


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("", True),
        ("root@localhost", True),
        ("root@build7.example.cn", True),
        ("noreply@github.com", True),
        ("octocat@users.noreply.github.com", True),
        ("583231+octocat@users.noreply.github.com", False),
        ("li", True),
        ("user@host.(none)", True),
        ("li@xinghe.example", False),
        ("rooted@xinghe.example", False),
    ],
)
def test_a_shared_address_never_identifies_a_person(city: Crediting, address: str, shared: bool) -> None:  # noqa: FBT001 -- as above
    assert any(re.search(pattern, address, re.IGNORECASE) for pattern in city.shared_addresses) is shared


@pytest.mark.parametrize(
    ("line", "generated"),
    [
        ("// Code generated by protoc-gen-go. DO NOT EDIT.", True),
        ("# @generated by some tool", True),
        ("/* This file is automatically generated by kconfig. Do not edit it. */", True),
        ("# 本文件由 openapi-generator 自动生成，请勿修改", True),
        ("@generated_field", False),
        ("x = generated(report)", False),
        ("# edit the generated report by hand", False),
        ("mail = 'me@generated.example'", False),
    ],
)
def test_a_marker_tells_a_generated_file(city: Crediting, line: str, generated: bool) -> None:  # noqa: FBT001 -- as above
    assert any(re.search(pattern, line, re.IGNORECASE) for pattern in city.generated_markers) is generated


def test_the_classes_are_those_of_the_tables() -> None:
    assert LINE_CLASSES == FILE_CLASSES


def refused(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse_crediting(TEXT.replace(old, new, 1), file_name="policy/crediting.toml")
    return str(caught.value)


def test_a_bad_file_is_refused_with_place_and_remedy() -> None:
    assert 'policy/crediting.toml, path "package-folder": 编号' not in TEXT
    assert refused('id = "package-folder"', 'id = "vendor-folder"').startswith(
        'policy/crediting.toml, path "vendor-folder": 编号 “vendor-folder” 出现了两次'
    )
    assert "不认识的键 “pattrens”" in refused('patterns = ["/deps/"]', 'patterns = ["/deps/"]\npattrens = []')
    assert "class = “vendord” 不在可选值之内；是不是 “vendored”？" in refused('class = "vendored"', 'class = "vendord"')
    assert "不能取反" in refused('"/deps/"', '"!/deps/"')
    assert "不是合法的正则表达式" in refused("'^\\s*$'", "'(bot'")
    assert "bulk_new_files_millionths = 2000000 超出范围" in refused("= 900_000", "= 2_000_000")
    assert "不认识的键 “bulk_lines”" in refused("[limits]", "[limits]\nbulk_lines = 1")


def test_every_rule_is_named_in_both_languages(city: Crediting) -> None:
    assert all(rule.name and rule.name_en for rule in city.path_rules)
    assert all(rule.name and rule.name_en for rule in city.actor_rules)
