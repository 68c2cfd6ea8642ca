from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed
from portal.evidence.home import programme_files
from portal.evidence.models import Backtest, BacktestState, Run, RunVerdict
from portal.evidence.selectors.backtests import backtest_of
from portal.evidence.services import backtest_ranking, backtest_results
from portal.evidence.services.backtest_applications import applications_result, cost_bound
from portal.evidence.services.backtest_results import into_the_past
from portal.evidence.services.backtest_shares import Bodies, shares
from portal.evidence.services.backtests import backtest_request, backtests_compute
from portal.evidence.services.jobs import working
from portal.evidence.services.programme_texts import programme_of, programme_put
from portal.evidence.tasks import compute_backtests
from portal.journal.models import Entry
from portal.register.models import Enterprise, Kind, Record, State
from tests.portal.city import developer, grant, person
from tests.portal.evidence.call_texts import OPEN_CALL, TEXT, with_floor
from tests.portal.evidence.conftest import AWARD
from tests.stories.office import Office
from xingtu.policy.stacking import worst_case_of_application_fen
from xingtu.policy.window import DatesWindow
from xingtu.run import rules_on_disk
from xingtu.settings import settings

Carry = Callable[..., Run]


def award_text() -> str:
    return programme_files()[AWARD].read_text("utf-8")


def computed(**asked: str) -> Backtest:
    made = backtest_request(**asked)  # type: ignore[arg-type]
    backtests_compute()
    found = Backtest.objects.get(pk=made.pk)
    assert found.state == BacktestState.DONE, found.problem
    return found


def test_a_ranking_draft_says_who_would_win_what_as_a_run_does(runs: Carry) -> None:
    run = runs(AWARD)
    before = Run.objects.count()
    result = computed(programme_id=AWARD, text=award_text()).result
    assert result["kind"] == "ranking"
    assert Run.objects.count() == before
    for track in result["tracks"]:
        awarded = RunVerdict.objects.filter(run=run, track=track["id"], outcome="awarded")
        assert [(row["subject"], row["amount_fen"], row["place"]) for row in track["awarded"]] == [
            (verdict.subject, verdict.amount_fen, verdict.place) for verdict in awarded
        ]
        assert track["missed"]
        assert all(row["reasons"] for row in track["missed"])
    amounts = RunVerdict.objects.filter(run=run, outcome="awarded").values_list("amount_fen", flat=True)
    assert result["cost_fen"] == sum(amount or 0 for amount in amounts) > 0
    assert result["against"] == {}
    assert sum(one["count"] for one in result["by_district"]) == len([row for track in result["tracks"] for row in track["awarded"]])
    assert sum(one["amount_fen"] for one in result["by_size"]) == result["cost_fen"]


def test_a_draft_is_compared_with_the_version_in_force(runs: Carry) -> None:
    runs()
    draft = award_text().replace("minimum = 3\n", "minimum = 20\n").replace("amount_fen = 30_000_000", "amount_fen = 31_000_000")
    asked = computed(programme_id=AWARD, text=draft)
    difference = asked.result["against"]
    assert asked.against == difference["policy_hash"] == programme_put(AWARD, award_text())
    assert difference["won"] == []
    assert difference["lost"]
    assert {row["track"] for row in difference["lost"]} == {"people"}
    assert [(row["before_fen"], row["amount_fen"]) for row in difference["changed"]] == [(30_000_000, 31_000_000)]
    assert difference["cost_fen"] == asked.result["cost_fen"]
    lost = sum(row["amount_fen"] or 0 for row in difference["lost"])
    assert difference["before_fen"] - difference["cost_fen"] == lost - 1_000_000


