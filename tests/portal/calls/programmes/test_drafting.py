"""Officials write next year's rules without a programmer, and cannot publish what cannot be carried out."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import CallState, Draft, DraftState, ProgrammeVersion
from portal.calls.programme_text import data_of, policy_hash_of
from portal.calls.selectors.drafts import signing_of, soundness_of
from portal.calls.services.calls import call_open, call_prepare
from portal.calls.services.drafts import EMPTY, NEW_VERSION, NEXT_YEAR, draft_begin, draft_change, draft_publish, draft_restore, draft_sign
from portal.calls.services.programmes import version_make
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import Backtest, BacktestState
from portal.journal.models import Entry
from portal.journal.services.recording import SYSTEM
from tests.portal import city
from tests.portal.calls import round as one_round

pytestmark = pytest.mark.django_db
Town = city.Town
TEXT = one_round.TEXT
"""The round's programme, with metrics the engine has."""


@pytest.fixture
def town() -> Town:
    return city.town(("yinhan", "lanyue"))


@pytest.fixture
def version() -> ProgrammeVersion:
    return version_make(programme=one_round.PROGRAMME, text=TEXT, in_force_on=date(2026, 1, 1), by=SYSTEM)


def tried(draft: Draft) -> None:
    """As if the worker had computed the back-test."""
    Backtest.objects.create(
        programme=draft.programme,
        policy_hash=policy_hash_of(draft.text),
        state=BacktestState.DONE,
        ended_at=timezone.now(),
        result={"kind": "applications", "passes": [], "budget_fen": 1, "against": {}},
    )


def test_last_years_file_is_copied_with_its_dates_a_year_later_and_its_comments(town: Town, version: ProgrammeVersion) -> None:
    made = draft_begin(by=town.acting[Role.OFFICE_CLERK], how=NEXT_YEAR, version=version, reason="新的年度")
    data = data_of(made.text)
    assert made.programme == data["programme"]["id"] == "reading-room-2027"
    assert (data["programme"]["version"], data["programme"]["name"]) == (1, "开源阅览室补贴（2027）")
    assert data["call"]["deadline_at"].year == data_of(version.text)["call"]["deadline_at"].year + 1
    assert soundness_of(made).problem is None


def test_a_new_version_counts_on_and_leaves_the_old_one(town: Town, version: ProgrammeVersion) -> None:
    made = draft_begin(by=town.acting[Role.OFFICE_CLERK], how=NEW_VERSION, version=version)
    assert data_of(made.text)["programme"]["version"] == 2
    version.refresh_from_db()
    assert version.text == TEXT


def test_an_empty_programme_loads_as_it_is(town: Town) -> None:
    made = draft_begin(by=town.acting[Role.OFFICE_HEAD], how=EMPTY, ident="library-week-2026")
    assert soundness_of(made).problem is None


def test_two_drafts_of_one_programme_are_not_begun(town: Town, version: ProgrammeVersion) -> None:
    draft_begin(by=town.acting[Role.OFFICE_CLERK], how=NEW_VERSION, version=version)
    with pytest.raises(WrongState, match="草稿"):
        draft_begin(by=town.acting[Role.OFFICE_HEAD], how=NEW_VERSION, version=version)


def test_an_award_without_notice_is_saved_named_at_its_step_and_cannot_be_signed(town: Town, version: ProgrammeVersion) -> None:
    clerk = town.acting[Role.OFFICE_CLERK]
    draft = draft_begin(by=clerk, how=NEXT_YEAR, version=version)
    around = draft.text.replace('moves = ["notice", "declined"]', 'moves = ["notice", "awarded", "declined"]', 1)
    assert around != draft.text
    draft_change(draft=draft, text=around, revision=draft.revision, by=clerk)
    problem = soundness_of(draft).problem
    assert problem is not None
    assert (problem.part, "notice" in problem.sentence) == ("steps", True)
    assert data_of(draft.text)["step"][int(problem.address.split(".")[1])]["id"] == "awarded"
    tried(draft)
    with pytest.raises(WrongState, match="不能签署"):
        draft_sign(draft=draft, policy_hash=policy_hash_of(draft.text), by=clerk)


def test_a_form_made_from_an_older_save_is_refused(town: Town, version: ProgrammeVersion) -> None:
    clerk = town.acting[Role.OFFICE_CLERK]
    draft = draft_begin(by=clerk, how=NEXT_YEAR, version=version)
    stale = draft.revision
    draft_change(draft=draft, text=draft.text + "# 一\n", revision=stale, by=clerk)
    with pytest.raises(WrongState, match="又有修改"):
        draft_change(draft=draft, text=draft.text + "# 二\n", revision=stale, by=clerk)


