"""Does ``xingtu posture`` answer people, programs and code hosts, and never make a number of what is unknown?"""

import json
from pathlib import Path

import pytest

from tests.gitrepo import Repo
from tests.stories.office import Answer, xingtu


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "clones" / "store")
    repo.commit({b"LICENSE": b"MIT License\n", b".gitlab-ci.yml": b"a:\n  image: python:3\n  script: [pip install tox]\n"})
    return repo


def asked(tmp_path: Path, *arguments: object) -> Answer:
    return xingtu("posture", *arguments, home=tmp_path / "home")


def test_a_pipe_gets_a_row_a_check(tmp_path: Path, repo: Repo) -> None:
    answer = asked(tmp_path, repo.path, "--as-of", "2023-12-01")
    assert (answer.code, answer.err) == (0, "")
    rows = {row[0]: row for row in (line.split("\t") for line in answer.out.splitlines())}
    assert len(rows) == 21
    assert rows["许可证 License"][2] == "10"
    assert rows["代码评审 Code-Review"][2] == "未知"
    assert ".gitlab-ci.yml:3 pip install tox" in rows["按哈希固定依赖 Pinned-Dependencies"][4]


def test_json_says_which_are_known_and_has_no_total(tmp_path: Path, repo: Repo) -> None:
    told = json.loads(asked(tmp_path, repo.path, "--format", "json", "--as-of", "2023-12-01").out)
    scores = {result["own_name"]: result["score"] for result in told["results"]}
    assert sorted(told["known"]) == sorted(name for name, score in scores.items() if score is not None)
    assert scores["Webhooks"] is None
    assert told["as_of"] == "2023-12-01T23:59:59Z"
    assert "score" not in told
    assert "total" not in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_has_results_with_places_and_lists_the_unknown(tmp_path: Path, repo: Repo, lang: str) -> None:
    run = json.loads(asked(tmp_path, repo.path, "--format", "sarif", "--lang", lang, "--as-of", "2023-12-01").out)["runs"][0]
    pinned = next(result for result in run["results"] if result["ruleId"] == "posture/Pinned-Dependencies")
    assert [place["physicalLocation"]["region"]["startLine"] for place in pinned["locations"]] == [2, 3]
    assert "Branch-Protection" in run["properties"]["unknown"]
    assert all(result["properties"]["score"] < 10 for result in run["results"])
