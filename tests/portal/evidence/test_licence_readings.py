"""A published observation has its repositories examined; what is found becomes rows, facts, alarms and letters, each once."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.errors import NotAllowed, WrongState
from portal.evidence.models import (
    LicenceAlarm,
    LicenceConflict,
    LicenceHolding,
    LicenceReading,
    ReadingState,
    RunLicence,
    Snapshot,
)
from portal.evidence.selectors.application_facts import DECLARED, MEASURED, facts_of
from portal.evidence.selectors.licences import project_facts
from portal.evidence.services import licence_examining
from portal.evidence.services.licence_examining import Examiner, readings_carry_out
from portal.evidence.services.licence_loading import licences_in
from portal.evidence.services.licence_requests import (
    observation_examine,
    reading_request,
    readings_ask_again,
    readings_refresh,
    readings_speak,
)
from portal.evidence.services.publishing import run_publish
from portal.journal.models import Entry
from portal.journal.services.recording import SYSTEM
from portal.messages.models import Message
from portal.register.models import Product, Project, Record
from tests.portal.city import Town, grant, person, town
from tests.portal.evidence.licence_answers import AFTER, ALARM, BEFORE, CONFLICT, answer, evidence, project, read, run
from xingtu.errors import XingtuError
from xingtu.store.lake import Lake

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.fixture
def gearsim(city: Town) -> Record:
    return project("gearsim", city.lizhou)


def test_a_published_observation_has_every_registered_repository_examined_once(city: Town, gearsim: Record) -> None:
    project("draft", city.lizhou, state="draft")
    observed = run({"gearsim": AFTER, "draft": AFTER, "unknown": AFTER})
    run_publish(run=observed, by=SYSTEM)
    assert [(one.repository_id, one.commit) for one in LicenceReading.objects.all()] == [("gearsim", AFTER)]
    read("gearsim")
    assert observation_examine(run=run({"gearsim": AFTER}, state="published")) == 0
    assert RunLicence.objects.count() == 2
    assert observation_examine(run=run({"gearsim": BEFORE}, state="published")) == 1


def test_runs_of_other_programmes_ask_for_nothing(gearsim: Record) -> None:
    assert observation_examine(run=run({"gearsim": AFTER}, programme="contribution-award-2025")) == 0


def test_a_request_that_waits_takes_the_newer_commit(gearsim: Record) -> None:
    first = reading_request(repository="gearsim", commit=BEFORE)
    assert reading_request(repository="gearsim", commit=AFTER).pk == first.pk
    assert LicenceReading.objects.get().commit == AFTER


def test_what_was_found_stands_in_rows_and_replaces_what_was_there(gearsim: Record) -> None:
    older = read("gearsim", BEFORE, concluded="Apache-2.0")
    newer = read("gearsim", AFTER, concluded="MIT OR Apache-2.0", complete=False)
    older.refresh_from_db()
    assert (older.current, newer.current) == (False, True)
    assert (newer.files, newer.scanned, newer.complete, newer.coverage) == (4, 3, False, 750_000)
    assert (newer.reuse_score, newer.open, newer.licence_class) == (500_000, True, "Permissive")
    held = set(LicenceHolding.objects.values_list("licence", "path", "vendored"))
    assert held == {
        ("MIT", "LICENSE", False), ("Apache-2.0", "LICENSE", False), ("GPL-2.0-only", "third_party/gears/gear.c", True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "licences"),
    [
        ("", []),
        ("MIT", ["MIT"]),
        ("(MIT OR Apache-2.0) AND MIT", ["MIT", "Apache-2.0"]),
        ("GPL-2.0-only WITH Classpath-exception-2.0 AND BSD-3-Clause", ["GPL-2.0-only WITH Classpath-exception-2.0", "BSD-3-Clause"]),
        ("LicenseRef-scancode-mulanpubl-2.0", ["LicenseRef-scancode-mulanpubl-2.0"]),
    ],
)
def test_an_expression_is_taken_apart_into_its_licences(expression: str, licences: list[str]) -> None:
    assert licences_in(expression) == licences


def test_a_conflict_is_the_same_over_commits_and_resolved_when_it_is_gone(gearsim: Record) -> None:
    read("gearsim", BEFORE, conflicts=[CONFLICT])
    first = LicenceConflict.objects.get()
    assert first.open
    read("gearsim", AFTER, conflicts=[{**CONFLICT, "answer": "review"}])
    assert LicenceConflict.objects.get().answer == "review"
    read("gearsim", BEFORE)
    gone = LicenceConflict.objects.get()
    assert gone.resolved_at is not None
    read("gearsim", AFTER, conflicts=[CONFLICT])
    back = LicenceConflict.objects.get()
    assert (back.pk, back.open) == (first.pk, True)


def test_a_conflict_that_is_answered_with_yes_is_resolved(gearsim: Record) -> None:
    read("gearsim", BEFORE, conflicts=[CONFLICT])
    read("gearsim", AFTER, conflicts=[{**CONFLICT, "answer": "compatible"}])
    assert not LicenceConflict.objects.get().open


def test_an_alarm_is_told_once_to_owners_officers_and_those_who_build_on_it(city: Town, gearsim: Record) -> None:
    product = Product.objects.create(
        id="studio", kind="product", name="平台", serial=9, organisation=city.yaoqiao, state="registered", release="1"
    )
    product.builds_on.add(Project.objects.get(pk=gearsim.pk))
    read("gearsim", BEFORE, concluded="BSD-3-Clause", alarms=[ALARM])
    assert not LicenceAlarm.objects.exists()  # nothing to compare with
    read("gearsim", AFTER, concluded="SSPL-1.0", alarms=[ALARM])
    alarm = LicenceAlarm.objects.get()
    letters = Message.objects.filter(event="licence.alarm")
    told = set(letters.values_list("person_id", flat=True))
    owner, neighbour = city.acting[Role.ORG_ADMIN].person, city.elsewhere[Role.ORG_ADMIN].person
    assert owner is not None
    assert neighbour is not None
    assert {owner.pk, neighbour.pk, city.acting[Role.WATCH_OFFICER].actor_id} <= told
    assert alarm.told == letters.count()
    assert ALARM["reason"] in letters.get(person=owner).body
    # a dependant reads what is public: the headline before and after
    foreign = letters.get(person=neighbour)
    assert "SSPL-1.0" in foreign.body
    assert ALARM["reason"] not in foreign.body
    read("gearsim", AFTER, concluded="SSPL-1.0", alarms=[ALARM], fingerprint="print-2")
    assert LicenceAlarm.objects.count() == 1
    assert Message.objects.filter(event="licence.alarm").count() == len(told)


def test_new_conflicts_are_one_letter_and_those_of_the_first_look_none(city: Town, gearsim: Record) -> None:
    read("gearsim", BEFORE, conflicts=[CONFLICT])
    assert not Message.objects.filter(event="licence.conflict").exists()
    read("gearsim", AFTER, conflicts=[CONFLICT, {**CONFLICT, "root": "third_party/other"}])
    letter = Message.objects.filter(event="licence.conflict", person_id=city.acting[Role.ORG_ADMIN].actor_id).get()
    assert letter.body.startswith("共 1 处")


def test_a_frozen_run_keeps_the_reading_it_was_judged_on_and_an_observation_takes_the_newest(gearsim: Record) -> None:
    frozen, observed = run({"gearsim": AFTER}, programme="seed-projects-2026"), run({"gearsim": AFTER}, state="published")
    first = read("gearsim", AFTER, concluded="MIT")
    second = read("gearsim", AFTER, concluded="Apache-2.0", fingerprint="print-2")
    assert RunLicence.objects.get(run=frozen).reading == first
    assert RunLicence.objects.get(run=observed).reading == second
    facts = project_facts(["gearsim"], frozen)
    assert facts is not None
    assert facts.values["project.licence.concluded"] == "MIT"


def test_facts_of_a_frozen_run_are_absent_where_its_commit_was_not_read(gearsim: Record) -> None:
    read("gearsim", BEFORE)
    assert project_facts(["gearsim"], run({"gearsim": AFTER}, programme="seed-projects-2026")) is None
    assert project_facts(["gearsim"], run({"gearsim": AFTER})) is not None  # of an observation the newest reading speaks


def test_facts_for_rules_and_forms_say_how_sure_they_are(city: Town, gearsim: Record) -> None:
    today = timezone.localdate()

    def facts() -> dict[str, Any]:
        return facts_of(record=gearsim, organisation=None, person=None, on=today)

    assert "project.licence.concluded" not in facts()
    assert facts()["project.licence"].confidence == DECLARED
    read("gearsim", AFTER, concluded="Apache-2.0", conflicts=[CONFLICT])
    known = facts()
    assert (known["project.licence"].value, known["project.licence"].confidence) == ("Apache-2.0", MEASURED)
    assert known["project.licence.mulan"].value == "compatible"
    assert known["project.licence.open"].value is True
    assert known["project.licence.conflicts"].value == {"incompatible": 1, "review": 0}
    assert (known["project.licence.complete"].value, known["project.licence.commit"].value) == (True, AFTER)
    assert "4 个文件中的 4 个" in known["project.licence"].explanation
    read("gearsim", BEFORE, concluded="", declared="BSD-3-Clause")
    known = facts()
    assert (known["project.licence"].value, known["project.licence"].confidence) == ("BSD-3-Clause", DECLARED)
    assert known["project.licence.concluded"].value == ""
    assert "project.licence.open" not in known  # not known is absent
    read("gearsim", AFTER, concluded="Apache-2.0", complete=False)
    assert facts()["project.licence"].confidence == DECLARED


def test_a_project_of_several_repositories_is_known_when_all_of_them_are(city: Town) -> None:
    project("pair", city.lizhou, repositories=2)
    read("pair", concluded="MIT")
    assert project_facts(["pair", "pair-1"], None) is None
    read("pair-1", concluded="GPL-2.0-only OR MIT")
    both = project_facts(["pair", "pair-1"], None)
    assert both is not None
    assert both.values["project.licence.concluded"] == "MIT AND (GPL-2.0-only OR MIT)"
    assert both.values["project.licence.open"] is True


def test_upgraded_tools_have_everything_examined_anew(city: Town, gearsim: Record) -> None:
    project("minnow", city.yaoqiao)
    read("gearsim", fingerprint="print-2")
    read("minnow", fingerprint="print-1")
    assert readings_refresh(fingerprint="print-2") == 1
    assert LicenceReading.objects.get(state=ReadingState.WAITING).repository_id == "minnow"


def test_what_failed_says_why_keeps_what_was_known_and_may_be_asked_again(
    city: Town, gearsim: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    run({"gearsim": AFTER}, state="published")
    known = read("gearsim", BEFORE)
    reading_request(repository="gearsim", commit=AFTER)
    monkeypatch.setattr(licence_examining, "snapshot_freeze", lambda: None)
    readings_carry_out()
    failed = LicenceReading.objects.get(state=ReadingState.FAILED)
    assert "还没有读取过仓库 gearsim" in failed.problem
    known.refresh_from_db()
    assert known.current
    assert Entry.objects.filter(event="licences.failed").count() == 1
    owner, auditor, stranger = city.acting[Role.ORG_ADMIN], city.acting[Role.AUDITOR], city.elsewhere[Role.ORG_ADMIN]
    for other in (auditor, stranger):
        with pytest.raises(NotAllowed):
            readings_ask_again(project=gearsim, by=other)
    assert readings_ask_again(project=gearsim, by=owner) == 1
    with pytest.raises(WrongState):
        readings_ask_again(project=gearsim, by=owner)


def test_the_worker_carries_out_what_waits_and_what_was_left_behind(gearsim: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    left = reading_request(repository="gearsim", commit=AFTER)
    LicenceReading.objects.filter(pk=left.pk).update(state=ReadingState.EXAMINING, beat_at=timezone.now() - timedelta(days=1))
    monkeypatch.setattr(licence_examining, "snapshot_freeze", lambda: None)
    monkeypatch.setattr(licence_examining, "_question", lambda reading, _snapshot: {"repository": reading.repository_id})
    monkeypatch.setattr(Examiner, "ask", lambda _self, _question: answer(evidence("gearsim", AFTER, concluded="MIT")))
    readings_carry_out()
    left.refresh_from_db()
    assert (left.state, left.concluded, left.current) == (ReadingState.DONE, "MIT", True)


def test_others_have_their_turn_while_a_whole_city_is_examined(city: Town, gearsim: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    project("minnow", city.yaoqiao)
    for ident in ("gearsim", "minnow"):
        reading_request(repository=ident, commit=AFTER)
    woken: list[bool] = []
    monkeypatch.setattr("portal.evidence.services.licence_requests.wake", lambda: woken.append(True))
    monkeypatch.setattr(licence_examining, "monotonic", iter(range(0, 10_000, 100)).__next__)
    monkeypatch.setattr(licence_examining, "snapshot_freeze", lambda: None)
    monkeypatch.setattr(licence_examining, "_question", lambda reading, _snapshot: {"repository": reading.repository_id})
    monkeypatch.setattr(Examiner, "ask", lambda _self, asked: answer(evidence(asked["repository"], AFTER, concluded="MIT")))
    readings_carry_out()
    assert (LicenceReading.objects.filter(state=ReadingState.DONE).count(), len(woken)) == (1, 1)
    readings_carry_out()
    assert LicenceReading.objects.filter(state=ReadingState.DONE).count() == 2


def test_one_process_answers_many_questions_and_a_dead_one_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licence_examining, "PROCESS", "tests.portal.evidence.licence_echo")
    with Examiner() as examiner:
        assert examiner.ask({"repository": "one"}) == {"asked": "one"}
        with pytest.raises(XingtuError, match="读不到"):
            examiner.ask({"repository": "broken"})
        with pytest.raises(XingtuError, match="意外结束"):
            examiner.ask({"repository": "deadly"})
        assert examiner.ask({"repository": "two"}) == {"asked": "two"}


def test_people_without_a_part_are_told_nothing(city: Town, gearsim: Record) -> None:
    outsider = grant(person("外人"), Role.ORG_ADMIN, organisation=city.yaoqiao)
    read("gearsim", BEFORE)
    read("gearsim", AFTER, alarms=[{**ALARM, "severity": "yellow"}])
    assert not Message.objects.filter(person_id=outsider.actor_id).exists()


def test_a_freeze_examines_the_commits_it_read_and_its_run_keeps_that_reading(
    city: Town, gearsim: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    project("minnow", city.yaoqiao)
    read("minnow", AFTER)
    tips = {"gearsim": AFTER, "minnow": AFTER, "elsewhere": AFTER}
    monkeypatch.setattr(Lake, "latest", lambda _lake, repository: SimpleNamespace(tip=tips[repository], path="/nowhere"))
    monkeypatch.setattr(licence_examining, "city_file", lambda _snapshot: Path("/city.toml"))
    asked: list[str] = []

    def answered(_self: Examiner, question: dict[str, Any]) -> dict[str, Any]:
        asked.append(question["repository"])
        return answer(evidence(question["repository"], question["commit"], concluded="MIT"))

    monkeypatch.setattr(Examiner, "ask", answered)
    licence_examining.tips_carry_out(repositories=list(tips), snapshot=Snapshot())
    assert asked == ["gearsim"]  # the other was examined before, the third is nobody's
    frozen = run({"gearsim": AFTER, "minnow": BEFORE}, programme="seed-projects-2026")
    assert readings_speak(run=frozen) == 1
    assert RunLicence.objects.get(run=frozen).repository == "gearsim"


def test_only_programmes_that_ask_for_licences_have_them_examined_at_the_freeze() -> None:
    from portal.evidence.services.carrying_out import _asks_for_licences  # noqa: PLC0415 - loads the engine whole

    def rules(*idents: str) -> Any:
        return SimpleNamespace(programme=SimpleNamespace(rules=[SimpleNamespace(id=ident) for ident in idents]))

    assert _asks_for_licences(rules("applicant_verified", "licence_is_open"))
    assert not _asks_for_licences(rules("applicant_verified", "no_such_rule"))
