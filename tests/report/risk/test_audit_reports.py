"""Does every form of an audit say what was found, how urgent it is, what is not known, and the same each time?

The log was held against the official schema of SARIF 2.1.0, which is not kept here; what code hosts need of it is asked below.
"""

import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from tests.decide.risk_rows import COVERED, row
from tests.report.risk.audits import AUDIT, ROWS, STOCK, UNKNOWN, audit
from xingtu.facts.audit import Audit
from xingtu.report.risk.json_file import fingerprint, to_json
from xingtu.report.risk.sarif import FINGERPRINT, to_sarif
from xingtu.report.risk.terminal import COLUMNS, print_audit
from xingtu.report.risk.wording import WORDS
from xingtu.report.text import Lang

HAN = re.compile(r"[\u4e00-\u9fff]")
HIDING = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NOTHING = audit(
    rows=(), sources=(), gate=UNKNOWN, coverage=replace(COVERED, covered=0, uncovered_ecosystems=("PyPI",)), stock=replace(STOCK, faults=())
)


def screen(given: Audit, lang: Lang = "zh", *, width: int = 100) -> str:
    file = io.StringIO()
    print_audit(
        Console(file=file, force_terminal=True, width=width, no_color=True, highlight=False, markup=False, emoji=False), given, lang
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())


def pipe(given: Audit, lang: Lang = "zh") -> str:
    file = io.StringIO()
    print_audit(Console(file=file, highlight=False, markup=False, emoji=False), given, lang)
    return file.getvalue()


def log(given: Audit) -> Any:
    return json.loads(to_sarif(given))["runs"][0]


@pytest.mark.parametrize("write", [screen, pipe, to_json, to_sarif])
@pytest.mark.parametrize("given", [AUDIT, NOTHING], ids=["all", "nothing"])
def test_the_same_audit_gives_the_same_bytes_and_nothing_hides_in_them(write: Any, given: Audit) -> None:
    text = write(given)
    assert text == write(given)
    assert text.endswith("\n")
    assert not HIDING.search(text)
    assert "shen@mail" not in text


@pytest.mark.parametrize("write", [screen, pipe, to_sarif])
def test_english_holds_no_chinese_but_what_people_wrote(write: Any) -> None:
    rows = tuple(replace(one, statement=None, reason="", reopened_because=()) for one in ROWS)
    assert not HAN.search(write(audit(rows=rows), "en"))
    assert not HAN.search(write(NOTHING, "en"))


def test_a_terminal_shows_the_answer_first_and_then_what_to_do_in_order() -> None:
    lines = screen(AUDIT)
    places = [
        lines.index(text)
        for text in ("未通过门禁 ci", "1 个恶意软件包：trap", "trap 4.1", "django 4.1  CVE-2026-0002", "声明的最低 Go 版本", "pypa：100 条")
    ]
    assert places == sorted(places)
    assert "高危 7.5  django 4.1  CVE-2026-0002" in lines
    assert "修复于 4.2 · 已被利用（KEV，2026-01-05 列入） · 用于勒索软件 · EPSS 12.3456%（2026-01-31）" in " ".join(lines.split())
    assert "requirements.txt:3 运行 直接、web/package-lock.json:40 开发 直接" in lines
    assert "重新打开：声明已到期、已被利用" in lines
    assert "web/yarn.lock:7 未能读取" in lines
    assert "django CVE-2026-0004 提到相关的 CVE-2023-44487 已被利用" in lines
    assert "23.077% 的条目没有锁定版本（上限 20%）" in lines
    assert "3 项待处置；另有 3 项只涉及测试数据、示例或声明的最低版本" in lines


def test_many_advisories_on_the_least_go_release_are_one_line_with_what_avoids_all() -> None:
    assert "go.mod:3 声明的最低 Go 版本 1.22 被 2 条公告触及" in screen(AUDIT, width=200)
    assert "声明 1.22.10 或更高可避开全部" in screen(AUDIT, width=200)
    unmended = audit(rows=tuple(replace(one, finding=replace(one.finding, fixed=())) if one.finding.fid == 9 else one for one in ROWS))
    assert "可避开全部" not in screen(unmended, width=200)


def test_findings_that_one_upgrade_mends_stand_together_with_the_version_that_mends_all() -> None:
    lower = row(8, package="lamp", level="low", score=20, fixed=("4.10",), group="CVE-2026-0008")
    shown = screen(audit(rows=(*ROWS, lower, row(7, package="lamp", fixed=("4.9",), level="low", score=30))), width=200)
    assert shown.count("lamp 4.1  2 项，全部修复于 4.10") == 1
    assert "低危 2.0 · CVE-2026-0008 · 修复于 4.10" in shown
    unmended = screen(audit(rows=(*ROWS, lower, row(7, package="lamp", fixed=(), level="low", score=30))), width=200)
    assert "2 项，1 项有修复版本" in unmended


