import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtu.report.html import pages, subject_path, write_pages
from xingtu.report.ranking import RunReport
from xingtu.report.text import Text

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe",
    "{{ 7 * 7 }}",
    "'; rm -rf ~; '",
    "[red]x[/red]",
]
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Collects what a browser would load, run or follow, and refuses tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.scripts = 0
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.scripts += tag == "script"
        self.scripts += any(name.startswith("on") for name in given)
        self.loads += [value or "" for name, value in attrs if name in {"src", "srcset", "data", "poster", "background"}]
        self.loads += [given.get("href") or ""] if tag in {"link", "base", "use", "image"} else []
        self.links += [given.get("href") or ""] if tag == "a" else []
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> without a start"
        assert self.open.pop() == tag


def test_no_page_loads_anything_or_needs_a_script(refused_run: RunReport) -> None:
    for text in pages(refused_run).values():
        page = Page(text)
        assert page.loads == []
        assert page.scripts == 0
        assert not re.search(r"@import|url\(\s*['\"]?(?!#)", text)


def test_every_link_inside_a_report_lands(run: RunReport) -> None:
    written = pages(run)
    given = {file.path for file in run.files}
    anchors = {path: set(Page(text).ids) for path, text in written.items()}
    for path, text in written.items():
        for link in Page(text).links:
            if link.startswith("https://"):
                continue
            target, _, anchor = link.partition("#")
            landed = path if not target else _resolved(path, target)
            assert landed in written or landed in given, f"{path}: {link}"
            assert not anchor or anchor in anchors[landed], f"{path}: {link}"


def _resolved(page: str, link: str) -> str:
    parts = page.split("/")[:-1]
    for part in link.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_every_ranked_number_is_a_door(run: RunReport) -> None:
    index = pages(run)["index.html"]
    for row in run.tracks[0].rows:
        kind = subject_path("person", row.subject) if row.subject == "lin-yue" else "#metric-merged_changes"
        assert f'href="{kind}' in index
    assert not re.search(r'<td role="cell" class="n" data-label="合入的变更（个）">\s*[\d,.]+\s*</td>', index)


def test_a_refused_ranking_says_so_on_every_page(run: RunReport, refused_run: RunReport) -> None:
    for path, text in pages(refused_run).items():
        assert ("Not for publication" if path.startswith("en/") else "不得公示") in text, path
        assert "仓库“河空/飞控”读到 317 个提交" in text or "Repository hekong" in text or "#refusal" in text
    for text in pages(run).values():
        assert "不得公示" not in text
        assert "Not for publication" not in text


def test_a_page_never_calls_incomplete_evidence_complete(run: RunReport) -> None:
    half = replace(run, repositories=(replace(run.repositories[0], measured_commits=1),))
    assert "证据完整：" in pages(run)["index.html"]
    text = pages(half)["index.html"]
    assert "证据完整：" not in text
    assert "规则文件允许照样公布" in text


def test_amounts_stand_in_a_column_only_where_a_place_can_earn_money(run: RunReport) -> None:
    assert "奖励金额</th>" in pages(run)["index.html"]
    unpaid = tuple(replace(track, pays=False) for track in run.tracks)
    assert "奖励金额</th>" not in pages(replace(run, tracks=unpaid))["index.html"]


def test_unknown_is_said_and_never_a_zero(run: RunReport) -> None:
    row = run.tracks[0].rows[-1]
    text = pages(replace(run, tracks=(replace(run.tracks[0], rows=(row,)),)))["index.html"]
    cell = re.search(r'data-label="合入的变更（个）">(.*?)</td>', text, re.DOTALL)
    assert cell is not None
    assert "未知" in cell.group(1)
    assert ">0<" not in cell.group(1)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_are_harmless(run: RunReport, hostile: str) -> None:
    track, subject, repository = run.tracks[0], run.subjects[0], run.repositories[0]
    row = replace(track.rows[0], name=Text(hostile, hostile), organisations=(Text(hostile),), reasons=(Text(hostile),))
    hostile_run = replace(
        run,
        city=Text(hostile),
        tracks=(replace(track, rows=(row,)),),
        subjects=(replace(subject, name=Text(hostile)),),
        repositories=(replace(repository, name=hostile, url="javascript:alert(1)"),),
    )
    for text in pages(hostile_run).values():
        page = Page(text)
        assert page.scripts == 0
        assert page.loads == []
        assert not any(link.startswith("javascript:") for link in page.links)
        assert "\u202e" not in text
        assert "49" not in re.findall(r"<bdi>(\d+)</bdi>", text)


def test_a_hostile_id_cannot_choose_its_file_or_escape_its_command(run: RunReport) -> None:
    evil = "../../etc/$(reboot)"
    text = pages(replace(run, tracks=(), subjects=(replace(run.subjects[0], subject=evil),)))
    path = subject_path("person", evil)
    assert ".." not in path
    assert "&#39;../../etc/$(reboot)&#39;" in text[path]


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_two_subjects_never_share_a_file_even_where_case_is_ignored(one: str, other: str) -> None:
    paths = {subject_path("person", name).casefold() for name in {one, other}}
    assert len(paths) == len({one, other})


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(address=st.emails())
def test_a_mailbox_never_reaches_a_page(run: RunReport, address: str) -> None:
    track, subject = run.tracks[0], run.subjects[0]
    row = replace(track.rows[0], name=Text(address), organisations=(Text(address),), reasons=(Text(f"{address} 已合并"),))
    leaky = replace(
        run, tracks=(replace(track, rows=(row,)),), subjects=(replace(subject, name=Text(address), identity=(Text(f"<{address}>"),)),)
    )
    for text in pages(leaky).values():
        assert address not in text


def test_the_same_run_gives_the_same_bytes(run: RunReport, tmp_path: Path) -> None:
    assert pages(run) == pages(run)
    written = write_pages(run, tmp_path)
    assert {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in written} == pages(run)


def test_a_commit_that_could_not_be_read_has_unknown_lines(run: RunReport) -> None:
    text = pages(run)[subject_path("person", "lin-yue")]
    row = re.search(r"<tr[^>]*>\s*<td[^>]*><code title=\"(?:99aabbcc)+\".*?</tr>", text, re.DOTALL)
    assert row is not None
    assert row.group().count("未知") == 3
    assert "另有 1 个提交的改动读不出" in text
    assert "10,230" in text


def test_both_languages_have_the_same_pages(run: RunReport) -> None:
    written = set(pages(run))
    assert {path.removeprefix("en/") for path in written if path.startswith("en/")} == {
        path for path in written if not path.startswith("en/")
    }
