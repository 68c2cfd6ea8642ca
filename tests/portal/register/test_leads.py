import io
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from python_calamine import CalamineWorkbook

from portal.accounts.roles import Act, Role, Scope
from portal.errors import Invalid, NotAllowed, PortalError, WrongState
from portal.journal.models import Entry
from portal.journal.selectors import entries_of
from portal.messages.models import Message
from portal.register import promise_metrics
from portal.register.models import Lead, LeadKind, LeadState, Promise, Repository
from portal.register.models.lead import MOVES, NEEDS_FACTS
from portal.register.promise_metrics import PromiseMetric
from portal.register.selectors.leads import due, lead_for, leads_visible
from portal.register.services import promise_note
from portal.register.services.lead_export import leads_export
from portal.register.services.leads import LeadContent, lead_change, lead_contact, lead_move, lead_open, lead_target_add, lead_target_drop
from portal.register.services.promises import PromisedFact, promise_drop, promise_make
from tests.portal import city

HERE, THERE = "yinhan", "lanyue"
URL = "https://gitee.com/openharmony/kernel"
DUE = date(2027, 6, 30)


@pytest.fixture
def town(db: Any) -> Any:
    return city.town((HERE, THERE))


def opened(town: city.Town, **more: Any) -> Any:
    content = LeadContent(kind=LeadKind.KNOWN_PROJECT, name="开源鸿蒙", source="数博会", district=HERE, organisation=town.lizhou, **more)
    return lead_open(content=content, by=town.acting[Role.OFFICE_CLERK])


def moved(town: city.Town, lead: Lead, *states: Any, by: Any = Role.OFFICE_HEAD, **more: Any) -> Any:
    for to in states:
        lead.refresh_from_db()
        lead = lead_move(lead_id=lead.pk, version=lead.version, to=to, by=town.acting[by], **more)
    return lead


def ruled(town: city.Town, lead: Lead, at_least: int = 10, by: Any = Role.OFFICE_CLERK) -> Any:
    fact = PromisedFact("merged_changes", "organisation", "lizhou", at_least)
    return promise_make(lead_id=lead.pk, text="一年内合入 10 个变更", due_on=DUE, fact=fact, by=town.acting[by])


def landed(town: city.Town) -> Any:
    lead = moved(town, opened(town), LeadState.TALKS, LeadState.SIGNED)
    promise = promise_note(promise=ruled(town, lead), result="pass", measured=12, run_id="r1")
    return moved(town, lead, LeadState.LANDED), promise


def test_a_lead_lands_only_when_a_run_shows_every_promised_fact(town: city.Town) -> None:
    lead = moved(town, opened(town), LeadState.TALKS, LeadState.SIGNED)
    with pytest.raises(WrongState):
        moved(town, lead, LeadState.LANDED)  # no rule at all
    promise = ruled(town, lead)
    with pytest.raises(WrongState):
        moved(town, lead, LeadState.LANDED)  # not measured
    promise_note(promise=promise, result="unknown", measured=None, run_id="r1")
    with pytest.raises(WrongState):
        moved(town, lead, LeadState.LANDED)  # unknown never passes silently
    promise_note(promise=promise, result="pass", measured=12, run_id="r2")
    assert moved(town, lead, LeadState.LANDED).state == "landed"


def test_a_plain_promise_alone_lands_nobody(town: city.Town) -> None:
    lead = moved(town, opened(town), LeadState.TALKS, LeadState.SIGNED)
    promise_make(lead_id=lead.pk, text="设立分会", due_on=DUE, by=town.acting[Role.OFFICE_CLERK])
    with pytest.raises(WrongState):
        moved(town, lead, LeadState.LANDED)


def test_a_run_older_than_the_promise_proves_nothing(town: city.Town) -> None:
    promise = ruled(town, opened(town))
    with pytest.raises(WrongState):
        promise_note(promise=promise, result="pass", measured=12, run_id="r1", run_at=promise.made_at - timedelta(seconds=1))


def test_a_pass_below_what_was_promised_is_refused(town: city.Town) -> None:
    with pytest.raises(Invalid):
        promise_note(promise=ruled(town, opened(town)), result="pass", measured=9, run_id="r1")