def test_a_save_is_undone_and_the_undoing_too(town: Town, version: ProgrammeVersion) -> None:
    clerk = town.acting[Role.OFFICE_CLERK]
    draft = draft_begin(by=clerk, how=NEXT_YEAR, version=version)
    first = draft.text
    draft_change(draft=draft, text=first + "# 后加\n", revision=1, by=clerk)
    draft_restore(draft=draft, to=1, by=clerk)
    assert (draft.text, draft.revision) == (first, 3)
    draft_restore(draft=draft, to=2, by=clerk)
    assert draft.text.endswith("# 后加\n")


def test_two_people_sign_exactly_this_text_and_one_of_them_is_the_head(town: Town, version: ProgrammeVersion) -> None:
    clerk, head, second = town.acting[Role.OFFICE_CLERK], town.acting[Role.OFFICE_HEAD], town.elsewhere[Role.OFFICE_CLERK]
    draft = draft_begin(by=clerk, how=NEXT_YEAR, version=version)
    policy_hash = policy_hash_of(draft.text)
    with pytest.raises(WrongState, match="回测"):
        draft_sign(draft=draft, policy_hash=policy_hash, by=clerk)
    tried(draft)
    draft_sign(draft=draft, policy_hash=policy_hash, by=clerk)
    with pytest.raises(WrongState, match="已经签署"):
        draft_sign(draft=draft, policy_hash=policy_hash, by=clerk)
    draft_sign(draft=draft, policy_hash=policy_hash, by=second)
    assert not signing_of(draft).complete
    with pytest.raises(WrongState, match="负责人"):
        draft_publish(draft=draft, in_force_on=timezone.localdate(), by=head)
    draft_sign(draft=draft, policy_hash=policy_hash, by=head)
    with pytest.raises(NotAllowed):
        draft_publish(draft=draft, in_force_on=timezone.localdate(), by=clerk)
    made = draft_publish(draft=draft, in_force_on=timezone.localdate(), by=head)
    assert (made.programme, made.policy_hash, len(made.signatures)) == ("reading-room-2027", policy_hash, 3)
    assert made.backtest["kind"] == "applications"
    assert draft.state == DraftState.PUBLISHED
    entry = Entry.objects.filter(event="programme.published").order_by("-sequence")[0]
    assert entry.details["policy_hash"] == policy_hash


def test_changing_a_letter_leaves_the_signatures_behind(town: Town, version: ProgrammeVersion) -> None:
    clerk, head = town.acting[Role.OFFICE_CLERK], town.acting[Role.OFFICE_HEAD]
    draft = draft_begin(by=clerk, how=NEXT_YEAR, version=version)
    tried(draft)
    signed = policy_hash_of(draft.text)
    draft_sign(draft=draft, policy_hash=signed, by=clerk)
    draft_sign(draft=draft, policy_hash=signed, by=head)
    assert signing_of(draft).complete
    draft_change(draft=draft, text=draft.text + "# 又改\n", revision=draft.revision, by=clerk)
    assert signing_of(draft).signatures == ()
    with pytest.raises(WrongState, match="又有修改"):
        draft_sign(draft=draft, policy_hash=signed, by=town.elsewhere[Role.OFFICE_HEAD])
    with pytest.raises(WrongState, match="2 个不同的人"):
        draft_publish(draft=draft, in_force_on=timezone.localdate(), by=head)


def test_a_published_draft_is_changed_by_nobody(town: Town, version: ProgrammeVersion) -> None:
    head, clerk = town.acting[Role.OFFICE_HEAD], town.acting[Role.OFFICE_CLERK]
    draft = draft_begin(by=clerk, how=NEXT_YEAR, version=version)
    tried(draft)
    for one in (clerk, head):
        draft_sign(draft=draft, policy_hash=policy_hash_of(draft.text), by=one)
    draft_publish(draft=draft, in_force_on=timezone.localdate(), by=head)
    with pytest.raises(WrongState, match="已发布"):
        draft_change(draft=draft, text="x = 1\n", revision=draft.revision, by=clerk)


def test_new_rules_wait_until_the_open_call_has_closed(town: Town, version: ProgrammeVersion) -> None:
    head, clerk = town.acting[Role.OFFICE_HEAD], town.acting[Role.OFFICE_CLERK]
    call = one_round.open_call(version)
    draft = draft_begin(by=clerk, how=NEW_VERSION, version=version)
    tried(draft)
    for one in (clerk, head):
        draft_sign(draft=draft, policy_hash=policy_hash_of(draft.text), by=one)
    with pytest.raises(WrongState, match="截止"):
        draft_publish(draft=draft, in_force_on=timezone.localdate(), by=head)
    assert call.deadline_at is not None
    after = timezone.localdate(call.deadline_at) + timedelta(days=1)
    made = draft_publish(draft=draft, in_force_on=after, by=head)
    call.refresh_from_db()
    version.refresh_from_db()
    assert (made.version, call.version_id, version.ended_on) == (2, version.pk, after)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PUBLIC, Role.OFFICE_CLERK, Role.OFFICE_HEAD}])
