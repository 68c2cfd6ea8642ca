"""Findings of risk.sqlite become rows, once; cases follow them; what is broken or killed holds up nothing."""

from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.cases.models import Case, CaseState
from portal.evidence.home import home
from portal.evidence.models import RiskEvent, RiskFinding, RiskInventory, RiskWatch, Urgency
from portal.evidence.selectors.risk import aggregates, findings_of, open_findings
from portal.evidence.services import risk_loading, risk_watching
from portal.evidence.services.jobs import working
from portal.evidence.services.risk_events import risks_changed
from portal.evidence.services.risk_requests import risks_notice, risks_refresh
from portal.evidence.services.risk_watching import risks_watch
from portal.journal.models import Entry
from portal.messages.models import Message
from portal.register.models import Record, Repository
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.evidence.risk_city import FLAW, PACKAGE, RiskCity, record, risks

__all__ = ["risks"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.fixture
def gearsim(city: Town) -> Record:
    return project("gearsim", city.lizhou)


@pytest.fixture
def told() -> Any:
    """Every batch of events that was told."""
    batches: list[list[RiskEvent]] = []

    def listen(events: list[RiskEvent], **_more: Any) -> None:
        batches.append(events)

    risks_changed.connect(listen)
    yield batches
    risks_changed.disconnect(listen)


def kinds(batches: list[list[RiskEvent]]) -> list[list[tuple[str, str, str]]]:
    return [[(one.kind, one.project, one.cause) for one in batch] for batch in batches]


def test_an_advisory_opens_a_finding_and_a_case_and_an_upgrade_ends_both(city: Town, gearsim: Record, risks: RiskCity, told: Any) -> None:
    commit = risks.push("gearsim", {"six-stars": "1.0", PACKAGE: "1.2.0"})
    risks.look()
    assert (told, RiskInventory.objects.get().commit, RiskFinding.objects.count()) == ([], commit, 0)

    risks.publish(record())
    risks.look()
    found = RiskFinding.objects.get()
    assert (found.group, found.package, found.versions, found.fixed, found.level) == (
        "CVE-2026-90001",
        PACKAGE,
        ["1.2.0"],
        ["1.4.0"],
        "high",
    )
    assert (found.open_cause, found.urgency, found.record_id, found.runtime) == ("advisory_published", Urgency.SERIOUS, "gearsim", True)
    assert [(one["path"], one["line"]) for one in found.places] == [("requirements.txt", 2)]
    assert len(found.places[0]["blob"]) == 40
    assert [(one["id"], one["version"], one["range"]) for one in found.matches] == [(FLAW, "1.2.0", ">= 1.0, < 1.4.0")]
    assert found.brought["commit"] == commit
    case = Case.objects.get()
    assert (case.state, case.subject, case.organisation_id, case.due_on) == ("found", str(found.pk), "lizhou", found.due_on)
    assert (found.due_on - timezone.localdate()).days == 30
    assert Message.objects.count() == 0  # told in digests

    fixed = risks.push("gearsim", {"six-stars": "1.0", PACKAGE: "1.4.0"})
    risks.look()
    found.refresh_from_db()
    case.refresh_from_db()
    assert (found.close_cause, found.closed_commit, found.open) == ("upgraded", fixed, False)
    assert found.brought["until_commit"] == fixed
    assert found.places  # where it stood is kept
    assert (case.state, case.outcome) == ("closed", "done")
    assert "已换成不受影响的版本" in case.answer
    assert kinds(told) == [[("new", "gearsim", "advisory_published")], [("closed", "gearsim", "upgraded")]]
    assert Entry.objects.filter(event="risks.loaded").count() == 2


def test_looking_again_loads_nothing_twice(gearsim: Record, risks: RiskCity, told: Any) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record())
    for _again in range(3):
        risks.look()
    assert (len(told), RiskEvent.objects.count(), RiskFinding.objects.count(), Case.objects.count()) == (1, 1, 1, 1)
    assert RiskEvent.objects.get().first_look


def test_the_same_flaw_that_returns_takes_up_its_old_case(gearsim: Record, risks: RiskCity) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record())
    risks.look()
    risks.push("gearsim", {PACKAGE: "1.4.0"})
    risks.look()
    risks.push("gearsim", {PACKAGE: "1.3.0"})
    risks.look()
    first, second = RiskFinding.objects.order_by("pk")
    case = Case.objects.get()
    assert (first.open, second.open, second.case_id, case.state, case.subject) == (False, True, case.pk, "found", str(second.pk))


