import io
from dataclasses import replace

import pytest
from rich.cells import cell_len

from xingtu.report.ranking import RunReport
from xingtu.report.terminal import Next, ScanLine, new_console, print_explanation, print_ranking, print_scan
from xingtu.report.text import Text

FOLLOWING = Next("runs/run-2f6c0d9be1a4", "xingtu explain run-2f6c0d9be1a4 lin-yue")
SCANS = [
    ScanLine("智行/车控中间件", 1204, 5310, 1_000_000, 3.21),
    ScanLine("河空/飞控", 318, None, 996_855, 0.4, "缺少对象 5b0c。", "请重新镜像后再扫描。"),
]


def terminal() -> io.StringIO:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    return stream


@pytest.fixture(autouse=True)
def _a_plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")


def test_into_a_pipe_go_rows_alone(run: RunReport) -> None:
    stream = io.StringIO()
    print_ranking(new_console(stream), run, limit=1, following=FOLLOWING)
    lines = stream.getvalue().splitlines()
    assert lines[0].split("\t") == ["名次", "贡献者", "所属单位", "合入的变更（个）", "计入的新增行（行）", "结果", "奖励金额"]
    assert lines[1].split("\t") == ["1", "林月", "星河软件", "27", "3,120", "拟奖励", "50,000 元"]
    assert lines[6].split("\t")[3] == "未知"
    assert "\x1b" not in stream.getvalue()
    assert "下一步" not in stream.getvalue()


def test_on_a_terminal_the_last_line_says_where_and_what_next(run: RunReport) -> None:
    stream = terminal()
    print_ranking(new_console(stream), run, following=FOLLOWING)
    assert "结果在 runs/run-2f6c0d9be1a4。下一步：xingtu explain run-2f6c0d9be1a4 lin-yue" in stream.getvalue().splitlines()[-1]


def test_no_color_is_kept(run: RunReport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = terminal()
    print_ranking(new_console(stream), run)
    assert "\x1b[3" not in stream.getvalue()
    assert "38;5" not in stream.getvalue()


def test_columns_line_up_for_chinese_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = terminal()
    print_scan(new_console(stream), SCANS)
    rows = [line for line in stream.getvalue().splitlines() if line.endswith(("3.2", "0.4"))]
    assert len({cell_len(row) for row in rows}) == 1


def test_a_refused_ranking_is_told_first(refused_run: RunReport) -> None:
    stream = terminal()
    print_ranking(new_console(stream), refused_run, "en")
    told = stream.getvalue()
    assert told.index("Not for publication") < told.index("Contributors")
    assert "317 of 318 commits" in told


def test_names_are_not_obeyed_as_markup(run: RunReport) -> None:
    track = run.tracks[0]
    hostile = "[bold red]x[/] :smile: \x1b[31m\u202e"
    stream = terminal()
    print_ranking(new_console(stream), replace(run, tracks=(replace(track, rows=(replace(track.rows[0], name=Text(hostile)),)),)))
    assert "[bold red]x[/] :smile:" in stream.getvalue()
    assert "\x1b[31m\u202e" not in stream.getvalue()


def test_an_explanation_gives_each_reason(run: RunReport) -> None:
    stream = terminal()
    print_explanation(new_console(stream), run.subjects[0], following=FOLLOWING)
    for said in ("0a1b2c3d0a1b", "重复", "zhixing@", "第三方代码", "10,230", "未知"):
        assert said in stream.getvalue()


def test_a_problem_comes_with_its_remedy_in_a_pipe_too() -> None:
    for stream in (io.StringIO(), terminal()):
        print_scan(new_console(stream), SCANS)
        assert "缺少对象 5b0c。 请重新镜像后再扫描。" in stream.getvalue()
        assert "99.6855%" in stream.getvalue()


def test_a_mailbox_never_reaches_the_terminal(run: RunReport) -> None:
    stream = io.StringIO()
    track = run.tracks[0]
    print_ranking(new_console(stream), replace(run, tracks=(replace(track, rows=(replace(track.rows[0], name=Text("li@example.cn")),)),)))
    print_scan(new_console(stream), [replace(SCANS[0], repository="git@host.example:x")])
    assert "@" not in stream.getvalue()


def test_more_rows_than_shown_are_announced(run: RunReport) -> None:
    stream = terminal()
    print_ranking(new_console(stream), run, limit=2)
    assert "另有 4 行未显示" in stream.getvalue()