def test_only_clerk_and_head_draft_and_open_calls(
    town: Town, version: ProgrammeVersion, role: Role, signed_in: Callable[..., Client]
) -> None:
    draft = draft_begin(by=town.acting[Role.OFFICE_CLERK], how=NEXT_YEAR, version=version)
    with pytest.raises(NotAllowed):
        draft_change(draft=draft, text="x = 1\n", revision=1, by=town.acting[role])
    with pytest.raises(NotAllowed):
        draft_begin(by=town.acting[role], how=EMPTY, ident="another-2026")
    client = signed_in(town.acting[role])
    for name, arguments in (
        ("drafts", []), ("draft", [draft.pk]), ("draft_part", [draft.pk, "steps"]), ("draft_text", [draft.pk]), ("draft_diff", [draft.pk]),
        ("draft_backtest", [draft.pk]), ("draft_sign", [draft.pk]), ("draft_discard", [draft.pk]), ("draft_new", [version.programme]),
        ("draft_empty", []), ("call_prepare", [version.programme]),
    ):  # fmt: skip
        assert client.get(reverse(f"calls:{name}", args=arguments)).status_code == 404, name
    for name, arguments in (
        ("draft_part_change", [draft.pk, "steps"]), ("draft_text_change", [draft.pk]), ("draft_undo", [draft.pk]),
        ("draft_backtest_ask", [draft.pk]), ("draft_sign_now", [draft.pk]), ("draft_publish", [draft.pk]),
    ):  # fmt: skip
        assert client.post(reverse(f"calls:{name}", args=arguments)).status_code == 404, name


def test_pages_of_a_draft_open_for_the_clerk(town: Town, version: ProgrammeVersion, signed_in: Callable[..., Client]) -> None:
    draft = draft_begin(by=town.acting[Role.OFFICE_CLERK], how=NEXT_YEAR, version=version)
    client = signed_in(town.acting[Role.OFFICE_CLERK])
    for name in ("draft", "draft_text", "draft_diff", "draft_backtest", "draft_sign", "draft_discard"):
        assert client.get(reverse(f"calls:{name}", args=[draft.pk])).status_code == 200, name
    for part in ("basics", "times", "form", "rules", "review", "steps", "notice", "money", "milestones"):
        page = client.get(reverse("calls:draft_part", args=[draft.pk, part]))
        assert page.status_code == 200, part
    for at, part in (("section.0.field.1", "form"), ("review.criterion.0", "review"), ("grant.0", "money"), ("programme", "basics"),
                     ("programme", "money"), ("milestone.0.rule", "milestones"), ("stacking", "money"), ("step.3", "steps")):  # fmt: skip
        assert client.get(reverse("calls:draft_part", args=[draft.pk, part]), {"at": at}).status_code == 200, at
    for at, part in (("section.9.field.1", "form"), ("programme.x", "basics"), ("..", "form"), ("step.0", "form"), ("a" * 300, "form")):
        assert client.get(reverse("calls:draft_part", args=[draft.pk, part]), {"at": at}).status_code == 404, at


def test_opening_a_call_publishes_it_with_the_version_it_was_prepared_from(
    town: Town, version: ProgrammeVersion, signed_in: Callable[..., Client]
) -> None:
    clerk, head = town.acting[Role.OFFICE_CLERK], town.acting[Role.OFFICE_HEAD]
    client = signed_in(clerk)
    page = client.get(reverse("calls:call_prepare", args=[version.programme]))
    given = {name: value or "" for name, value in page.context["form"].initial.items()}
    now = timezone.localtime()
    given |= {"opens_at": f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}", "deadline_at": f"{now + timedelta(days=30):%Y-%m-%dT%H:%M}"}
    answer = client.post(reverse("calls:call_prepare", args=[version.programme]), given)
    assert answer.status_code == 302, answer.context["form"].errors
    call = version.calls.get()
    assert (call.state, call.prefix, call.opened_at) == (CallState.PREPARED, "RR2026", None)
    assert Client().get(reverse("calls:call", args=[call.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        call_open(call=call, by=clerk)
    call_open(call=call, by=head)
    call.refresh_from_db()
    assert call.state == CallState.OPEN
    public = Client().get(reverse("calls:call", args=[call.pk]))
    assert version.policy_hash in public.content.decode()
    for name in ("call_announcement", "call_announcement_pdf", "call_form"):
        assert Client().get(reverse(f"calls:{name}", args=[call.pk])).status_code == 200
    with pytest.raises(WrongState):
        call_open(call=call, by=head)


def test_two_calls_cannot_number_their_applications_alike(town: Town, version: ProgrammeVersion) -> None:
    one_round.open_call(version, prefix="YL2026")
    with pytest.raises(Invalid) as raised:
        call_prepare(
            version=version, values={"name": "又一次", "prefix": "YL2026", "opens_at": timezone.now()}, by=town.acting[Role.OFFICE_CLERK]
        )
    assert "prefix" in raised.value.problems
