"""Does the chain hold? Checked entry by entry, in the database or in an export, by whoever doubts it.

What is found: a changed entry (its digest no longer fits), a removed or reordered one (a gap, or a link that does not
fit), a tail cut off (the head's row, or a head published with a run, lies beyond the last entry).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import JournalBroken
from portal.journal.chain import SEALED, seal
from portal.journal.models import Entry
from portal.journal.models.entry import GENESIS
from portal.journal.selectors.history import head

FORMAT = "xingtu-journal/1"
MOST_PROBLEMS = 100
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class KnownHead:
    """An end of the chain that somebody kept: published with a run, or noted on paper."""

    sequence: int
    digest: str
    where: str


@dataclass(slots=True)
class Report:
    """What verification found; the chain holds when there are no problems."""

    entries: int = 0
    head: str = GENESIS
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def note(self, problem: str) -> None:
        """Add what is wrong; a chain broken early would otherwise say it a million times."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def verify(known: Iterable[KnownHead] = ()) -> Report:
    """The journal of this database, against its own head and those kept elsewhere."""
    # the end is read first: what is written meanwhile comes after it
    end = head()
    report = walk(_rows(end.sequence), known)
    _check_end(report, KnownHead(end.sequence, end.digest, _("数据库记下的末条")))
    return report


def walk(entries: Iterable[Mapping[str, Any]], known: Iterable[KnownHead] = ()) -> Report:
    """Follow the chain from its first entry; where it ends is for the caller to compare."""
    report = Report()
    expected = {one.sequence: one for one in known if one.sequence}
    for entry in entries:
        sequence = int(entry["sequence"])
        _check_place(report, sequence, str(entry["previous"]))
        if seal(entry) != entry["digest"]:
            report.note(_("第 %(n)s 条的内容与校验值不符：被改过。") % {"n": sequence})
        kept = expected.pop(sequence, None)
        if kept is not None and kept.digest != entry["digest"]:
            report.note(_("第 %(n)s 条与“%(where)s”公布的校验值不同：公布之后被换过。") % {"n": sequence, "where": kept.where})
        report.entries, report.head = sequence, str(entry["digest"])
    for missing in expected.values():
        report.note(_("“%(where)s”公布过第 %(n)s 条，而这里没有：末尾被截去。") % {"n": missing.sequence, "where": missing.where})
    return report


def _check_place(report: Report, sequence: int, link: str) -> None:
    if sequence != report.entries + 1:
        report.note(_("第 %(a)s 条之后是第 %(b)s 条：其间有缺失或次序被改。") % {"a": report.entries, "b": sequence})
    if link != report.head:
        report.note(_("第 %(n)s 条没有接在它前一条之后：前面有条目被改、被删或被调换。") % {"n": sequence})


def _check_end(report: Report, end: KnownHead) -> None:
    if (end.sequence, end.digest) != (report.entries, report.head):
        report.note(
            _("最后一条是第 %(n)s 条，而%(where)s是第 %(end)s 条：末尾被截去，或有条目绕过程序写入。")
            % {"n": report.entries, "where": end.where, "end": end.sequence}
        )


def _rows(until: int) -> Iterator[dict[str, Any]]:
    yield from Entry.objects.filter(sequence__lte=until).order_by("sequence").values(*SEALED, "digest").iterator(CHUNK)


def export(path: Path) -> Report:
    """Write the whole journal as JSON lines: a header, one line an entry, a footer with the end. Verified while it is written."""
    end = head()
    written = path.with_name(path.name + ".part")
    with written.open("w", encoding="utf-8", newline="\n") as file:

        def copied() -> Iterator[dict[str, Any]]:
            for entry in _rows(end.sequence):
                plain = entry | {"at": entry["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
                file.write(json.dumps(plain, ensure_ascii=False, sort_keys=True) + "\n")
                yield plain

        file.write(json.dumps({"format": FORMAT}) + "\n")
        report = walk(copied())
        file.write(json.dumps({"end": {"sequence": end.sequence, "digest": end.digest}}) + "\n")
    _check_end(report, KnownHead(end.sequence, end.digest, _("数据库记下的末条")))
    written.replace(path)
    return report


def verify_export(path: Path, known: Iterable[KnownHead] = ()) -> Report:
    """An export, without any database.

    Raises:
        JournalBroken: the file is no export.
    """
    end: dict[str, Any] = {}
    with path.open(encoding="utf-8") as file:
        try:
            if json.loads(file.readline()).get("format") != FORMAT:
                raise JournalBroken(_("%(file)s 不是星图导出的留痕（首行应写明 %(format)s）。") % {"file": path.name, "format": FORMAT})
            report = walk(_lines(file, end), known)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise JournalBroken(
                _("%(file)s 读不懂：%(error)s。文件不完整或被改过，请重新导出。") % {"file": path.name, "error": error}
            ) from error
    if end:
        _check_end(report, KnownHead(int(end["sequence"]), str(end["digest"]), _("文件末行所写的")))
    else:
        report.note(_("文件没有末行：导出被截断。"))
    return report


def _lines(file: Iterable[str], end: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The entries of an export; what the footer says is put into ``end``."""
    for line in file:
        read = json.loads(line)
        if "end" in read:
            end.update(read["end"])
        else:
            yield read
