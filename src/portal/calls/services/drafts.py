"""How is a programme's draft begun, edited, tried, signed and published?

A draft may be unsound while it is written; nobody can sign it then. A signature is under exactly one text, by the hash of its bytes:
whoever changes a letter starts the signing anew.
"""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role
from portal.calls.models import Draft, DraftRevision, DraftState, ProgrammeVersion, Signature
from portal.calls.programme_skeleton import SKELETON
from portal.calls.programme_text import keys_set, moved_a_year, policy_hash_of
from portal.calls.selectors.drafts import NEEDED, compared_with, next_year_of, signing_of, soundness_of, years_between
from portal.calls.services.programmes import version_make
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import Backtest
from portal.evidence.services.backtests import backtest_request
from portal.evidence.services.programme_texts import programme_prove, programme_put
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.moves import SHORTEST_REASON
from xingtu.policy.stanza import IDENTIFIER

LONGEST_TEXT = 400_000
NEXT_YEAR, NEW_VERSION, EMPTY = "next_year", "new_version", "empty"


@transaction.atomic
def draft_begin(*, by: Acting, how: str, version: ProgrammeVersion | None = None, ident: str = "", reason: str = "") -> Draft:
    """Copy last year's file into the next year, begin a new version of this one, or an empty one.

    ident: of an empty one

    Raises:
        Invalid: the id cannot be one.
        WrongState: there is a draft of it already.
    """
    by.prove(Act.PROGRAMME_DRAFT)
    take_turn()
    if how == EMPTY:
        programme, text = ident, SKELETON.replace("new-programme-2026", ident)
        if not IDENTIFIER.fullmatch(ident):
            raise Invalid({"ident": _("编号只用小写字母、数字和连接号，以字母开头，最后写上年份，如 reading-room-2026。")})
        if ProgrammeVersion.objects.filter(programme=ident).exists():
            raise Invalid({"ident": _("已经有编号为 %(ident)s 的项目；请到它的页面起草新的版本。") % {"ident": ident}})
    elif version is None:
        raise Invalid(_("请选择以哪个项目为底稿。"))
    elif how == NEXT_YEAR:
        programme = next_year_of(version)
        text = moved_a_year(version.text, ident=programme, by_years=years_between(version.programme, programme))
    else:
        programme = version.programme
        newest = ProgrammeVersion.objects.filter(programme=programme).aggregate(Max("version"))["version__max"]
        text = keys_set(version.text, "programme", {"version": newest + 1})
    if other := Draft.objects.filter(programme=programme, state=DraftState.OPEN).first():
        raise WrongState(_("%(programme)s 已有第 %(id)d 号草稿，请在那一份上修改。") % {"programme": programme, "id": other.pk})
    draft = Draft.objects.create(programme=programme, based_on=version, text=text, reason=reason[:500], edited_by=by.actor_id)
    _revised(draft, by, event_details={"based_on": str(version or ""), "how": how})
    return draft


@transaction.atomic
def draft_change(*, draft: Draft, text: str, revision: int, by: Acting) -> Draft:
    """Save another text.

    revision: the one the form was made from

    Raises:
        WrongState: somebody else has saved since, or it is no draft any more.
        Invalid: the text is too long, or holds what no file may.
    """
    by.prove(Act.PROGRAMME_DRAFT)
    take_turn()
    now = _held(draft)
    text = text.replace("\r\n", "\n")
    if "\0" in text:
        raise Invalid({"text": _("文字中有不能保存的控制字符，请删去后再存。")})
    if len(text) > LONGEST_TEXT:
        raise Invalid({"text": _("文件太长（最多 %(most)d 字）；请精简。") % {"most": LONGEST_TEXT}})
    if now.revision != revision:
        raise WrongState(_("这份草稿在您打开以后又有修改（现在是第 %(now)d 次保存）；请重新打开页面，再改一遍。") % {"now": now.revision})
    if text == now.text:
        return now
    now.text = text
    now.revision += 1
    _revised(now, by)
    draft.refresh_from_db()
    return draft


@transaction.atomic
def draft_restore(*, draft: Draft, to: int, by: Acting) -> Draft:
    """Go back to the text of an earlier save; the saves in between stay and can be gone back to as well.

    Raises:
        WrongState: there is no such save, or it is no draft any more.
    """
    by.prove(Act.PROGRAMME_DRAFT)
    take_turn()
    now = _held(draft)
    earlier = now.revisions.filter(revision=to).first()
    if earlier is None:
        raise WrongState(_("没有第 %(revision)d 次保存，请重新打开页面。") % {"revision": to})
    now.text, now.revision = earlier.text, now.revision + 1
    _revised(now, by, event_details={"restored": to})
    draft.refresh_from_db()
    return draft


