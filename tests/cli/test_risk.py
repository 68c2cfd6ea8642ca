"""Do audit, affected and match answer people, programs and build servers, with a status that never takes not knowing for a pass?"""

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.gitrepo import Repo
from tests.store.risk.advisory_texts import read, record, touches
from tests.stories.office import POLICY, Answer, xingtu
from xingtu.facts.signals import Epss, Kev
from xingtu.settings import now
from xingtu.store.risk.advisories import SourceState, take_in
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import take_epss, take_kev

HAN = re.compile(r"[\u4e00-\u9fff]")
TODAY = now()
INSTANT = f"{TODAY:%Y-%m-%dT%H:%M:%SZ}"
GRAVE = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def state(source: str) -> SourceState:
    return SourceState(source, "", "1", INSTANT, "CC-BY-4.0")


def grave(ident: str, package: str, **more: Any) -> dict[str, Any]:
    said = touches(package, {"introduced": "0"}, {"fixed": "4.2"})
    return {**record(ident, said, modified=INSTANT), "severity": [{"type": "CVSS_V3", "score": GRAVE}], **more}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two advisories on PyPI and both signals."""
    home = tmp_path / "home"
    database = open_risk(home)
    take_in(database, state("pypa"), read(grave("GHSA-1", "lantern", aliases=["CVE-2026-0001"]), grave("GHSA-2", "gears")), {}, whole=True)
    take_kev(database, [Kev("CVE-2026-0001", "2026-01-05", "2026-01-26", ransomware=True)], state("kev"))
    take_epss(database, [Epss("CVE-2026-0001", 500_000, 990_000, f"{TODAY:%Y-%m-%d}", "v1")], state("epss"))
    recent = Kev("CVE-2026-9999", f"{TODAY:%Y-%m-%d}", "", ransomware=False)
    take_kev(database, [Kev("CVE-2026-0001", "2026-01-05", "2026-01-26", ransomware=True), recent], state("kev"))
    database.close()
    return home


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "clones" / "app")
    first = repo.commit({b"requirements.txt": b"lantern==4.1\nsix==1.16.0\n"})
    repo.point("refs/tags/v1", first)
    repo.commit({b"requirements.txt": b"lantern==4.2\nsix==1.16.0\n"}, first)
    return repo


def asked(home: Path, *arguments: object, **environment: str) -> Answer:
    return xingtu(*arguments, home=home, **environment)


def test_a_revision_that_is_touched_fails_and_the_upgrade_passes(home: Path, repo: Repo) -> None:
    touched = asked(home, "audit", f"{repo.path}@v1")
    assert (touched.code, touched.err) == (1, "")
    assert "已被利用\t严重\t9.8" in touched.out
    assert "requirements.txt:1" in touched.out
    mended = asked(home, "audit", repo.path)
    assert (mended.code, mended.err) == (0, "")
    assert "在 2 个已覆盖的组件中，没有版本被已载入的公告触及" in mended.out


def test_an_empty_home_is_neither_and_shows_no_nought(tmp_path: Path, repo: Repo) -> None:
    answer = asked(tmp_path / "empty", "audit", f"{repo.path}@v1")
    assert answer.code == 3
    assert "没有载入任何漏洞公告" in answer.out
    assert "无从判断" in answer.out


def test_an_old_source_is_neither(home: Path, repo: Repo) -> None:
    database = open_risk(home)
    old = f"{TODAY - timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}"
    database.execute("UPDATE source_state SET fetched_at = ? WHERE source = 'pypa'", (old,))
    database.close()
    answer = asked(home, "audit", repo.path)
    assert answer.code == 3
    assert "超过 7 天没有更新：pypa" in answer.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--gate", "relaese"), "release"),
        (("--format", "pdf"), "pdf"),
        (("--format", "openvex"), "没有任何声明适用于这些发现"),
        (("--vex", "nowhere.json"), "nowhere.json"),
    ],
)
def test_wrong_usage_is_status_two(home: Path, repo: Repo, arguments: tuple[str, ...], words: str) -> None:
    answer = asked(home, "audit", f"{repo.path}@v1", *arguments)
    assert answer.code == 2
    assert words in answer.err
    assert asked(home, "audit", "no/such/thing").code == 2


@pytest.mark.parametrize("form", ["json", "sarif", "cyclonedx", "spdx"])
def test_every_kind_of_file_is_written_and_holds_the_finding_or_the_package(home: Path, repo: Repo, tmp_path: Path, form: str) -> None:
    out = tmp_path / "answer"
    answer = asked(home, "audit", f"{repo.path}@v1", "--format", form, "--out", out)
    assert (answer.code, answer.out, answer.err) == (1, "", "")
    assert json.loads(out.read_bytes())
    assert b"lantern" in out.read_bytes()


def test_english_holds_no_chinese(home: Path, repo: Repo) -> None:
    for target in (repo.path, f"{repo.path}@v1"):
        assert not HAN.search(asked(home, "audit", target, "--lang", "en").out)


def test_a_lock_file_and_a_bill_of_materials_give_the_same_findings_as_the_repository(home: Path, repo: Repo, tmp_path: Path) -> None:
    file, bill = tmp_path / "requirements.txt", tmp_path / "bill.json"
    file.write_text("lantern==4.1\nsix==1.16.0\n")
    asked(home, "audit", f"{repo.path}@v1", "--format", "cyclonedx", "--out", bill)
    found = [
        [(one["package"], one["ids"], one["fixed"]) for one in json.loads(asked(home, "audit", target, "--format", "json").out)["findings"]]
        for target in (f"{repo.path}@v1", file, bill)
    ]
    assert found == [[("lantern", ["GHSA-1"], ["4.2"])]] * 3


def test_a_statement_counts_when_the_policy_trusts_its_author_and_is_shown_when_not(home: Path, repo: Repo, tmp_path: Path) -> None:
    vex = tmp_path / "vex.json"
    vex.write_text(json.dumps({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/1", "author": "Li Wei", "timestamp": INSTANT, "version": 1,
        "statements": [{"vulnerability": {"name": "CVE-2026-0001"}, "products": [{"@id": "pkg:pypi/lantern"}], "status": "not_affected",
                        "justification": "vulnerable_code_not_in_execute_path"}],
    }))  # fmt: skip
    target = f"{repo.path}@v1"
    assert asked(home, "audit", target, "--vex", vex).code == 1
    assert json.loads(asked(home, "audit", target, "--vex", vex, "--format", "json").out)["findings"][0]["not_applied"] == ["Li Wei"]
    policy = tmp_path / "policy"
    shutil.copytree(POLICY, policy)
    text = (policy / "risk.toml").read_text("utf-8")
    (policy / "risk.toml").write_text(text.replace("trusted_authors = []", 'trusted_authors = ["Li Wei"]'), "utf-8")
    trusted = asked(home, "audit", target, "--vex", vex, "--format", "sarif", XINGTU_POLICY=str(policy))
    assert trusted.code == 0
    assert len(json.loads(trusted.out)["runs"][0]["results"][0]["suppressions"]) == 1
    written = asked(home, "audit", target, "--vex", vex, "--format", "openvex", XINGTU_POLICY=str(policy))
    assert json.loads(written.out)["statements"][0]["status"] == "not_affected"


def test_what_is_kept_is_found_by_the_advisory_and_by_the_package(home: Path, repo: Repo) -> None:
    before = asked(home, "affected", "CVE-2026-0001")
    assert before.code == 0
    assert "没有持有受影响的版本" in before.out
    assert asked(home, "audit", f"{repo.path}@v1", "--keep").code == 1
    for name in ("CVE-2026-0001", "GHSA-1", "pkg:pypi/lantern", "pkg:pypi/lantern@4.1"):
        found = json.loads(asked(home, "affected", name, "--format", "json").out)
        assert (found["projects"], [one["version"] for one in found["holders"]]) == (1, ["4.1"])
        assert [(place["path"], place["line"]) for place in found["holders"][0]["places"]] == [("requirements.txt", 1)]
    assert "1 projects affected" in asked(home, "affected", "GHSA-1", "--lang", "en").out
    assert asked(home, "affected", "CVE-1999-0001").code == 2


def test_an_audit_leaves_no_trace_in_the_citys_inventory(home: Path, repo: Repo) -> None:
    asked(home, "audit", f"{repo.path}@v1")
    database = open_risk(home)
    assert database.execute("SELECT (SELECT count(*) FROM project), (SELECT count(*) FROM finding)").fetchone() == (0, 0)
    database.close()


def test_match_answers_line_by_line_in_the_order_asked(home: Path, tmp_path: Path) -> None:
    purls = tmp_path / "purls.txt"
    long = f"pkg:pypi/{'x' * 10_000}@1"
    purls.write_bytes(f"pkg:pypi/lantern@4.1\n\npkg:npm/a@1\n{long}\npkg:pypi/lantern@4.2\n".encode() + b"pkg:pypi/caf\xe9@1")
    lines = [json.loads(line) for line in asked(home, "match", "--purls", purls).out.splitlines()]
    assert [(line["ids"], line["status"]) for line in lines[:2]] == [(["GHSA-1"], "evaluated"), ([], "uncovered")]
    assert (lines[3]["purl"], lines[3]["ids"], len(lines)) == ("pkg:pypi/lantern@4.2", [], 5)
    assert asked(tmp_path / "empty", "match", "--purls", purls).code == 2