def test_what_becomes_exploited_moves_up_and_is_due_earlier(gearsim: Record, risks: RiskCity, told: Any) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record(level="MODERATE"))
    risks.look()
    found = RiskFinding.objects.get()
    assert (found.urgency, found.case, Case.objects.count()) == (Urgency.OTHER, None, 0)
    risks.signal(kev=True, epss=300_000)
    risks.look()
    found.refresh_from_db()
    assert (found.urgency, str(found.kev_due_on), found.epss) == (Urgency.EXPLOITED, "2026-12-05", 300_000)
    assert (found.due_on - timezone.localdate()).days == 14
    assert {one.kind for one in told[-1]} >= {"kev"}
    assert Case.objects.get().due_on == found.due_on


def test_one_bad_repository_is_shown_and_stops_nobody(city: Town, gearsim: Record, risks: RiskCity) -> None:
    project("broken", city.yaoqiao)
    risks.push("broken", {PACKAGE: "1.2.0"})
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.tips["broken"] = "0" * 40
    risks.publish(record())
    risks.look()
    assert RiskFinding.objects.get().project == "gearsim"
    broken = RiskInventory.objects.get(pk="broken")
    assert broken.problem
    assert (broken.commit, broken.failed_commit) == ("", "0" * 40)
    assert str(home()) not in broken.problem
    counted = aggregates()
    assert (counted.watched, counted.unwatched, counted.projects, counted.levels) == (1, 1, 1, {"high": 1})


def test_a_load_that_was_killed_is_done_whole_the_next_time(
    gearsim: Record, risks: RiskCity, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record())

    def killed(*_given: Any, **_named: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(risk_loading, "record", killed)
        risks.look()
    assert (RiskFinding.objects.count(), RiskEvent.objects.count()) == (0, 0)
    assert "RuntimeError" in RiskWatch.objects.get().problem
    risks.look()
    assert (RiskFinding.objects.count(), RiskEvent.objects.count(), len(told)) == (1, 1, 1)
    assert RiskWatch.objects.get().problem == ""


def test_two_workers_do_not_go_round_at_once(gearsim: Record, risks: RiskCity) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks_refresh()
    with working(risk_watching.LOCK) as alone:
        assert alone
        risks_watch()
        assert RiskInventory.objects.count() == 0
    risks_watch()
    assert RiskInventory.objects.count() == 1


def test_a_project_that_is_no_longer_registered_leaves(gearsim: Record, risks: RiskCity) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record())
    risks.look()
    Repository.objects.filter(pk="gearsim").update(removed_at=timezone.now())
    risks.look()
    assert RiskFinding.objects.get().close_cause == "project_left"
    assert RiskInventory.objects.get().left_at is not None
    assert Case.objects.get().state == CaseState.CLOSED


def test_a_risk_store_made_anew_goes_on_with_the_findings_that_are_still_there(gearsim: Record, risks: RiskCity, told: Any) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0", "other-star": "1.0"})
    risks.publish(record(), record("XH-2026-0002", package="other-star", fixed="2.0"))
    risks.look()
    for file in home().glob("risk.sqlite*"):
        file.unlink()
    RiskInventory.objects.update(commit="")
    del risks.records["XH-2026-0002"]
    (risks.folder / "feed" / "XH-2026-0002.json").unlink()
    risks.publish()
    risks.look()
    kept, gone = RiskFinding.objects.order_by("package", "pk")[::-1]
    assert (kept.generation, kept.open, gone.close_cause) == (2, True, "rebuilt")
    assert Case.objects.filter(state=CaseState.CLOSED).count() == 1


def test_the_clock_notices_what_came_by_another_door(gearsim: Record, risks: RiskCity) -> None:
    assert not risks_notice()
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.look()
    assert not risks_notice()
    risks.publish(record())
    assert risks_notice()


def test_findings_are_for_their_owners_and_those_who_watch(city: Town, gearsim: Record, risks: RiskCity) -> None:
    project("canlantern", city.yaoqiao)
    for ident in ("gearsim", "canlantern"):
        risks.push(ident, {PACKAGE: "1.2.0"})
    risks.publish(record())
    risks.look()
    seen = {role: {one.project for one in open_findings(acting)} for role, acting in city.acting.items()}
    both = {"gearsim", "canlantern"}
    assert seen == {role: set() for role in city.acting} | {
        Role.WATCH_OFFICER: both, Role.AUDITOR: both, Role.ORG_ADMIN: {"gearsim"}, Role.COMMUNITY_OPERATOR: {"gearsim"},
    }  # fmt: skip
    assert [one.project for one in findings_of(city.lizhou)] == ["gearsim"]
    assert aggregates(city.lizhou.district).findings == 1
