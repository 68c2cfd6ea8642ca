"""What does a stored provenance report say, as a page shows it? Who may ask is known to whoever asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from portal.evidence.models import Provenance
from xingtu.report.privacy import shown_text
from xingtu.report.provenance import EARLIER, LEFT_OUT, SHOWS, SHOWS_NOT, comparison_sentences, signals, summary
from xingtu.report.text import Text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXAMPLES = 50
"""Files shown per comparison; the stored report holds more."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One content both have."""

    path: str
    other_path: str
    size_bytes: int
    earlier: str
    tone: str
    subject_on: date | None
    other_on: date | None
    at_tip: bool
    subject_commit: str
    other_commit: str


@dataclass(frozen=True, slots=True)
class SideLine:
    """One of the repositories and what its dates say."""

    name: str
    repository: str
    tip: str
    first_on: date | None
    witnessed_on: date | None
    commits: int
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPart:
    """The subject against one other."""

    other: SideLine
    sentences: tuple[str, ...]
    left_out: tuple[str, ...]
    files: tuple[FileLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ProvenancePage:
    """All that the page shows of a report."""

    subject: SideLine
    sentences: tuple[str, ...]
    comparisons: tuple[ComparisonPart, ...]
    not_compared: tuple[tuple[str, str], ...]
    shows: tuple[str, ...]
    shows_not: tuple[str, ...]


def provenance_of(key: str) -> Provenance | None:
    """By key."""
    return Provenance.objects.filter(pk=key).first()


def provenance_summary(provenance: Provenance) -> list[Text]:
    """The findings in plain sentences, Chinese and English, for papers and answers; empty until it is done."""
    return summary(provenance.report) if provenance.report else []


def page_of(provenance: Provenance) -> ProvenancePage | None:
    """As shown; None until it is done."""
    report = provenance.report
    if not report:
        return None
    days = report["care"]["back_dated_days"]
    subject = _side(report["subject"], days)
    return ProvenancePage(
        subject,
        _said(summary(report)[:1]),
        tuple(_part(report["subject"]["name"], found, days) for found in report["comparisons"]),
        tuple((shown_text(one), shown_text(why)) for one, why in report["not_compared"]),
        _said(SHOWS),
        _said(SHOWS_NOT),
    )


def _part(name: str, found: Mapping[str, Any], days: int) -> ComparisonPart:
    files = tuple(_file(example) for example in found["examples"][:EXAMPLES])
    left_out = [
        Text(f"{LEFT_OUT[reason].zh} {count:,} 份", f"{count:,} {LEFT_OUT[reason].en}")
        for reason, count in sorted(found["left_out"].items())
    ]
    return ComparisonPart(
        _side(found["other"], days), _said(comparison_sentences(name, found)), _said(left_out), files, found["shared_files"] - len(files)
    )


def _side(side: Mapping[str, Any], days: int) -> SideLine:
    return SideLine(
        shown_text(side["name"]), side["repository"], side["tip"][:12], _day(side["first_committed_at"]), _day(side["witnessed_at"]),
        side["signals"]["commits"], _said(signals(side, back_dated_days=days)),
    )  # fmt: skip


def _file(example: Mapping[str, Any]) -> FileLine:
    tones = {"other": "warn", "subject": "good"}
    return FileLine(
        shown_text(example["subject"]["path"]), shown_text(example["other"]["path"]), example["size_bytes"],
        _said([EARLIER[example["earlier"]]])[0], tones.get(example["earlier"], "plain"), _day(example["subject"]["arrived_at"]),
        _day(example["other"]["arrived_at"]), example["at_tip"], example["subject"]["commit"][:10], example["other"]["commit"][:10],
    )  # fmt: skip


def _said(texts: Sequence[Text]) -> tuple[str, ...]:
    english = (get_language() or "").startswith("en")
    return tuple(text.said("en" if english else "zh") for text in texts)


def _day(instant: int | None) -> date | None:
    """On the office's calendar; None where no calendar holds it."""
    try:
        return None if instant is None else (EPOCH + timedelta(seconds=instant)).astimezone(timezone.get_default_timezone()).date()
    except OverflowError:
        return None
