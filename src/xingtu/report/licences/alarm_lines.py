"""How does an alarm read: how urgent, what it is, what happened, where, and by which commit?"""

from collections.abc import Sequence
from dataclasses import dataclass

from xingtu.facts.licence_alarms import SEVERITIES, LicenceAlarm
from xingtu.report.licences.advice import Advice
from xingtu.report.licences.shown import visible
from xingtu.report.text import Lang


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm as it is shown. ``name`` is empty where no policy names its kind."""

    kind: str
    level: str
    name: str
    sentence: str
    before: str
    after: str
    places: tuple[str, ...]
    commit: str
    changed_at: str


def alarm_lines(alarms: Sequence[LicenceAlarm], advice: Advice | None, lang: Lang) -> tuple[AlarmLine, ...]:
    """The most urgent first, else in the order they were raised; without the author, whose name is no part of a file."""
    names = advice.alarms if advice else {}
    return tuple(
        AlarmLine(
            kind=alarm.kind,
            level=alarm.severity,
            name=visible(names[alarm.kind].said(lang)) if alarm.kind in names else "",
            sentence=visible(alarm.reason_en if lang == "en" else alarm.reason),
            before=visible(alarm.before),
            after=visible(alarm.after),
            places=alarm.evidence or alarm.paths or ((alarm.path,) if alarm.path else ()),
            commit=alarm.changed_by_commit,
            changed_at=alarm.changed_at,
        )
        for alarm in sorted(alarms, key=lambda alarm: SEVERITIES.index(alarm.severity) if alarm.severity in SEVERITIES else len(SEVERITIES))
    )
