"""Does ``xingtu sbom`` keep what a firm declares, and say where code says otherwise?"""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from tests.detect.sbom.documents import FOUR, cyclonedx, spdx, text_of
from tests.gitrepo import Repo
from tests.stories.office import Answer, xingtu
from xingtu.facts.declarations import Difference, Differing
from xingtu.report.risk.declared import print_difference


@pytest.fixture
def bill(tmp_path: Path) -> Path:
    path = tmp_path / "bill.json"
    path.write_bytes(FOUR["cyclonedx-json"])
    return path


def said(tmp_path: Path, *arguments: object, **environment: str) -> Answer:
    return xingtu("sbom", *arguments, home=tmp_path / "home", **environment)


def declared(tmp_path: Path, bill: Path, *more: str) -> Answer:
    return said(tmp_path, "declare", bill, "--project", "sbom:lizhou", "--name", "砺轴产品", "--by", "林知远", *more)


def test_what_is_declared_is_kept_and_said(tmp_path: Path, bill: Path) -> None:
    answer = declared(tmp_path, bill)
    assert answer.code == 0, answer.err
    assert "3 个组件将持续监测；2 个没有可用的 purl 或版本" in answer.out
    assert "沈若川" in answer.out
    told = json.loads(declared(tmp_path, bill, "--format", "json").out)
    assert (told["components"], told["declared_by"], told["spec_version"]) == (3, "林知远", "1.6")
    assert "cannot be" in declared(tmp_path, bill, "--lang", "en").out


def test_what_can_not_be_watched_is_an_error(tmp_path: Path, bill: Path) -> None:
    bill.write_bytes(text_of(cyclonedx(components=[])))
    answer = declared(tmp_path, bill)
    assert answer.code == 2
    assert "收下也无从监测" in answer.err


def test_a_bill_is_compared_with_code(tmp_path: Path, bill: Path) -> None:
    repo = Repo(tmp_path / "app")
    repo.commit({b"requirements.txt": b"jinja2==3.1.2\nhidden==2.0\n"})
    answer = said(tmp_path, "compare", bill, repo.path)
    assert answer.code == 1
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert ["清单没有", "PyPI", "hidden", "", "2.0", "runtime"] in rows
    assert "1 个软件包一致" in rows[-1][0]
    told = json.loads(said(tmp_path, "compare", bill, repo.path, "--format", "json").out)
    assert [one["package"] for one in told["invented"]] == ["github.com/a/b", "@s/c"]


def test_code_and_bill_that_say_the_same_end_with_0(tmp_path: Path, bill: Path) -> None:
    repo = Repo(tmp_path / "app")
    repo.commit({b"requirements.txt": b"jinja2==3.1.2\n"})
    bill.write_bytes(text_of(cyclonedx(components=[{"type": "library", "name": "x", "purl": "pkg:pypi/jinja2@3.1.2"}])))
    answer = said(tmp_path, "compare", bill, repo.path, "--lang", "en")
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "# the bill and the code agree: 1 packages")


def test_on_a_terminal_differences_are_a_table() -> None:
    told = Difference(2, (Differing("PyPI", "hidden", (), ("2.0",), ("runtime",)),), (), ())
    screen = io.StringIO()
    print_difference(Console(file=screen, force_terminal=True, width=100, color_system=None), told, "zh")
    assert "hidden" in screen.getvalue()
    assert "2 个软件包一致" in screen.getvalue()


def test_a_bill_whose_keys_are_sorted_is_audited_too(tmp_path: Path) -> None:
    path = tmp_path / "sorted.json"
    document = spdx(comment="x" * 70_000)
    path.write_text(json.dumps(dict(sorted(document.items()))), encoding="utf-8")
    answer = xingtu("audit", path, "--format", "json", home=tmp_path / "home")
    assert json.loads(answer.out)["stock"]["components"] == 3
