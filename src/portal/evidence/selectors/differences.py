"""What changed for somebody between two runs, and which input changed with it?

Read from loaded rows and the runs' own manifests; the command line's ``xingtu diff`` tells the same, commit by commit.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.evidence.doors import metric_door, said
from portal.evidence.home import home
from portal.evidence.models import Run, RunVerdict
from portal.evidence.selectors.values import totals
from portal.house.parts import Difference

COMPARED = ("merged_changes", "credited_lines", "merged_lines")


@dataclass(frozen=True, slots=True)
class InputChange:
    """An input that differs; texts are in the reader's language."""

    name: str
    before: str
    after: str


def inputs_changed(before: Run, after: Run) -> list[InputChange]:
    """Every frozen input that differs between two runs, people by opaque id only."""
    left, right = _inputs(before), _inputs(after)
    return [
        InputChange(name, left.get(name, "—"), right.get(name, "—"))
        for name in sorted(left.keys() | right.keys())
        if left.get(name) != right.get(name)
    ]


def subject_changes(before: Run, after: Run, kind: str, subject: str) -> list[Difference]:
    """A subject's numbers and places in both runs, with the input that changed for them."""
    old, new = (totals(run, kind, COMPARED, [subject])[subject] for run in (before, after))
    why = _why(inputs_changed(before, after), subject)
    differences = [
        Difference(
            label=said(metric.name, metric.name_en),
            before=old.get(metric.metric, 0),
            after=new.get(metric.metric, 0),
            why=why if old.get(metric.metric, 0) != new.get(metric.metric, 0) else "",
            unit=said(metric.unit, metric.unit_en),
            scale=metric.scale,
            href=metric_door(after, metric.metric, **{kind: subject}),
        )
        for metric in after.metrics.filter(metric__in=COMPARED)
    ]
    places = [{row.track: row.place for row in RunVerdict.objects.filter(run=run, subject=subject)} for run in (before, after)]
    tracks = {track.track: said(track.name, track.name_en) for track in after.tracks.all()}
    return differences + [
        Difference(
            label=_("%(track)s：名次") % {"track": tracks.get(track, track)},
            before=places[0].get(track),
            after=places[1].get(track),
            why=why if places[0].get(track) != places[1].get(track) else "",
        )
        for track in sorted(places[0].keys() | places[1].keys())
    ]


def _why(changed: list[InputChange], subject: str) -> str:
    own = [change.name for change in changed if subject in change.name]
    others = [change.name for change in changed if subject not in change.name]
    return "；".join((own or others)[:3])


def _inputs(run: Run) -> dict[str, str]:
    folder = home() / "runs" / run.run_id
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    declared: dict[str, Any] = json.loads((folder / "declarations.json").read_bytes())
    named = {_("引擎版本"): manifest["engine"], _("读取方式"): manifest["reading"][:12]}
    named |= {_("规则文件 %(name)s") % {"name": name}: content[:12] for name, content in manifest["files"].items()}
    named |= {_("指标 %(name)s 的版本") % {"name": name}: str(version) for name, version in manifest["metrics"].items()}
    for entry in manifest["repositories"]:
        state = f"{entry['tip'][:12] or _('未读')}（{entry['measured_commits']}/{entry['expected_commits']}）"
        named[_("仓库 %(name)s 的提交") % {"name": entry["id"]}] = state
    named |= {_("导入的表 %(name)s") % {"name": entry["name"]}: entry["sha256"][:12] for entry in declared["maps"]}
    claims: Counter[str] = Counter()
    for statement in declared["assertions"]:
        claims[_statement(statement)] += 1
    return named | {name: str(count) for name, count in claims.items()}


def _statement(statement: dict[str, Any]) -> str:
    kind, _sep, text = statement["subject"].partition(":")
    about = text if kind == "person" else ""
    match statement["kind"]:
        case "same":
            return _("%(person)s 认领的邮箱数") % {"person": about}
        case "affiliated" if about:
            period = f"{statement.get('since') or '…'}—{statement.get('until') or '…'}"
            return _("%(person)s 在 %(organisation)s 的任职（%(period)s）") % {
                "person": about,
                "organisation": statement["object"],
                "period": period,
            }
        case "affiliated":
            return _("单位 %(organisation)s 的域名和导入的任职") % {"organisation": statement["object"]}
        case "actor":
            return _("办公室关于机器人和代理的声明（%(what)s）") % {"what": statement["object"]}
        case other:
            return _("其他声明（%(kind)s）") % {"kind": other}
