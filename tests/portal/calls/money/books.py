"""Awards at any stage of the money, for the tests of its pages."""

from typing import Any

from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Application, Award, Call
from portal.calls.services.awards import award_approve, award_pay, award_propose
from tests.portal.calls.round import ANSWERS, application, open_call, project
from tests.portal.city import Town

CHAIN = (Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.FINANCE)
CARD = "6222021234567890128"
"""Invented; its check digit fits."""
BANK = "某银行江畔支行"


def waiting(city: Town, call: Call | None = None, *, rent: int = ANSWERS["rent"], home: bool = True, **fields: Any) -> Award:
    """Proposed, and before the first approval."""
    call = call or Call.objects.first() or open_call()
    body = city.lizhou if home else city.yaoqiao
    record = project(f"room-{Application.objects.count()}", body)
    one = application(call, organisation=body, step="approval", answers=ANSWERS | {"rent": rent}, record=record, **fields)
    return award_propose(application=one)


def approved(city: Town, award: Award) -> Award:
    """By all three."""
    for role in CHAIN:
        award_approve(award=award, amount_fen=award.recommended_fen, by=city.acting[role])
    award.refresh_from_db()
    return award


def to_pay(city: Town, award: Award) -> Award:
    """Past the notice."""
    approved(city, award)
    Application.objects.filter(pk=award.application_id).update(step="awarded")
    award.application.refresh_from_db()
    return award


def paid(city: Town, award: Award) -> Award:
    """In full, today."""
    to_pay(city, award)
    award_pay(award=award, voucher="记-2026-1", paid_on=timezone.localdate(), by=city.acting[Role.FINANCE])
    award.refresh_from_db()
    award.application.refresh_from_db()
    return award