def test_an_open_call_says_which_records_would_pass_and_which_just_miss(runs: Carry) -> None:
    run = runs()
    values = {one.subject: (one.value or 0) // 1_000_000 for one in run.totals.filter(metric="merged_changes", subject_kind="repository")}
    result = computed(programme_id=OPEN_CALL, text=TEXT).result
    assert result["kind"] == "applications"
    assert result["subjects"] == ["project"]
    assert result["run"] == run.short
    listed = {name: [row["subject"] for row in result[name]] for name in ("passes", "just_misses", "unknowns")}
    assert sum(map(len, listed.values())) + result["fails"] == Record.objects.filter(kind=Kind.PROJECT, state=State.REGISTERED).count()
    assert listed["passes"]
    assert listed["just_misses"]
    for row in result["just_misses"]:
        assert len([reason for reason in row["reasons"] if reason[0]]) >= 1
    for row in result["passes"]:
        assert row["reasons"] == []
        brought = Record.objects.get(pk=row["subject"]).repositories.values_list("id", flat=True)
        assert sum(values[one] for one in brought) >= 20
    assert result["bound"]["one_fen"] is None
    assert result["against"] == {}


def test_an_open_call_is_compared_with_the_version_in_force(runs: Carry) -> None:
    runs()
    in_force = programme_put(OPEN_CALL, TEXT)
    difference = computed(programme_id=OPEN_CALL, text=with_floor(9999), in_force=in_force).result["against"]
    assert difference["won"] == []
    assert difference["lost"]
    assert difference["policy_hash"] == in_force
    eased = computed(programme_id=OPEN_CALL, text=with_floor(1), in_force=in_force).result["against"]
    assert eased["won"]
    assert eased["lost"] == []


def test_a_draft_that_cannot_be_carried_out_is_not_tried(city: Office) -> None:
    with pytest.raises(Invalid):
        backtest_request(programme_id=AWARD, text=award_text().replace("budget", "bugdet"))
    with pytest.raises(Invalid):
        backtest_request(programme_id=OPEN_CALL, text=TEXT, in_force="0" * 64)
    assert not Backtest.objects.exists()


def test_the_same_draft_is_tried_once(city: Office) -> None:
    asked = backtest_request(programme_id=OPEN_CALL, text=TEXT)
    assert backtest_request(programme_id=OPEN_CALL, text=TEXT) == asked
    assert backtest_request(programme_id=OPEN_CALL, text=with_floor(3)) != asked
    Backtest.objects.filter(pk=asked.pk).update(state=BacktestState.FAILED)
    again = backtest_request(programme_id=OPEN_CALL, text=TEXT)
    assert again != asked
    assert backtest_of(OPEN_CALL, asked.policy_hash) == again
    assert Entry.objects.filter(event="backtest.requested").count() == 3


def test_only_the_office_asks_for_a_back_test(city: Office) -> None:
    with pytest.raises(NotAllowed):
        backtest_request(programme_id=OPEN_CALL, text=TEXT, by=developer(person("开发者")))
    asked = backtest_request(programme_id=OPEN_CALL, text=TEXT, by=grant(person("负责人"), Role.OFFICE_HEAD))
    assert asked.requested_by is not None


def test_a_back_test_whose_worker_was_killed_is_taken_up(city: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    backtest_request(programme_id=OPEN_CALL, text=TEXT)

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(backtest_results, "applications_result", killed)
        with pytest.raises(KeyboardInterrupt):
            backtests_compute()
    assert Backtest.objects.get().state == BacktestState.COMPUTING
    with working("backtests.lock"):
        compute_backtests.func()
        assert Backtest.objects.get().state == BacktestState.COMPUTING
    compute_backtests.func()
    assert Backtest.objects.get().state == BacktestState.DONE


def test_a_back_test_that_fails_says_why(city: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = award_text().replace('["seed_library"]', '["incubation"]')
    backtest_request(programme_id=AWARD, text=elsewhere)
    backtests_compute()
    failed = Backtest.objects.get()
    assert failed.state == BacktestState.FAILED
    assert "incubation" in failed.problem
    assert failed.over
    assert failed.ended_at is not None

    def broken(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(backtest_ranking, "rank", broken)
    second = backtest_request(programme_id=AWARD, text=award_text())
    backtests_compute()
    assert str(second.pk) in Backtest.objects.get(pk=second.pk).problem


@pytest.mark.parametrize(
    ("window", "today", "expected", "years"),
    [
        (("2025-01-01", "2026-01-01"), "2026-06-01", ("2025-01-01", "2026-01-01"), 0),
        (("2026-01-01", "2027-01-01"), "2026-06-01", ("2025-01-01", "2026-01-01"), 1),
        (("2025-06-01", "2026-06-01"), "2026-06-01", ("2025-06-01", "2026-06-01"), 0),  # over since midnight
        (("2026-06-01", "2027-06-01"), "2026-06-01", ("2025-06-01", "2026-06-01"), 1),
        (("2028-02-29", "2029-02-28"), "2026-06-01", ("2025-02-28", "2026-02-28"), 3),
    ],
)
def test_a_window_that_is_not_over_is_looked_for_in_the_past(
    window: tuple[str, str], today: str, expected: tuple[str, str], years: int, tmp_path: Path
) -> None:
    text = award_text().replace("from = 2025-01-01", f"from = {window[0]}").replace("until = 2026-01-01", f"until = {window[1]}")
    file = tmp_path / f"{AWARD}.toml"
    file.write_text(text, "utf-8")
    moved, back = into_the_past(rules_on_disk(file, settings().policy), date.fromisoformat(today))
    assert moved.programme.window == DatesWindow(*map(date.fromisoformat, expected))
    assert back == years


def test_an_open_call_costs_no_more_than_its_rules_can_give() -> None:
    programme = programme_of(programme_files()["adopter-subsidy-2026"].read_text("utf-8"))
    one = worst_case_of_application_fen(programme.grants, programme.stacking)
    most = programme.awards_at_most
    bound = cost_bound(programme, 3, 2)
    assert bound["one_fen"] == one > 0
    assert bound["passes_fen"] == one * min(3, most or 3)
    assert bound["with_unknowns_fen"] == one * min(5, most or 5)
    many = cost_bound(programme, 10_000_000, 0)
    assert many["fits"] is (most is not None)
    assert set(cost_bound(programme_of(TEXT), 3, 2).values()) == {None}


@pytest.mark.parametrize("ident", sorted(ident for ident in programme_files() if ident.endswith("-2026")))
def test_every_programme_of_the_city_can_be_tried_before_any_run(db: None, ident: str) -> None:
    programme = programme_of(programme_files()[ident].read_text("utf-8"))
    if programme.tracks:
        return
    result = applications_result(programme, None, date(2026, 1, 1))
    assert (result["passes"], result["just_misses"], result["unknowns"], result["fails"]) == ([], [], [], 0)
    assert all(zh and en for zh, en in result["set_aside"])
    assert len(result["set_aside"]) <= len(programme.rules)


def test_money_is_told_by_district_and_by_size_of_the_body(city: Office, districts: tuple[str, str]) -> None:
    Organisation.objects.filter(pk="lizhou").update(district=districts[0])
    for ident, employees in (("lizhou", 300), ("yaoqiao", 99)):
        Enterprise.objects.create(
            id=f"e-{ident}", kind=Kind.ENTERPRISE, name=ident, serial=20_000 + employees, organisation_id=ident, employees=employees
        )
    bodies = Bodies()
    assert bodies.district("lizhou") == districts[0]
    assert (bodies.size("lizhou"), bodies.size("yaoqiao"), bodies.size("chenggang")) == ("large", "small", "")
    rows = [
        {"district": districts[0], "size": "large", "amount_fen": 5},
        {"district": "", "size": "large", "amount_fen": None},
        {"district": "", "size": "small", "amount_fen": 7},
    ]
    assert shares(rows) == {
        "by_district": [{"id": "", "count": 2, "amount_fen": 7}, {"id": districts[0], "count": 1, "amount_fen": 5}],
        "by_size": [{"id": "small", "count": 1, "amount_fen": 7}, {"id": "large", "count": 2, "amount_fen": 5}],
    }