def test_a_fact_that_no_longer_holds_takes_the_lead_back_to_signed_and_the_owner_is_told_once(town: city.Town) -> None:
    lead, promise = landed(town)
    lead = moved(town, lead, LeadState.RUNNING)
    for _again in range(2):
        promise_note(promise=promise, result="fail", measured=3, run_id="r9")
    lead.refresh_from_db()
    assert lead.state == "signed"
    assert Message.objects.filter(event="lead.fell", person_id=lead.owner).count() == 1
    ways = [entry.details["state"] for entry in entries_of("lead", str(lead.pk)) if entry.event == "lead.moved"][-2:]
    assert ways == [["running", "landed"], ["landed", "signed"]]
    assert Entry.objects.filter(event="promise.checked").count() == 2


def test_a_new_rule_is_not_taken_for_shown(town: city.Town) -> None:
    lead, _promise = landed(town)
    ruled(town, lead, at_least=50)
    lead.refresh_from_db()
    assert lead.state == "signed"


def test_nobody_lands_by_striking_what_fails(town: city.Town) -> None:
    lead, _promise = landed(town)
    failing = ruled(town, lead, at_least=50)
    with pytest.raises(NotAllowed):
        promise_drop(promise_id=failing.pk, by=town.acting[Role.OFFICE_CLERK], reason="不需要了")
    with pytest.raises(Invalid):
        promise_drop(promise_id=failing.pk, by=town.acting[Role.OFFICE_HEAD], reason=" ")
    promise_drop(promise_id=failing.pk, by=town.acting[Role.OFFICE_HEAD], reason="写重了")
    assert Entry.objects.filter(reason="写重了").count() == 1


@pytest.mark.parametrize(
    "fact",
    [
        PromisedFact("merged_changes", "organisation", "yaoqiao", 1),
        PromisedFact("merged_changes", "repository", "nothing", 1),
        PromisedFact("merged_changes", "organisation", "lizhou", 0),
        PromisedFact("", "organisation", "lizhou", 1),
    ],
)
def test_a_rule_is_about_this_lead_and_asks_for_something(town: city.Town, fact: PromisedFact) -> None:
    lead = opened(town)
    with pytest.raises(Invalid):
        promise_make(lead_id=lead.pk, text="…", due_on=DUE, fact=fact, by=town.acting[Role.OFFICE_CLERK])


def test_an_end_needs_reason_and_date_and_a_dropped_lead_may_begin_anew(town: city.Town) -> None:
    lead = opened(town)
    with pytest.raises(Invalid):
        moved(town, lead, LeadState.DROPPED)
    with pytest.raises(Invalid):
        moved(town, lead, LeadState.DROPPED, reason="对方无意", ended_on=timezone.localdate() + timedelta(days=2))
    lead = moved(town, lead, LeadState.DROPPED, reason="对方无意", ended_on=date(2026, 1, 2))
    assert (lead.state, lead.ended_on, lead.ended_reason) == ("dropped", date(2026, 1, 2), "对方无意")
    lead = moved(town, lead, LeadState.PROSPECT)
    assert (lead.ended_on, lead.ended_reason) == (None, "")


def test_the_district_finds_and_talks_the_office_signs_and_lands(town: city.Town) -> None:
    district = town.acting[Role.DISTRICT_OFFICER]
    lead = lead_open(content=LeadContent(kind=LeadKind.BRANCH, name="某基金会分会", source="走访", district=HERE), by=district)
    lead = moved(town, lead, LeadState.TALKS, by=Role.DISTRICT_OFFICER)
    with pytest.raises(NotAllowed):
        moved(town, lead, LeadState.SIGNED, by=Role.DISTRICT_OFFICER)
    with pytest.raises(NotAllowed):
        lead_open(content=LeadContent(kind=LeadKind.BRANCH, name="别区的", source="走访", district=THERE), by=district)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_each_role_sees_the_leads_within_its_reach_and_no_others(town: city.Town, role: Role) -> None:
    lead = opened(town)
    reach = town.acting[role].scope(Act.LEAD_VIEW)
    assert leads_visible(town.acting[role]).filter(pk=lead.pk).exists() is (reach in {Scope.CITY, Scope.DISTRICT, Scope.ASSIGNED})
    assert leads_visible(town.elsewhere[role]).filter(pk=lead.pk).exists() is (reach is Scope.CITY)


def test_a_lead_of_another_district_is_not_found(town: city.Town, signed_in: Any) -> None:
    lead = opened(town)
    client = signed_in(town.elsewhere[Role.DISTRICT_OFFICER])
    for path in ("", "edit/"):
        assert client.get(f"/leads/{lead.pk}/{path}").status_code == 404
    assert client.post(f"/leads/{lead.pk}/contacts/", {"on": "2026-01-01", "who": "某", "summary": "…"}).status_code == 404


