"""Does ``xingtu secrets`` say where, in every form, and never what?"""

import json
from pathlib import Path

import pytest

from tests.gitrepo import Repo
from tests.stories.office import Answer, xingtu
from xingtu.detect.secrets.rule import example

TOKEN = example("ghp_<A36>")
PASSWORD = example("<A18>7x")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "clones" / "store")
    repo.commit({b"deploy.py": f"token = '{TOKEN}'\npassword = '{PASSWORD}'\n".encode(), b"tests/a.py": f"x = '{TOKEN}'".encode()})
    return repo


def asked(tmp_path: Path, *arguments: object) -> Answer:
    return xingtu("secrets", *arguments, home=tmp_path / "home")


@pytest.mark.parametrize("form", ["table", "json", "sarif"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_form_names_the_place_and_hides_the_secret(tmp_path: Path, repo: Repo, form: str, lang: str) -> None:
    answer = asked(tmp_path, repo.path, "--format", form, "--lang", lang, "--level", "low")
    assert (answer.code, answer.err) == (0, "")
    assert "deploy.py" in answer.out
    for secret in (TOKEN, PASSWORD):
        assert not any(secret[start : start + 6] in answer.out for start in range(4, len(secret) - 6))


def test_the_table_and_the_numbers_agree(tmp_path: Path, repo: Repo) -> None:
    rows = [line.split("\t") for line in asked(tmp_path, repo.path).out.splitlines()]
    assert [row[:4] for row in rows[1:]] == [
        ["高", "GitHub 访问令牌", "deploy.py:1:10", "代码"],
        ["中", "写明的密码", "deploy.py:2:13", "代码"],
    ]
    told = json.loads(asked(tmp_path, repo.path, "--format", "json").out)
    assert (len(told["places"]), told["hidden"], told["complete"]) == (2, 1, True)


def test_sarif_names_rule_and_region(tmp_path: Path, repo: Repo) -> None:
    run = json.loads(asked(tmp_path, repo.path, "--format", "sarif").out)["runs"][0]
    assert [result["ruleId"] for result in run["results"]] == ["secret/github_token", "secret/password"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 10}


def test_a_build_can_be_stopped(tmp_path: Path, repo: Repo) -> None:
    assert asked(tmp_path, repo.path, "--fail-on", "high").code == 1
    repo.commit({b"a.py": b"x = 1\n"})
    assert asked(tmp_path, repo.path, "--fail-on", "low").code == 0


def test_an_error_names_the_range_and_no_secret(tmp_path: Path, repo: Repo) -> None:
    answer = asked(tmp_path, f"{repo.path}@nowhere..main")
    assert answer.code != 0
    assert "nowhere" in answer.err
    assert TOKEN not in answer.err
