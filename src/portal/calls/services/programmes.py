"""How does a programme's file become a version: from the policy folder, or from a draft that two people have signed?

A version is written once. Its bytes are laid down with the evidence as well, so that every run is made with exactly this text.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calls.models import ProgrammeVersion
from portal.calls.programme_text import policy_hash_of
from portal.calls.selectors.programmes import earliest_in_force
from portal.errors import Invalid, WrongState
from portal.evidence.home import laid_down, programme_files
from portal.evidence.services.programme_texts import programme_prove, programme_put
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class TakenIn:
    """What the policy folder brought. ``refused``: a sentence a file."""

    taken: list[ProgrammeVersion] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def programmes_take_in() -> TakenIn:
    """Make a version of every file of the policy folder that is not one yet; safe to repeat, and what is refused changes nothing.

    A file that goes up in number is the next version. One that was changed under the same number is refused: others have been
    judged by what that number says.
    """
    done = TakenIn()
    for ident, path in programme_files().items():
        try:
            if version := _take_in(ident, path.read_text("utf-8")):
                done.taken.append(version)
        except (Invalid, WrongState, OSError) as error:
            sentence = f"policy/programmes/{path.name}：{error}"
            logger.error("programme file is not taken in: %s", sentence)  # noqa: TRY400 -- the sentence says it; no trace helps the office
            done.refused.append(sentence)
    return done


@transaction.atomic
def _take_in(ident: str, text: str) -> ProgrammeVersion | None:
    policy_hash = policy_hash_of(text)
    known = ProgrammeVersion.objects.filter(policy_hash=policy_hash).first()
    if known is not None:
        if not laid_down(known.programme, policy_hash).is_file():
            programme_put(ident, text)  # a home restored without its programmes folder
        return None
    proven = programme_prove(ident, text)
    number = proven.version
    take_turn()
    if ProgrammeVersion.objects.filter(policy_hash=policy_hash).exists():
        return None  # server and worker start together
    newest = ProgrammeVersion.objects.filter(programme=ident).order_by("-version").first()
    if newest is not None and newest.version >= number:
        raise WrongState(
            _("文件改过，版本号却还是 %(number)d；已有第 %(newest)d 版（%(hash)s…）。请把 version 改成 %(next)d 后重启，或改回原文。")
            % {"number": number, "newest": newest.version, "hash": newest.policy_hash[:12], "next": newest.version + 1}
        )
    today = timezone.localdate()
    # the rules a city begins with hold from the day they say; later ones change nothing that has begun
    on = max(earliest_in_force(ident, today=today).on, proven.valid_from or today) if newest else proven.valid_from or today
    return version_make(programme=ident, text=text, in_force_on=on, by=SYSTEM)


@transaction.atomic
def version_make(
    *,
    programme: str,
    text: str,
    in_force_on: date,
    by: Actor,
    signatures: Sequence[Mapping[str, Any]] = (),
    backtest: Mapping[str, Any] | None = None,
) -> ProgrammeVersion:
    """Write the version down for ever; the one before it ends on the day this one begins.

    Raises:
        Invalid: the text cannot be carried out.
        WrongState: there is a version of that number already, or a window that has begun would change.
    """
    take_turn()
    proven = programme_prove(programme, text)
    earliest = earliest_in_force(programme, today=timezone.localdate())
    before = ProgrammeVersion.objects.filter(programme=programme).order_by("-version").first()
    if before is not None and proven.version <= before.version:
        raise WrongState(
            _("%(programme)s 已有第 %(before)d 版，这份文件写的是 version = %(given)d；请改成 %(next)d。")
            % {"programme": programme, "before": before.version, "next": before.version + 1, "given": proven.version}
        )
    if before is not None and in_force_on < earliest.on:
        raise WrongState(_("%(why)s最早可以从 %(day)s 起施行，请改生效日期。") % {"why": earliest.why, "day": earliest.on.isoformat()})
    made = ProgrammeVersion.objects.create(
        programme=programme,
        version=proven.version,
        policy_hash=programme_put(programme, text),
        text=text,
        name=proven.name,
        name_en=proven.name_en,
        in_force_on=in_force_on,
        ended_on=proven.valid_until + timedelta(days=1) if proven.valid_until else None,
        signatures=list(signatures),
        backtest=dict(backtest or {}),
    )
    if before is not None and (before.ended_on is None or before.ended_on > in_force_on):
        before.ended_on = max(in_force_on, before.in_force_on)
        before.save(update_fields=["ended_on"])
    record(
        event=Event.PROGRAMME_PUBLISHED,
        by=by,
        subject_kind="programme",
        subject=programme,
        details={
            "version": proven.version,
            "policy_hash": made.policy_hash,
            "in_force_on": in_force_on.isoformat(),
            "signed_by": [str(one["person"]) for one in signatures],
        },
    )
    return made
