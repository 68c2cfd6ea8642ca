"""How does a run become pages that need no network, no script and no explanation?

``pages`` returns path → text: the ranking (``index.html``), one page a subject, and the same in English under ``en/``.
A refused ranking says so on every page.
"""

import re
import shlex
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from xingtu.errors import EvidenceError
from xingtu.report import charts, numbers
from xingtu.report.privacy import published
from xingtu.report.ranking import MetricLine, RankRow, RunReport, SubjectReport, TrackReport
from xingtu.report.text import LANGUAGES, Lang, Text
from xingtu.report.texts import outcome, say

SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
RAW_MAILBOX = re.compile(r"[\w.%+\-]@(?!(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9A-Za-z.\-]))[\w\-]+\.\w")


def pages(report: RunReport) -> dict[str, str]:
    """All pages of a run, by path relative to the report's folder; the same report gives the same bytes.

    Raises:
        EvidenceError: an identifier holds a mailbox.
    """
    report = published(report)
    written: dict[str, str] = {}
    for lang in LANGUAGES:
        root = "" if lang == "zh" else "en/"
        site = _Site(report, lang)
        written[f"{root}index.html"] = site.index()
        for subject in report.subjects:
            written[f"{root}{subject_path(subject.kind, subject.subject)}"] = site.subject(subject)
    for path, text in written.items():
        _refuse_mailboxes(path, text)
    return written


def write_pages(report: RunReport, folder: Path) -> tuple[Path, ...]:
    """The files written below ``folder``, in the order of their paths."""
    written = pages(report)
    for path, text in sorted(written.items()):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / path for path in sorted(written))


def subject_path(kind: str, subject: str) -> str:
    """Where a subject's page stands. Ids that are no plain lower-case file names are replaced by their hash."""
    name = subject if SAFE_NAME.fullmatch(subject) else "id-" + sha256(subject.encode()).hexdigest()[:20]
    return f"subjects/{kind}-{name}.html"


class _Site:
    """The pages of one language."""

    def __init__(self, report: RunReport, lang: Lang) -> None:
        self.report, self.lang = report, lang
        self.explained = {(subject.kind, subject.subject): subject for subject in report.subjects}
        self.environment = _environment(lang)
        repositories = {line.id: line.name for line in report.repositories}
        self.environment.globals["repository_name"] = lambda ident: repositories.get(ident, ident)

    def index(self) -> str:
        """The ranking."""
        report = self.report
        return self._render(
            "index.html",
            depth=0,
            other="en/index.html" if self.lang == "zh" else "../index.html",
            metrics=_metrics(report.tracks),
            activity_chart=charts.activity(report.activity, lang=self.lang),
            lines_chart=charts.line_classes(report.lines, lang=self.lang),
            curves=[(curve, charts.concentration(curve, lang=self.lang)) for curve in report.concentration],
        )

    def subject(self, subject: SubjectReport) -> str:
        """Why one subject has its numbers."""
        path = subject_path(subject.kind, subject.subject)
        standings = [
            (track, row)
            for track in self.report.tracks
            for row in track.rows
            if (track.subject_kind, row.subject) == (subject.kind, subject.subject)
        ]
        return self._render(
            "subject.html",
            depth=1,
            other=f"../en/{path}" if self.lang == "zh" else f"../../{path}",
            subject=subject,
            standings=standings,
        )

    def _render(self, template: str, *, depth: int, **values: object) -> str:
        up = "../" * depth
        return self.environment.get_template(template).render(
            report=self.report, lang=self.lang, up=up, root=up if self.lang == "zh" else f"../{up}", door=self._door, **values
        )

    def _door(self, track: TrackReport, row: RankRow) -> str:
        """Where a ranked number is explained: the subject's page, or the metric's definition when there is none."""
        if (track.subject_kind, row.subject) in self.explained:
            return f"{subject_path(track.subject_kind, row.subject)}#counted"
        return f"#metric-{track.metric.id}"


def _environment(lang: Lang) -> Environment:
    environment = Environment(
        loader=PackageLoader("xingtu.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )

    def said(text: Text) -> str:
        return text.said(lang)

    def worded(key: str, **values: object) -> str:
        return say(key, lang, **values)

    environment.globals.update(t=worded, outcome=lambda ident: outcome(ident, lang))
    environment.filters.update(
        said=said,
        count=lambda value, scale=1: numbers.number(value, scale=scale, lang=lang),
        percent=lambda value: numbers.percent(value, lang),
        yuan=lambda value: numbers.yuan(value, lang),
        web=_web_address,
        shell=shlex.quote,
    )
    return environment


def _web_address(url: str) -> str:
    """The address when a reader may follow it, else nothing: ``javascript:`` and local paths are not links."""
    return url if url.startswith(("https://", "http://")) else ""


def _metrics(tracks: tuple[TrackReport, ...]) -> list[MetricLine]:
    return list({metric.id: metric for track in tracks for metric in (track.metric, *track.shown)}.values())


def _refuse_mailboxes(path: str, text: str) -> None:
    """The last look at the finished page: names were masked and ids checked, so this finds only our own mistakes."""
    if RAW_MAILBOX.search(text):
        raise EvidenceError(f"页面 {path} 里仍有像邮箱的文字，已拒绝写出。这是程序的缺陷：请带运行编号报告给星图维护者。")
