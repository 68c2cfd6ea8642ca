"""Calls whose lists are ready for the notice, for the tests of notices."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Application, Approval, Award, Call, Notice
from portal.calls.programmes import programme_of
from portal.calls.selectors.notices import dates_of, digest_of, rules_of
from portal.calls.services.awards import award_propose
from portal.calls.services.notices import notice_confirm, notice_draft, notice_publish
from portal.evidence.models import Run, RunState, RunVerdict
from tests.portal.calls.round import TEXT, application, open_call, project, version
from tests.portal.city import Town

LISTING = "reading-list-2026"
RANKING = Path(__file__).parents[4] / "policy" / "programmes" / "contribution-award-2025.toml"


def without_money() -> str:
    """The same programme as a list: nothing is paid, the shortlist goes straight to the notice, and it ends in a library."""
    head, steps = TEXT.split("[[milestone]]")[0], TEXT[TEXT.index("[[step]]") :]
    start, end = head.index("[budget]"), head.index("[[section]]")
    text = head[:start] + head[end:] + steps
    for old, new in (
        ('id = "reading-room-2026"', f'id = "{LISTING}"'),
        ("money = true\n", 'money = false\nlibrary = "seed_library"\n'),
        ('approvals = ["office_clerk", "office_head", "finance"]\n', ""),
        ('masks = "award-list"', 'masks = "project-list"\nobjection_days = 5\nneeds = ["name", "phone", "stamp"]'),
        ('moves = ["approval", "panel", "declined"]', 'moves = ["notice", "panel", "declined"]'),
        ('moves = ["awarded", "objection"]', 'moves = ["listed", "objection"]'),
        ('moves = ["awarded", "notice", "review", "declined"]', 'moves = ["listed", "notice", "review", "declined"]'),
    ):
        assert old in text, old
        text = text.replace(old, new)
    stanzas = text.split("[[step]]")
    paid = {"approval", "awarded", "paid", "tracking", "accepted", "recovery", "recovered", "waived"}
    kept = [one for one in stanzas if not any(f'\nid = "{step}"' in one for step in paid)]
    listed = '\nid = "listed"\nshown = "已入库"\nshown_en = "Listed"\nstaff = "已入库"\nactor = "office_head"\nmoves = []\n'
    return "[[step]]".join([*kept, listed])


def listing_call(call: Call) -> bool:
    """Whether it is a call of the programme without money."""
    return call.version.programme == LISTING


def shortlisted(city: Town) -> tuple[Call, Application]:
    """A call without money, one application of a registered project on its shortlist."""
    call = open_call(version(without_money(), programme=LISTING), ident=LISTING)
    record = project("reading-room", city.lizhou)
    one = application(call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, step="shortlist", record=record)
    assert programme_of(call.version).library == "seed_library"
    return call, one


def approved(city: Town) -> tuple[Call, Application, Application]:
    """A call with money: one of an organisation and one of a person, both approved by three people."""
    call = open_call()
    one = application(call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, step="approval")
    other = application(call, person=city.acting[Role.DEVELOPER].person, step="approval")
    for each in (one, other):
        approve(award_propose(application=each))
    return call, one, other


def approve(award: Award) -> None:
    """As if the three had done it."""
    for ordinal, role in enumerate(("office_clerk", "office_head", "finance")):
        Approval.objects.create(award=award, ordinal=ordinal, role=role, person=f"p{ordinal}", amount_fen=award.recommended_fen)
    Award.objects.filter(pk=award.pk).update(approved_fen=award.recommended_fen)


def published(call: Call, city: Town) -> Notice:
    """Drafted, looked at and published today by the head of the office."""
    head = city.acting[Role.OFFICE_HEAD]
    draft = notice_draft(call=call, by=head)
    notice_confirm(notice=draft, digest=digest_of(draft, dates_of(rules_of(call), timezone.localdate())), by=head)
    return notice_publish(notice=draft, by=head)


def over(notice: Notice) -> None:
    """Let the time for objections pass."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Notice.objects.filter(pk=notice.pk).update(ends_on=yesterday, objections_until=yesterday)
    notice.refresh_from_db()


def ranking_call(city: Town) -> tuple[Call, Run]:
    """A call of the shipped ranking programme and a run by its rules: two known winners, one unknown, one who did not win."""
    of = version(RANKING.read_text("utf-8"), programme="contribution-award-2025")
    call = open_call(of, ident="contribution-award-2025")
    run = Run.objects.create(
        run_id="c" * 64, results_hash="0" * 64, programme="contribution-award-2025", programme_name="示例", policy_hash=of.policy_hash,
        window="2025", engine="0", declarations="0" * 64, completeness=1_000_000, publishable=True, state=RunState.LOADED,
    )  # fmt: skip
    somebody = city.acting[Role.DEVELOPER].person
    assert somebody is not None
    rows = [
        ("people", somebody.pk, 1, 4_000_000, "awarded"), ("people", "p-unknown", 1, 4_000_000, "awarded"),
        ("people", city.elsewhere[Role.DEVELOPER].actor_id, 3, None, "missed"), ("enterprises", "lizhou", 1, 30_000_000, "awarded"),
    ]  # fmt: skip
    for row, (track, subject, place, fen, outcome) in enumerate(rows):
        RunVerdict.objects.create(
            run=run, track=track, row=row, subject=subject, name="x", place=place, value=9, amount_fen=fen, outcome=outcome
        )
    return call, run
