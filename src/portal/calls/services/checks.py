"""What do the rules say of an application, and how is what they cannot say settled by a person?

Rules are judged on the newest observation while the application is written, and on the frozen run after the freeze. A person may
settle an unknown, with a reason that is kept; nobody overrides a rule that fails: the fact behind it is contested instead.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Check, Clarification, Outcome
from portal.calls.programmes import programme_of
from portal.calls.selectors.duties import CHECK, prove_duty
from portal.calls.selectors.facts import facts_for
from portal.calls.selectors.judged import judged
from portal.calls.steps import DISTRICT_CHECK, OVER
from portal.errors import Invalid, WrongState
from portal.evidence.models import Run
from portal.evidence.selectors.contradictions import contradictions
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.moves import SHORTEST_REASON


@transaction.atomic
def checks_judge(*, application: Application, run: Run | None = None) -> list[Check]:
    """Judge every rule and keep the answers; what a person settled stays settled only while the rule still cannot say."""
    take_turn()
    before = {check.position: check for check in application.checks.all()}
    made = []
    answers = judged(application, answers=application.answers, facts=facts_for(application, run), run=run or application.run)
    for position, answer in enumerate(answers):
        check = before.get(position) or Check(application=application, position=position)
        same = (
            check.rule == answer.rule_id and check.outcome == answer.outcome == Outcome.UNKNOWN and not _settled_before(check, application)
        )
        check.rule, check.outcome, check.run_id, check.at = answer.rule_id, answer.outcome, answer.run_id, timezone.now()
        check.condition, check.condition_en = answer.condition[:300], answer.condition_en[:300]
        check.reason, check.reason_en, check.evidence = answer.reason, answer.reason_en, answer.evidence[:300]
        if not same:
            check.resolved = check.resolution = check.resolved_by = ""
            check.resolved_at = None
        check.save()
        made.append(check)
    application.checks.filter(position__gte=len(made)).delete()
    return made


def _settled_before(check: Check, application: Application) -> bool:
    """Whether somebody settled it for a content that has been handed in anew since."""
    return bool(check.resolved_at and application.submitted_at and check.resolved_at < application.submitted_at)


def checks_refresh(application: Application) -> None:
    """Judge what was not judged yet, or was before the present content was handed in."""
    checks = application.checks.all()
    old = application.submitted_at is not None and any(check.at < application.submitted_at for check in checks)
    if old or not checks:
        checks_judge(application=application, run=application.run)


def checks_prove(application: Application) -> None:
    """Return when every rule passes and nothing asked of the applicant is undecided, on the present content.

    Raises:
        WrongState: a rule fails or is not settled, or a contradiction is not decided on.
    """
    checks_refresh(application)
    prove_eligible(application)
    if application.step == "clarify" and application.clarifications.filter(accepted=None).exists():
        raise WrongState(_("还有没有认定的澄清；请逐项认定，或者不予通过。"))


@transaction.atomic
def check_resolve(*, check: Check, outcome: str, reason: str, by: Acting) -> Check:
    """Settle an unknown.

    Raises:
        Invalid: neither pass nor fail, or no reason.
        WrongState: the rule has answered; nobody overrides it.
        NotAllowed: not the desk's.
    """
    take_turn()
    now = Check.objects.select_for_update(of=("self",)).select_related("application__call__version").get(pk=check.pk)
    prove_at_desk(by, now.application)
    prove_duty(by, now.application, CHECK)
    if now.outcome != Outcome.UNKNOWN:
        raise WrongState(_("这一条规则已经有结论，不能人工改判；对事实有异议的，请走异议。"))
    if outcome not in {Outcome.PASS, Outcome.FAIL}:
        raise Invalid({"outcome": _("请选择“符合”或“不符合”。")})
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明依据：查了什么、看到什么、何时查的。")})
    now.resolved, now.resolution, now.resolved_by, now.resolved_at = outcome, reason.strip(), by.actor_id, timezone.now()
    now.save()
    record(
        event=Event.CHECK_RESOLVED,
        by=by,
        subject_kind="application",
        subject=now.application_id,
        reason=now.resolution,
        details={"rule": now.rule, "position": now.position, "outcome": [now.outcome, outcome]},
    )
    return now


def desk_act(by: Acting) -> str:
    """The act under which this role sits at the desk of applications."""
    return Act.CALL_RUN if by.may(Act.CALL_RUN) else Act.APPLICATION_CHECK


def prove_at_desk(by: Acting, application: Application) -> None:
    """Return when the application lies where this role settles things: the district's own check, or anywhere else the office's.

    Raises:
        NotAllowed: not the desk's. WrongState: the district has handed it up, or it is over.
    """
    act = desk_act(by)
    by.prove(act, district=application.district)
    if application.step in OVER or (act == Act.APPLICATION_CHECK and application.step != DISTRICT_CHECK):
        raise WrongState(_("%(number)s 现在不由您办理，不能再认定。") % {"number": application.number or application.title})


def prove_eligible(application: Application) -> None:
    """Return when every rule passes, as judged or as settled.

    Raises:
        WrongState: some rule fails or is not settled; each is named.
    """
    open_ones = [check for check in application.checks.all() if check.standing != Outcome.PASS]
    if open_ones:
        told = "；".join(f"{check.condition}（{check.get_outcome_display()}）" for check in open_ones)
        raise WrongState(
            _("还不能通过：%(rules)s。无法判断的请逐条核实并写明依据；不符合的应当不予受理，或请申报人对事实提出异议。") % {"rules": told}
        )


@transaction.atomic
def clarifications_ask(*, application: Application, run: Run | None = None) -> list[Clarification]:
    """Put every contradiction between answers and measured facts to the applicant, each once."""
    programme = programme_of(application.call.version)
    if programme.form is None:
        return []
    labels = {field.id: field.label for field in programme.form.fields}
    asked = []
    for found in contradictions(programme.form, application.answers, facts_for(application, run)):
        clarification, _new = Clarification.objects.get_or_create(
            application=application,
            about=f"fact:{found.field}",
            defaults={
                "label": labels.get(found.field, found.field)[:200],
                "question": found.reason,
                "fact": {"answered": found.answered, "known": found.known, "source": found.source, "reason_en": found.reason_en},
            },
        )
        asked.append(clarification)
    return asked


@transaction.atomic
def clarification_decide(*, clarification: Clarification, accepted: bool, decision: str, by: Acting) -> Clarification:
    """Sign a clarification off, or not.

    Raises:
        Invalid: no reason.
        WrongState: it has not been answered yet.
        NotAllowed: not the desk's.
    """
    take_turn()
    now = Clarification.objects.select_for_update(of=("self",)).select_related("application").get(pk=clarification.pk)
    prove_at_desk(by, now.application)
    prove_duty(by, now.application, CHECK)
    if not now.answered_at:
        raise WrongState(_("申报人还没有澄清，不能认定。"))
    if len(decision.strip()) < SHORTEST_REASON:
        raise Invalid({"decision": _("请写明认定的依据。")})
    now.accepted, now.decision, now.decided_by, now.decided_at = accepted, decision.strip(), by.actor_id, timezone.now()
    now.save()
    record(
        event=Event.CLARIFICATION_DECIDED,
        by=by,
        subject_kind="application",
        subject=now.application_id,
        reason=now.decision,
        details={"about": now.about, "accepted": accepted},
    )
    return now