def test_the_landing_organisation_reads_its_lead_but_not_the_talks(town: city.Town, signed_in: Any) -> None:
    lead = opened(town)
    lead_contact(lead_id=lead.pk, on=date(2026, 1, 2), who="秘书长", summary="对方担心场地", by=town.acting[Role.OFFICE_CLERK])
    page = signed_in(town.acting[Role.ORG_ADMIN]).get(f"/leads/{lead.pk}/")
    assert page.status_code == 200
    assert "对方担心场地" not in page.text
    assert "对方担心场地" in signed_in(town.acting[Role.OFFICE_CLERK]).get(f"/leads/{lead.pk}/").text


def test_the_auditor_reads_the_ledger_and_changes_nothing(town: city.Town) -> None:
    lead = opened(town)
    auditor = town.acting[Role.AUDITOR]
    assert lead_for(auditor, lead.pk) == lead
    with pytest.raises(NotAllowed):
        lead_move(lead_id=lead.pk, version=lead.version, to=LeadState.TALKS, by=auditor)


def test_two_officers_do_not_overwrite_each_other(town: city.Town) -> None:
    lead = opened(town)
    content = LeadContent(kind=LeadKind.KNOWN_PROJECT, name="开源鸿蒙社区", source="数博会", district=HERE)
    lead_change(lead_id=lead.pk, version=lead.version, content=content, by=town.acting[Role.OFFICE_CLERK])
    with pytest.raises(WrongState):
        lead_change(lead_id=lead.pk, version=lead.version, content=content, by=town.acting[Role.OFFICE_HEAD])


def test_a_target_is_watched_without_being_registered(town: city.Town) -> None:
    lead = opened(town)
    watched = lead_target_add(lead_id=lead.pk, url=f"{URL}.git", by=town.acting[Role.OFFICE_CLERK])
    again = lead_target_add(lead_id=lead.pk, url="git@gitee.com:openharmony/kernel.git", by=town.acting[Role.OFFICE_CLERK])
    assert watched == again
    assert Repository.objects.get().record is None
    fact = PromisedFact("merged_changes", "repository", watched.pk, 1)
    promise_make(lead_id=lead.pk, text="…", due_on=DUE, fact=fact, by=town.acting[Role.OFFICE_CLERK])
    with pytest.raises(WrongState):
        lead_target_drop(lead_id=lead.pk, repository_id=watched.pk, by=town.acting[Role.OFFICE_CLERK])


def test_what_is_past_its_day_is_due(town: city.Town) -> None:
    lead = opened(town, next_step="回访", next_on=timezone.localdate() - timedelta(days=1))
    assert list(due(Lead.objects.all())) == [lead]
    Lead.objects.update(next_on=None)
    assert not due(Lead.objects.all()).exists()
    ruled(town, lead)
    Promise.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert due(Lead.objects.all()).exists()


