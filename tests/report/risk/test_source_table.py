"""Does every answer say how fresh and how complete it is, and does nothing ever look like a plain zero?"""

import io
import re
from dataclasses import replace

from rich.console import Console

from xingtu.facts.freshness import Coverage, Source
from xingtu.report.risk.source_table import (
    alarms,
    coverage_line,
    freshness_data,
    freshness_lines,
    print_freshness,
    print_sources,
    source_line,
)

PYPA = Source(
    "pypa", "/srv/pypa", "abc", 2661, 3, "2026-11-20T08:00:00Z", "2026-11-21T01:00:00Z", 5, "ok", "CC-BY-4.0", ("PyPI",)
)  # fmt: skip
KEV = replace(PYPA, source="kev", records=1404, refused=0, age_days=0, ecosystems=())
CITY = Coverage(1200, 900, 12, 34, 40, 7, ("ohpm",))
NOTHING = Coverage(0, 0, 0, 0, 0, 0, ())
HAN = re.compile(r"[\u3000-\u9fff]")


def test_coverage_names_every_number_with_what_it_is_a_part_of() -> None:
    assert (
        coverage_line(CITY) == "共 1,200 个组件，其中 900 个属于已覆盖生态；12 个版本无法排序；34 个清单条目未解析；40 个项目中 7 个无清单"
    )


def test_a_source_says_its_newest_record_when_it_was_fetched_how_long_ago_and_how_it_went() -> None:
    line = source_line(PYPA)
    for part in ("pypa", "2,661", "2026-11-20T08:00:00Z", "2026-11-21T01:00:00Z", "5 天前", "成功", "3 条读不懂"):
        assert part in line
    assert "不到一天" in source_line(KEV)


def test_records_without_dates_do_not_look_two_thousand_years_old() -> None:
    assert "最新一条 未知" in source_line(replace(PYPA, newest="0001-01-01T00:00:00Z"))


def test_an_empty_database_is_said_in_red_and_never_is_a_zero() -> None:
    assert [alarm.kind for alarm in alarms([], NOTHING)] == ["no_advisories"]
    assert "查不到不等于没有漏洞" in freshness_lines([], NOTHING)[0]
    assert [alarm.kind for alarm in alarms([PYPA], NOTHING)] == ["no_components"]
    assert [alarm.kind for alarm in alarms([PYPA], replace(CITY, covered=0))] == ["nothing_covered"]
    out = io.StringIO()
    print_freshness(Console(file=out, force_terminal=True, width=200), [], NOTHING)
    assert "\x1b[1;31m✕ 没有载入任何漏洞公告" in out.getvalue()


def test_signals_alone_are_no_advisories() -> None:
    assert [alarm.kind for alarm in alarms([KEV], CITY)] == ["no_advisories"]
    assert alarms([KEV, PYPA], CITY) == ()


def test_a_source_that_failed_is_told_with_what_is_still_used() -> None:
    failed = replace(PYPA, result="不是完整的 zip")
    (alarm,) = alarms([failed], CITY)
    assert alarm.kind == "source_failed"
    assert "2026-11-21T01:00:00Z" in alarm.text.zh
    assert "不是完整的 zip" in alarm.text.zh
    never = replace(failed, fetched_at="", age_days=None, records=0)
    assert [one.kind for one in alarms([never, PYPA], CITY)] == ["source_never"]
    assert source_line(never).startswith("pypa：从未载入")


def test_a_source_is_stale_when_the_policy_says_so() -> None:
    assert [alarm.kind for alarm in alarms([PYPA], CITY, oldest_days=4)] == ["source_stale"]
    assert alarms([PYPA], CITY, oldest_days=5) == ()


def test_english_has_no_chinese() -> None:
    never = replace(PYPA, result="refused", fetched_at="", age_days=None)
    for line in [*freshness_lines([PYPA, KEV, never], CITY, "en", oldest_days=1), *freshness_lines([], NOTHING, "en")]:
        assert not HAN.search(line)


def test_json_holds_all_of_it_and_no_folder_of_this_machine() -> None:
    data = freshness_data([PYPA], CITY, oldest_days=1)
    assert "/srv/pypa" not in str(data)
    assert data["coverage"] == {
        "components": 1200, "covered": 900, "unplaced": 12, "unresolved": 34, "projects": 40, "without_lockfile": 7,
        "uncovered_ecosystems": ("ohpm",), "unevaluable": 0,
    }  # fmt: skip
    assert [alarm["kind"] for alarm in data["alarms"]] == ["source_stale"]  # type: ignore[attr-defined]


def test_the_table_in_a_pipe_is_tab_separated_with_one_line_a_source() -> None:
    out = io.StringIO()
    print_sources(Console(file=out), [PYPA, replace(KEV, result="one\ttwo\nthree")])
    rows = [line.split("\t") for line in out.getvalue().splitlines()]
    assert [len(row) for row in rows] == [9, 9, 9]
    assert rows[2][6] == "最近一次未成功：one two three"
