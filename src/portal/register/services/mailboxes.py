"""How does a mailbox become a person's: claimed, proven, contested, withdrawn? Whose it is otherwise is never said."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Scope
from portal.cases.models import CaseKind
from portal.cases.services import case_open
from portal.errors import Invalid, NotAllowed
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import Actor, take_turn
from portal.messages.services import notify
from portal.register.mailbox_address import identifies_somebody, normalised_mailbox
from portal.register.models import Mailbox, Proof

MOST_UNPROVEN = 20


@dataclass(frozen=True, slots=True)
class Proven:
    """How a proof ended: the mailbox is the person's now, or somebody else had proven it and a case (by number) is open."""

    mailbox: Mailbox
    case_id: int | None = None


def mailbox_claim(*, address: str, by: Acting) -> Mailbox:
    """Say that a mailbox is one's own. The sign-in mailbox is proven at once: its owner has already answered a letter there.

    Raises:
        Invalid: no mailbox, one that identifies nobody, claimed before, or too many claims without proof.
    """
    person = _self(by)
    plain = normalised_mailbox(address)
    if not identifies_somebody(plain):
        raise Invalid(
            {"address": _("“%(address)s”不是能认领的邮箱；请填写您提交代码时用的完整邮箱，如 li@example.com。") % {"address": address}}
        )
    with transaction.atomic():
        take_turn()
        own = Mailbox.objects.filter(person=person, withdrawn_at__isnull=True)
        if own.filter(address=plain).exists():
            raise Invalid({"address": _("您已经认领了这个邮箱，在下面的列表里。")})
        if own.filter(proven_at__isnull=True).count() >= MOST_UNPROVEN:
            raise Invalid({"address": _("有 %(n)s 个邮箱还没有证明；请先证明或撤回一些，再认领新的。") % {"n": MOST_UNPROVEN}})
        mailbox = _new(person, plain, by)
        signs_in = EmailAddress.objects.filter(user=person, email__iexact=plain, verified=True).exists()
    if signs_in:
        return mailbox_prove(person=person, address=plain, proof=Proof.MAIL_CODE, detail="sign-in", by=by).mailbox
    return mailbox


def mailbox_prove(*, person: Person, address: str, proof: Proof, by: Acting | Actor, detail: str = "") -> Proven:
    """Hold it for proven that a mailbox is the person's; claimed on the way if it was not. Counts from the next run.

    detail: host and account, or repository and commit; never a secret.
    When somebody else has proven it before, nothing changes hands: a case is opened, without saying whose it is.
    """
    plain = normalised_mailbox(address)
    with transaction.atomic():
        take_turn()
        mailbox = Mailbox.objects.select_for_update().filter(person=person, address=plain, withdrawn_at__isnull=True).first()
        mailbox = mailbox or _new(person, plain, by)
        if mailbox.proven_at is not None:
            return Proven(mailbox)
        taken = Mailbox.objects.filter(address=plain, proven_at__isnull=False, withdrawn_at__isnull=True).exclude(pk=mailbox.pk)
        if taken.exists() or not _kept(mailbox, proof, detail):
            return Proven(mailbox, _contested(mailbox, proof, by))
        record(event=Event.MAILBOX_PROVEN, by=by, subject_kind="mailbox", subject=str(mailbox.pk), details={"proof": proof.value})
    return Proven(mailbox)


def mailbox_withdraw(*, mailbox_id: int, by: Acting) -> Mailbox:
    """Take a claim back; commits signed with it count for nobody known from the next run on.

    Raises:
        NotAllowed: it is not one's own.
    """
    person = _self(by)
    with transaction.atomic():
        take_turn()
        mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id, person=person, withdrawn_at__isnull=True).first()
        if mailbox is None:
            raise NotAllowed(Act.CLAIM_OWN)
        _withdrawn(mailbox)
        record(event=Event.MAILBOX_WITHDRAWN, by=by, subject_kind="mailbox", subject=str(mailbox.pk))
    return mailbox


def mailbox_award(*, mailbox_id: int, by: Acting, reason: str) -> Mailbox:
    """The desk rules that a contested mailbox is this claimant's; the other proof ends. Both are told.

    Raises:
        NotAllowed: not the city's desk, or no such open claim.
        Invalid: no reason was given.
    """
    if by.scope(Act.CASE_ACT) is not Scope.CITY:
        raise NotAllowed(Act.CASE_ACT)
    if not reason.strip():
        raise Invalid({"reason": _("请写明判定的依据。")})
    with transaction.atomic():
        take_turn()
        mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id, withdrawn_at__isnull=True, proven_at__isnull=True).first()
        if mailbox is None or mailbox.person_id == by.actor_id:
            raise NotAllowed(Act.CASE_ACT)
        for other in Mailbox.objects.filter(address=mailbox.address, proven_at__isnull=False, withdrawn_at__isnull=True):
            _withdrawn(other)
            record(event=Event.MAILBOX_WITHDRAWN, by=by, subject_kind="mailbox", subject=str(other.pk), reason=reason)
            notify(
                person=other.person, event="mailbox.withdrawn", subject_id=other.pk, subject="一个邮箱认领已由工作人员判给他人",
                body=f"理由：{reason}\n\n从下一次运行起不再计入您的贡献。不同意可以在“我的身份”里重新认领并证明。", path="/me/identities/",
            )  # fmt: skip
        _kept(mailbox, Proof.OFFICER, "")
        record(
            event=Event.MAILBOX_PROVEN, by=by, subject_kind="mailbox", subject=str(mailbox.pk), reason=reason,
            details={"proof": Proof.OFFICER.value},
        )  # fmt: skip
        notify(
            person=mailbox.person, event="mailbox.awarded", subject_id=mailbox.pk, subject="您认领的邮箱已由工作人员核对属实",
            body="从下一次运行起计入您的贡献。", path="/me/identities/",
        )  # fmt: skip
    return mailbox


def _self(by: Acting) -> Person:
    by.prove(Act.CLAIM_OWN, person_id=by.actor_id)
    if by.person is None:
        raise NotAllowed(Act.CLAIM_OWN)
    return by.person


def _new(person: Person, address: str, by: Acting | Actor) -> Mailbox:
    mailbox = Mailbox.objects.create(person=person, address=address)
    record(event=Event.MAILBOX_CLAIMED, by=by, subject_kind="mailbox", subject=str(mailbox.pk), details={"person": person.pk})
    return mailbox


def _kept(mailbox: Mailbox, proof: Proof, detail: str) -> bool:
    """False when somebody else's proof arrived in the same moment."""
    mailbox.proof, mailbox.proof_detail, mailbox.proven_at, mailbox.code_hash = proof, detail[:300], timezone.now(), ""
    try:
        with transaction.atomic():
            mailbox.save(update_fields=["proof", "proof_detail", "proven_at", "code_hash"])
    except IntegrityError:
        mailbox.refresh_from_db()
        return False
    return True


def _withdrawn(mailbox: Mailbox) -> None:
    mailbox.withdrawn_at, mailbox.code_hash = timezone.now(), ""
    mailbox.save(update_fields=["withdrawn_at", "code_hash"])


def _contested(mailbox: Mailbox, proof: Proof, by: Acting | Actor) -> int:
    case = case_open(
        kind=CaseKind.DISPUTE,
        title="邮箱认领争议",
        statement=f"认领人已通过“{proof.label}”证明能使用此邮箱，但平台上另有证明在先。请核对两方的依据后判定归属。",
        subject_kind="mailbox",
        subject=str(mailbox.pk),
        by=by,
        opener=mailbox.person,
    )
    return case.pk