def test_the_ledger_leaves_as_excel_with_a_purpose_in_the_journal(town: city.Town, signed_in: Any) -> None:
    lead = opened(town)
    lead_contact(lead_id=lead.pk, on=date(2026, 1, 2), who="某秘书长", summary="…", by=town.acting[Role.OFFICE_CLERK])
    Lead.objects.update(next_step="=HYPERLINK(1)")
    with pytest.raises(Invalid):
        leads_export(by=town.acting[Role.OFFICE_CLERK], purpose=" ")
    with pytest.raises(NotAllowed):
        leads_export(by=town.acting[Role.DEVELOPER], purpose="看看")
    answer = signed_in(town.acting[Role.OFFICE_CLERK]).post("/leads/export/", {"purpose": "月报"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][2] == "开源鸿蒙"
    assert "=HYPERLINK(1)" in rows[1]
    assert "某秘书长" not in str(rows)
    entry = Entry.objects.get(event="records.exported")
    assert (entry.reason, entry.details["rows"]) == ("月报", 1)


def test_an_officer_keeps_a_lead_on_its_pages(town: city.Town, signed_in: Any) -> None:
    client = signed_in(town.acting[Role.DISTRICT_OFFICER])
    given = {"kind": "foundation", "name": "某基金会", "source": "走访", "district": HERE, "organisation": "砺轴工业软件有限公司"}
    assert client.post("/leads/new/", given | {"district": THERE}).status_code == 400
    there = client.post("/leads/new/", given).url
    lead = Lead.objects.get()
    client.post(
        f"{there}contacts/", {"on": "2026-01-02", "who": "秘书处", "summary": "初步沟通", "next_step": "发函", "next_on": "2027-01-02"}
    )
    assert client.post(f"{there}promises/", {"text": "设分会", "due_on": "2027-01-01", "metric": "merged_changes"}).status_code == 400
    client.post(
        f"{there}promises/",
        {"text": "合入", "due_on": "2027-01-01", "metric": "merged_changes", "subject": "organisation:lizhou", "at_least": "5"},
    )
    client.post(f"{there}targets/", {"url": URL})
    client.post(f"{there}move/", {"version": Lead.objects.get().version, "to": "talks"})
    lead.refresh_from_db()
    assert (lead.state, lead.next_step, lead.promises.get().at_least) == ("talks", "发函", 5)
    assert "还差什么才算落地" in client.get(there).text
    assert "某基金会" in client.get("/leads/").text


def test_a_promise_is_written_in_the_units_people_read(town: city.Town, signed_in: Any) -> None:
    promise_metrics.offer(lambda: [PromiseMetric("merged_changes", "合入变更数", "个", 1_000_000)], "test")
    try:
        lead = opened(town)
        client = signed_in(town.acting[Role.OFFICE_CLERK])
        given = {"text": "合入", "due_on": "2027-01-01", "metric": "merged_changes", "subject": "organisation:lizhou", "at_least": "5"}
        client.post(f"/leads/{lead.pk}/promises/", given)
        assert lead.promises.get().at_least == 5_000_000
        assert "合入变更数 ≥" in client.get(f"/leads/{lead.pk}/").text
    finally:
        promise_metrics.offer(list, "test")


def test_the_ledger_asks_little_of_the_database(town: city.Town, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    for _number in range(35):
        opened(town)
    client = signed_in(town.acting[Role.OFFICE_CLERK])
    with django_assert_max_num_queries(12):
        client.get("/leads/")


class Ledger(RuleBasedStateMachine):
    """Whatever is done in whatever order: landed or running means that runs show every rule, and that there is one."""

    town = None

    @initialize()
    def begin(self) -> None:
        self.lead = opened(self.town)
        self.runs = 0

    @rule(way=st.integers(0, 1))
    def move_on(self, way: int) -> None:
        self.lead.refresh_from_db()
        ways = MOVES[LeadState(self.lead.state)]
        if ways:
            self._tried(lambda: moved(self.town, self.lead, ways[way % len(ways)], reason="理由", ended_on=date(2026, 1, 2)))

    @rule(to=st.sampled_from(list(LeadState)), role=st.sampled_from([Role.OFFICE_HEAD, Role.OFFICE_CLERK, Role.DISTRICT_OFFICER]))
    def move_anywhere(self, to: LeadState, role: Role) -> None:
        self._tried(lambda: moved(self.town, self.lead, to, by=role, reason="理由", ended_on=date(2026, 1, 2)))

    @rule(at_least=st.integers(1, 3))
    def promise(self, at_least: int) -> None:
        self._tried(lambda: ruled(self.town, self.lead, at_least))

    @rule()
    def plain_promise(self) -> None:
        self._tried(lambda: promise_make(lead_id=self.lead.pk, text="…", due_on=DUE, by=self.town.acting[Role.OFFICE_CLERK]))

    @rule(measured=st.integers(0, 4), which=st.integers(0, 3))
    def run(self, measured: int, which: int) -> None:
        rules = list(self.lead.promises.exclude(metric=""))
        if rules:
            chosen = rules[which % len(rules)]
            self.runs += 1
            result = "unknown" if measured == 4 else "pass" if measured >= chosen.at_least else "fail"
            promise_note(promise=chosen, result=result, measured=None if measured == 4 else measured, run_id=f"r{self.runs}")

    @rule(which=st.integers(0, 3), role=st.sampled_from([Role.OFFICE_HEAD, Role.OFFICE_CLERK]))
    def strike(self, which: int, role: Role) -> None:
        promises = list(self.lead.promises.all())
        if promises:
            self._tried(lambda: promise_drop(promise_id=promises[which % len(promises)].pk, by=self.town.acting[role], reason="理由"))

    @invariant()
    def nobody_ticks(self) -> None:
        self.lead.refresh_from_db()
        if self.lead.state in NEEDS_FACTS:
            rules = list(self.lead.promises.exclude(metric=""))
            assert rules
            assert [(one.result, bool(one.run_id)) for one in rules] == [("pass", True)] * len(rules)

    @staticmethod
    def _tried(act: Any) -> None:
        with suppress(PortalError):
            act()


def test_no_path_reaches_landed_without_a_passing_rule(town: city.Town) -> None:
    Ledger.town = town
    run_state_machine_as_test(
        Ledger, settings=settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    )
