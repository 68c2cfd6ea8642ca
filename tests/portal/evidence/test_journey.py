"""Journey 5: who somebody is changes exactly their own rows, in the next run and not in the old one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import PUBLIC
from portal.accounts.models import Organisation, Person
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.evidence.models import Run, RunTotal, RunVerdict, Statement, StatementKind
from portal.evidence.selectors.differences import inputs_changed, subject_changes
from portal.evidence.services.objections import statement_make, statement_withdraw
from portal.register.models import Employment, EmploymentState, Mailbox
from tests.portal.city import developer, grant, person
from tests.stories.office import Office
from xingtu.comparison import compare
from xingtu.store.ledger import Ledger

Carry = Callable[..., Run]
SignIn = Callable[..., Client]


def proven(who: Person, address: str) -> None:
    Mailbox.objects.create(person=who, address=address, proof="mail_code", proven_at=timezone.now())


def places(run: Run) -> dict[tuple[str, str], tuple[object, ...]]:
    rows = RunVerdict.objects.filter(run=run).values_list("track", "subject", "place", "value", "outcome")
    # ids of people nobody declared are salted and differ from run to run
    return {(track, subject): tuple(rest) for track, subject, *rest in rows if not subject.startswith("p-")}


def test_claiming_mailboxes_and_an_employer_changes_exactly_the_contested_rows(
    runs: Carry, city: Office, home: Path, signed_in: SignIn
) -> None:
    before = runs()
    ye = person("叶闻笛")
    addresses = ye_addresses(city)
    assert len(addresses) >= 1
    for address in addresses:
        proven(ye, address)
    Employment.objects.create(person=ye, organisation=Organisation.objects.get(id="lizhou"), state=EmploymentState.CONFIRMED)
    after = runs()
    found = compare(Ledger(home).load(before.run_id), Ledger(home).load(after.run_id))
    contested = {(one.repository, one.commit) for one in found.contested}
    written = Ledger(home).load(after.run_id).tables["authorship"].to_pylist()
    assert contested == {(row["repository"], row["commit"]) for row in written if row["person"] == ye.pk and row["role"] == "author"}
    moved = {one.subject for one in found.moved if one.track == "people"}
    assert moved <= {ye.pk}
    assert RunTotal.objects.filter(run=after, subject_kind="person", subject=ye.pk, metric="merged_changes", value__gt=0).exists()
    assert not RunTotal.objects.filter(run=before, subject=ye.pk).exists()
    untouched = {key: value for key, value in places(before).items() if key[1].startswith("citizen-")}
    assert {key: places(after)[key] for key in untouched} == untouched
    changed = inputs_changed(before, after, developer(ye))
    assert {"您认领的邮箱数"} < {change.name for change in changed if change.person == ye.pk}
    assert not any(ye.pk in change.name for change in [*changed, *inputs_changed(before, after, PUBLIC)])
    differences = {one.label: (one.before, one.after) for one in subject_changes(before, after, "person", ye.pk, developer(ye))}
    assert differences["合入变更数"][0] == 0
    assert differences["合入变更数"][1] > 0  # type: ignore[operator]
    page = signed_in(developer(ye)).get("/me/work/").content.decode()
    assert "与上一次运行相比" in page
    # the run is not published: its numbers are open to whose they are, its page and bundle are not
    assert f'href="/runs/{after.short}/"' not in page
    assert "bundle.zip" not in page
    assert f'href="/runs/{after.short}/metrics/merged_changes/' in page
    assert before.short in page


def ye_addresses(city: Office) -> list[str]:
    """Ye never registered with the city: their mailboxes, as the clones have them."""
    from city import people  # noqa: PLC0415

    return sorted({author.email.decode().lower() for key, author in people.AUTHORS.items() if key.startswith("ye")})


def test_an_objection_becomes_a_case_a_statement_and_the_next_run(runs: Carry, city: Office, home: Path, signed_in: SignIn) -> None:
    before = runs()
    shen = developer(Person.objects.get(id="citizen-02"))
    browser = signed_in(shen)
    page = browser.get("/me/work/").content.decode()
    link = page.split('href="/objections/new/')[1].split('"')[0].replace("&amp;", "&")
    sent = browser.post(f"/objections/new/{link}", {"wrong": "class", "statement": "这个账号是我本人，不是机器人。"})
    case = Case.objects.get()
    agents = {row["commit"] for row in _authorship(home, before) if row["actor"] == "ai_agent"}
    assert sent["Location"].endswith(f"/cases/{case.pk}/")
    assert case.evidence["run"] == before.run_id
    assert case.evidence["commit"]
    clerk = grant(person("经办"), Role.OFFICE_CLERK)
    agent = Statement.objects.get(kind=StatementKind.ACTOR)
    statement_withdraw(statement=agent, by=clerk, reason="运营方撤回申报")
    after = runs()
    found = compare(Ledger(home).load(before.run_id), Ledger(home).load(after.run_id))
    assert found.contested
    assert {one.commit for one in found.contested} <= agents
    assert Run.objects.get(pk=before.pk).results_hash == before.results_hash
    statement_make(kind=StatementKind.ACTOR, content={**agent.content, "reason": "运营方再次申报"}, by=clerk, case=case.pk)
    again = runs()
    assert places(again) == places(before)
    assert places(after) != places(before)


def _authorship(home: Path, run: Run) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = Ledger(home).load(run.run_id).tables["authorship"].to_pylist()
    return rows


def test_a_fact_that_is_not_in_the_run_cannot_be_questioned(runs: Carry, signed_in: SignIn) -> None:
    run = runs()
    browser = signed_in(developer(person("旁人")))
    for query in (
        f"run={run.short}&repository=nothing",
        f"run={run.short}&repository=gearsim&commit={'0' * 40}",
        f"run={run.short}&repository=gearsim&commit=%27%20OR%201",
        "run=000000000000&repository=gearsim",
    ):
        assert browser.get(f"/objections/new/?{query}").status_code == 404


def test_only_the_office_states_and_sees_statements(db: None, signed_in: SignIn, districts: tuple[str, str]) -> None:
    assert signed_in(developer(person("旁人"))).get("/statements/").status_code == 404
    officer = grant(person("区县"), Role.DISTRICT_OFFICER, district=districts[0])
    assert signed_in(officer).get("/statements/").status_code == 404
    clerk = signed_in(grant(person("经办"), Role.OFFICE_CLERK))
    assert clerk.post("/statements/new/actor/", {"address": "Bot@X.example", "actor": "bot", "reason": "流水线账号"}).status_code == 302
    assert Statement.objects.get().content == {"address": "bot@x.example", "is": "bot", "reason": "流水线账号"}
    assert clerk.post("/statements/new/actor/", {"actor": "bot", "reason": "流水线账号"}).status_code == 400


@pytest.mark.django_db
def test_nothing_private_of_a_statement_enters_the_journal(districts: tuple[str, str]) -> None:
    from portal.journal.models import Entry  # noqa: PLC0415

    clerk = grant(person("经办"), Role.OFFICE_CLERK)
    statement_make(kind=StatementKind.SHARED_MAILBOX, content={"address": "desk@x.example"}, by=clerk)
    assert "desk" not in str([(entry.reason, entry.details) for entry in Entry.objects.all()])


def test_work_outside_the_window_can_be_questioned_too(runs: Carry, signed_in: SignIn) -> None:
    run = runs()
    browser = signed_in(developer(Person.objects.get(id="citizen-01")))
    page = browser.get("/me/work/").content.decode()
    links = [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="/objections/new/')[1:]]
    outside = next(link for link in links if link.endswith("class=outside"))
    assert "合入日不在统计期内" in browser.get(f"/objections/new/{outside}").content.decode()
    # before publication a fact is open to those it is about
    assert run.published_at is None
    assert signed_in(developer(person("旁人"))).get(f"/objections/new/{outside}").status_code == 404