@pytest.mark.parametrize("width", [60, 100, 200])
def test_no_line_of_a_finding_is_wider_than_the_terminal(width: int) -> None:
    for line in screen(AUDIT, width=width).splitlines():
        if line.startswith("    "):
            assert sum(2 if HAN.match(letter) else 1 for letter in line.rstrip()) <= width


def test_an_empty_mirror_shows_no_nought_of_findings() -> None:
    for text in (screen(NOTHING), pipe(NOTHING)):
        assert "无从判断" in text
        assert "没有载入任何漏洞公告" in text
        assert "依据不足" in text
        assert not re.search(r"(?<![0-9.])0 (项|个漏洞|findings)", text)
        assert "未被" not in text
    assert json.loads(to_json(NOTHING))["gate"]["result"] == "insufficient"
    assert [note["level"] for note in log(NOTHING)["invocations"][0]["toolExecutionNotifications"]].count("warning") >= 7


def test_no_findings_of_what_was_covered_says_of_how_much() -> None:
    clean = audit(rows=(), gate=replace(UNKNOWN, result="pass", reasons=()))
    assert "在 10 个已覆盖的组件中，没有版本被已载入的公告触及" in screen(clean)
    held_nothing = replace(clean, coverage=replace(COVERED, components=0, covered=0))
    assert "没有读到任何带版本的组件" in screen(held_nothing)


def test_a_pipe_gets_rows_of_equal_length_and_remarks_that_stand_apart() -> None:
    lines = pipe(AUDIT).splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("# ")]
    assert {len(cells) for cells in rows} == {len(COLUMNS)}
    assert len(rows) == 1 + len(ROWS)
    assert any("未通过门禁" in line for line in lines if line.startswith("# "))


def test_json_holds_every_finding_with_what_is_unknown_as_null() -> None:
    said = json.loads(to_json(AUDIT))
    assert (said["format"], said["gate"]["result"], len(said["findings"])) == ("xingtu-audit/1", "fail", len(ROWS))
    unrated, exploited = said["findings"][0], said["findings"][1]
    assert (unrated["level"], unrated["score"], unrated["kev"], unrated["epss"]) == (None, None, None, None)
    assert exploited["kev"] == {"added_on": "2026-01-05", "due_on": "2026-01-26", "ransomware": True}
    assert exploited["epss"] == {"score": 123456, "percentile": 900000, "score_on": "2026-01-31"}
    assert [one["counted"] for one in said["findings"]] == [True, True, True, True, False, False, False]
    assert said["findings"][2]["statement"]["until"] == "2026-06-01"
    assert {reason["finding"] for reason in said["gate"]["reasons"] if reason["kind"] == "kev"} == {exploited["fingerprint"]}
    assert said["freshness"]["coverage"]["components"] == 10
    assert said["stock"]["faults"][0]["line"] == 7


def test_sarif_has_one_rule_a_group_and_a_result_at_each_line() -> None:
    run = log(AUDIT)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules)) == len(ROWS) - 1
    by_rule = [result for result in run["results"] if result["ruleId"] == "CVE-2026-0002"]
    assert [result["level"] for result in by_rule] == ["error", "note"]
    assert [one["physicalLocation"]["region"]["startLine"] for one in by_rule[0]["locations"]] == [3, 40]
    assert all(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert run["tool"]["driver"]["rules"][1]["properties"]["security-severity"] == "7.5"


def test_what_a_statement_closes_is_suppressed_with_its_reason_and_nothing_else_is() -> None:
    suppressed = {result["ruleId"]: result["suppressions"] for result in log(AUDIT)["results"] if "suppressions" in result}
    assert list(suppressed) == ["CVE-2026-0003"]
    assert "已豁免" in suppressed["CVE-2026-0003"][0]["justification"]
    assert "至 2026-06-01" in suppressed["CVE-2026-0003"][0]["justification"]


def test_a_result_keeps_its_fingerprint_whatever_lines_and_versions_do() -> None:
    passed = replace(UNKNOWN, result="pass", reasons=())
    (before,) = {result["partialFingerprints"][FINGERPRINT] for result in log(audit(rows=(row(1),), gate=passed))["results"]}
    moved = row(1, versions=("4.0",), places=(), score=98, level="critical", ids=("X-1",))
    assert {result["partialFingerprints"][FINGERPRINT] for result in log(audit(rows=(moved,), gate=passed))["results"]} == {before}
    assert fingerprint(row(1, package="flask").finding) != before


def test_every_wording_has_both_languages_and_the_same_places_to_fill() -> None:
    for key, text in WORDS.items():
        assert text.zh, key
        assert not HAN.search(text.said("en")), key
        assert set(re.findall(r"{(\w+)}", text.zh)) == set(re.findall(r"{(\w+)}", text.said("en"))), key
