"""What changed for somebody between two runs, and which input changed with it?

Read from loaded rows and the runs' own manifests; the command line's ``xingtu diff`` tells the same, commit by commit.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.acting import Acting
from portal.evidence.doors import metric_door, said
from portal.evidence.home import home
from portal.evidence.models import Run, RunOrganisation, RunVerdict
from portal.evidence.selectors.names import shown_names
from portal.evidence.selectors.values import totals
from portal.house.parts import Difference

ACTORS = {"person": gettext_lazy("自然人"), "bot": gettext_lazy("机器人"), "ai_agent": gettext_lazy("AI 代理")}
COMPARED = ("merged_changes", "credited_lines", "merged_lines")


@dataclass(frozen=True, slots=True)
class InputChange:
    """An input that differs; texts are in the reader's language."""

    name: str
    before: str
    after: str
    person: str = ""
    """Whose statement it is, if a person's."""


@dataclass(frozen=True, slots=True)
class _Input:
    """What an input is called: to everybody, with a place for the person's name, and to the person."""

    said: str
    person: str = ""
    own: str = ""

    def told(self, names: dict[str, str], reader: str) -> str:
        if not self.person:
            return self.said
        return self.own if self.person == reader else self.said.replace(PERSON, names[self.person])


PERSON = "{person}"


def inputs_changed(before: Run, after: Run, acting: Acting) -> list[InputChange]:
    """Every frozen input that differs between two runs; people as this reader may know them."""
    left, right = _inputs(before), _inputs(after)
    differ = [one for one in left.keys() | right.keys() if left.get(one) != right.get(one)]
    names = shown_names(after, {one.person for one in differ if one.person}, acting)
    changes = [InputChange(one.told(names, acting.actor_id), left.get(one, "—"), right.get(one, "—"), one.person) for one in differ]
    return sorted(changes, key=lambda change: (change.name, change.before, change.after))


def subject_changes(before: Run, after: Run, kind: str, subject: str, acting: Acting) -> list[Difference]:
    """A subject's numbers and places in both runs, with the input that changed for them."""
    old, new = (totals(run, kind, COMPARED, [subject])[subject] for run in (before, after))
    why = _why(inputs_changed(before, after, acting), subject)
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
    own = [change.name for change in changed if change.person == subject]
    others = [change.name for change in changed if change.person != subject]
    return _("；").join((own or others)[:3])


def _inputs(run: Run) -> dict[_Input, str]:
    folder = home() / "runs" / run.run_id
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    declared: dict[str, Any] = json.loads((folder / "declarations.json").read_bytes())
    repositories = dict(run.repositories.values_list("repository", "name"))
    metrics = {metric: said(name, name_en) for metric, name, name_en in run.metrics.values_list("metric", "name", "name_en")}
    named = {_("引擎版本"): manifest["engine"], _("读取方式"): manifest["reading"][:12]}
    named |= {_("规则文件 %(name)s") % {"name": name}: content[:12] for name, content in manifest["files"].items()}
    named |= {_("指标 %(name)s 的版本") % {"name": metrics.get(name, name)}: str(version) for name, version in manifest["metrics"].items()}
    for entry in manifest["repositories"]:
        state = f"{entry['tip'][:12] or _('未读')}（{entry['measured_commits']}/{entry['expected_commits']}）"
        named[_("仓库 %(name)s 的提交") % {"name": repositories.get(entry["id"], entry["id"])}] = state
    named |= {_("导入的表 %(name)s") % {"name": entry["name"]}: entry["sha256"][:12] for entry in declared["maps"]}
    organisations = {
        ident: said(name, name_en)
        for ident, name, name_en in RunOrganisation.objects.filter(run=run).values_list("organisation", "name", "name_en")
    }
    claims = Counter(_statement(statement, organisations) for statement in declared["assertions"])
    return {_Input(name): value for name, value in named.items()} | {one: str(count) for one, count in claims.items()}


def _statement(statement: dict[str, Any], organisations: dict[str, str]) -> _Input:
    kind, _sep, text = statement["subject"].partition(":")
    about = text if kind == "person" else ""
    declared = str(statement.get("object", ""))
    organisation = organisations.get(declared, declared)
    match statement["kind"]:
        case "same":
            return _Input(_("%(person)s 认领的邮箱数") % {"person": PERSON}, about, _("您认领的邮箱数"))
        case "affiliated" if about:
            place = {"organisation": organisation, "period": f"{statement.get('since') or '…'}—{statement.get('until') or '…'}"}
            return _Input(
                _("%(person)s 在 %(organisation)s 的任职（%(period)s）") % {"person": PERSON, **place},
                about,
                _("您在 %(organisation)s 的任职（%(period)s）") % place,
            )
        case "affiliated":
            return _Input(_("单位 %(organisation)s 的域名和导入的任职") % {"organisation": organisation})
        case "actor":
            return _Input(_("办公室关于机器人和代理的声明（%(what)s）") % {"what": ACTORS.get(declared, declared)})
        case other:
            return _Input(_("其他声明（%(kind)s）") % {"kind": other})