def draft_backtest(*, draft: Draft, by: Acting) -> Backtest:
    """Ask what it would have done with the facts at hand, held against the rules in force.

    Raises:
        Invalid: the draft does not load.
    """
    by.prove(Act.PROGRAMME_DRAFT)
    _version, text = compared_with(draft)
    against = ""
    if text and text != draft.text:
        try:
            against = programme_put(draft.programme, text)
        except Invalid:
            against = ""  # last year's file cannot be carried out as this year's: there is nothing to compare
    asked = backtest_request(programme_id=draft.programme, text=draft.text, by=by, in_force=against)
    Draft.objects.filter(pk=draft.pk).update(backtest_id=asked.pk)
    return asked


@transaction.atomic
def draft_sign(*, draft: Draft, policy_hash: str, by: Acting) -> Signature:
    """Sign exactly the text of that hash.

    Raises:
        WrongState: the text has changed, is unsound or untried, or this person has signed it.
    """
    by.prove(Act.PROGRAMME_SIGN)
    take_turn()
    now = _held(draft)
    if policy_hash_of(now.text) != policy_hash:
        raise WrongState(_("您打开页面以后，草稿又有修改；请看过新的内容再签署。"))
    if problem := soundness_of(now).problem:
        raise WrongState(_("草稿还有问题，不能签署：%(problem)s") % {"problem": problem.sentence})
    signing = signing_of(now)
    if signing.backtest is None or not signing.backtest.over:
        raise WrongState(_("请先回测这份草稿，看过结果再签署。"))
    if any(signature.person == by.actor_id for signature in signing.signatures):
        raise WrongState(_("您已经签署过这份草稿；还需另一个人签署。"))
    signature = Signature.objects.create(draft=now, policy_hash=policy_hash, person=by.actor_id, role=by.role_text)
    record(
        event=Event.DRAFT_SIGNED,
        by=by,
        subject_kind="draft",
        subject=str(now.pk),
        details={"programme": now.programme, "policy_hash": policy_hash, "backtest": signing.backtest.pk},
    )
    return signature


@transaction.atomic
def draft_publish(*, draft: Draft, in_force_on: date, by: Acting) -> ProgrammeVersion:
    """Make the signed text a version for ever.

    Raises:
        WrongState: signatures are lacking, or a window that has begun would change.
        NotAllowed: only the head of the office publishes.
    """
    by.prove(Act.PROGRAMME_SIGN)
    if by.role is not Role.OFFICE_HEAD:
        raise NotAllowed(Act.PROGRAMME_SIGN)
    take_turn()
    now = _held(draft)
    signing = signing_of(now)
    if not signing.complete:
        raise WrongState(
            _("须由 %(needed)d 个不同的人签署同一份文本，其中一人是负责人；现在有 %(count)d 个签署。")
            % {"needed": NEEDED, "count": len(signing.signatures)}
        )
    if in_force_on < timezone.localdate():
        raise Invalid({"in_force_on": _("生效日期不能早于今天。")})
    valid_from = programme_prove(now.programme, now.text).valid_from
    if valid_from and in_force_on < valid_from:
        raise Invalid({"in_force_on": _("文件写明从 %(day)s 起有效，生效日期不能更早。") % {"day": valid_from.isoformat()}})
    version = version_make(
        programme=now.programme,
        text=now.text,
        in_force_on=in_force_on,
        by=by,
        signatures=[{"person": one.person, "role": one.role, "at": one.at.isoformat(timespec="seconds")} for one in signing.signatures],
        backtest=signing.backtest.result if signing.backtest else {},
    )
    now.state = DraftState.PUBLISHED
    now.save(update_fields=["state"])
    draft.refresh_from_db()
    return version


@transaction.atomic
def draft_discard(*, draft: Draft, reason: str, by: Acting) -> Draft:
    """Give it up; it stays readable.

    Raises:
        Invalid: nobody would learn why.
    """
    by.prove(Act.PROGRAMME_DRAFT)
    take_turn()
    now = _held(draft)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明为什么放弃，至少 4 个字。")})
    now.state = DraftState.DISCARDED
    now.save(update_fields=["state"])
    record(event=Event.DRAFT_DISCARDED, by=by, subject_kind="draft", subject=str(now.pk), reason=reason.strip(),
           details={"programme": now.programme})  # fmt: skip
    draft.refresh_from_db()
    return draft


def _held(draft: Draft) -> Draft:
    now = Draft.objects.select_for_update(of=("self",)).select_related("based_on").get(pk=draft.pk)
    if now.state != DraftState.OPEN:
        raise WrongState(_("这份草稿%(state)s，不能再修改或签署。") % {"state": now.get_state_display()})
    return now


def _revised(draft: Draft, by: Acting, *, event_details: dict[str, object] | None = None) -> None:
    draft.edited_by, draft.edited_at = by.actor_id, timezone.now()
    draft.save()
    DraftRevision.objects.create(draft=draft, revision=draft.revision, text=draft.text, by=by.actor_id)
    record(
        event=Event.DRAFT_CHANGED,
        by=by,
        subject_kind="draft",
        subject=str(draft.pk),
        reason=draft.reason if draft.revision == 1 else "",
        details={
            "programme": draft.programme, "revision": draft.revision, "policy_hash": policy_hash_of(draft.text), **(event_details or {}),
        },
    )  # fmt: skip
