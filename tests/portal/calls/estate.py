"""One of every thing of calls, at home and elsewhere: a round with an application at the desk, its review, notice, money."""

from datetime import timedelta

from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import (
    Assignment,
    Attachment,
    Award,
    Budget,
    Call,
    Check,
    Clarification,
    Conflict,
    Draft,
    Draw,
    Milestone,
    Notice,
    NoticeLine,
    NoticeState,
    Objection,
    Panel,
    PanelItem,
    Party,
    Seat,
)
from tests.portal.calls.round import PROGRAMME, TEXT, application, open_call, project, version
from tests.portal.city import Town

PUBLIC = frozenset(
    f"calls:{name}"
    for name in (
        "awards_data", "call", "call_announcement", "call_announcement_pdf", "call_form", "calls", "draw", "notice", "notice_objection",
        "notice_pdf", "notice_word", "notices", "objection_lookup", "objection_receipt", "objection_withdraw", "programme",
        "programme_changes", "programme_file", "programme_version", "programmes", "result", "result_pdf", "result_word",
    )
)  # fmt: skip
"""Open to everybody; a receipt code is its own key."""
KEYED_BY_A_CALL = frozenset(
    f"calls:{name}"
    for name in ("apply", "arrangement_file", "arrangement_paper", "assign", "desk_call", "hand_up", "summary", "summary_paper")
)
"""A call is public: these pages show of it what lies in the scope, which is tested with them."""


def call_things(city: Town, whose: str) -> dict[str, object]:
    """Values of the parameters of addresses of calls."""
    organisation, people = (city.lizhou, city.acting) if whose == "mine" else (city.yaoqiao, city.elsewhere)
    applicant, expert = people[Role.ORG_ADMIN].person, people[Role.EXPERT].person
    call: Call = open_call(version(), ident=f"call-{whose}")
    one = application(
        call, organisation=organisation, person=applicant, step="district_check", record=project(f"applied-{whose}", organisation)
    )
    today = timezone.localdate()
    notice = Notice.objects.create(
        call=call, title="示例", mask="award-list", state=NoticeState.PUBLISHED, starts_on=today, ends_on=today + timedelta(days=7),
        objections_until=today + timedelta(days=7), published_at=timezone.now(),
        columns=[{"id": "code", "label": "编号", "label_en": "No."}],
    )  # fmt: skip
    NoticeLine.objects.create(notice=notice, application=one, position=1, shown={"code": "1"}, code="1")
    objection = Objection.objects.create(notice=notice, application=one, sealed="s1.AAAA", statement="示例")
    panel = Panel.objects.create(call=call, held_on=today, quorum=1, chair=people[Role.OFFICE_CLERK].person, called_by=applicant.id)
    budget, _made = Budget.objects.get_or_create(programme=PROGRAMME, year=2026, defaults={"total_fen": 1_000_000})
    return {
        "call": call.pk, "application": one.pk, "programme": PROGRAMME, "section": "room", "to": "returned", "part": "programme",
        "year": 2026, "key": "0" * 64,
        "attachment": Attachment.objects.create(
            application=one, name="a.pdf", media="application/pdf", size_bytes=1, sha256="0" * 64, field="lease"
        ).pk,
        "party": Party.objects.create(application=one, organisation=organisation, invited_by=applicant.id).pk,
        "check": Check.objects.create(application=one, rule="x", condition="x", outcome="unknown", reason="x").pk,
        "clarification": Clarification.objects.create(application=one, about="fact:x", label="x", question="x").pk,
        "draft": Draft.objects.create(programme=PROGRAMME, text=TEXT, edited_by=applicant.id).pk,
        "seat": Seat.objects.create(person=expert).pk,
        "draw": Draw.objects.create(call=call, seats=1, pool=[], pool_digest="0" * 64, prepared_by=applicant.id).pk,
        "assignment": Assignment.objects.create(application=one, expert=expert, alias="专家1").pk,
        "conflict": Conflict.objects.create(application=one, expert=expert, kind="ask", ground="x", sentence="x").pk,
        "notice": notice.pk, "receipt": objection.pk, "objection": objection.pk,
        "panel": panel.pk, "item": PanelItem.objects.create(panel=panel, application=one, position=1).pk,
        "award": Award.objects.create(application=one, grant="rent", budget=budget).pk,
        "milestone": Milestone.objects.create(application=one, milestone="half-year", due_on=today).pk,
    }  # fmt: skip
