import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Consent, Person
from portal.accounts.models.consent import Purpose
from portal.accounts.roles import Role
from portal.evidence.models import Run, RunState
from portal.evidence.selectors import project_values, repository_values
from portal.evidence.services.publishing import run_publish
from portal.journal.services.recording import SYSTEM
from portal.register.models import Record, State
from tests.portal.city import developer, grant, person
from tests.stories.office import Office

Carry = Callable[..., Run]
SignIn = Callable[..., Client]


@pytest.fixture
def published(runs: Carry) -> Run:
    return run_publish(run=runs(), by=SYSTEM)


def test_a_project_page_opens_to_everybody_and_every_number_has_its_door(published: Run, client: Client) -> None:
    page = client.get("/projects/gearsim/").content.decode()
    assert f"/runs/{published.short}/metrics/merged_changes/?record=gearsim" in page
    assert "林知远" in page
    assert "@" not in page.replace("gearsim@", "")
    door = client.get(f"/runs/{published.short}/metrics/merged_changes/?record=gearsim").content.decode()
    for said in ("合入变更数", published.run_id, published.results_hash, f"xingtu replay xingtu-{published.short}.zip", "c7d5e9c40c"):
        assert said in door


def test_every_metric_of_a_run_can_be_opened(published: Run, client: Client) -> None:
    for metric in published.metrics.all():
        assert client.get(f"/runs/{published.short}/metrics/{metric.metric}/").status_code == 200
        assert client.get(f"/en/runs/{published.short}/metrics/{metric.metric}/?record=gearsim").status_code == 200


def test_a_name_without_consent_is_stars_on_every_public_page(runs: Carry, client: Client) -> None:
    Consent.objects.filter(person_id="citizen-01").update(withdrawn_at=timezone.now())
    published = run_publish(run=runs(), by=SYSTEM)
    door = f"/runs/{published.short}/metrics/merged_changes/?record=gearsim"
    for path in ("/projects/gearsim/", "/projects/gearsim/commits/", "/organisations/lizhou/", door):
        page = client.get(path).content.decode()
        assert "林知远" not in page, path
        assert "林**" in page, path


def test_a_persons_page_is_their_own_until_they_open_it(published: Run, client: Client, signed_in: SignIn) -> None:
    lin = Person.objects.get(id="citizen-01")
    assert client.get("/people/citizen-01/").status_code == 404
    assert client.get("/people/nobody/").status_code == 404
    assert signed_in(developer(person("旁人"))).get("/people/citizen-01/").status_code == 404
    assert signed_in(developer(lin)).get("/people/citizen-01/").status_code == 200
    Consent.objects.create(person=lin, purpose=Purpose.PUBLIC_PROFILE)
    assert Client().get("/people/citizen-01/").status_code == 200


def test_an_employer_sees_with_consent_what_was_done_for_it_and_nothing_else(published: Run, signed_in: SignIn) -> None:
    shen = Person.objects.get(id="citizen-02")
    lizhou, chenggang = (shen.employments.get(organisation_id=body).organisation for body in ("lizhou", "chenggang"))
    admin = grant(person("管理员"), Role.ORG_ADMIN, organisation=lizhou)
    assert signed_in(admin).get("/people/citizen-02/").status_code == 404
    Consent.objects.create(person=shen, purpose=Purpose.EMPLOYER_VIEW)
    page = signed_in(admin).get("/people/citizen-02/").content.decode()
    assert "任职期间" in page
    other = grant(person("别家"), Role.ORG_ADMIN, organisation=chenggang)
    theirs = signed_in(other).get("/people/citizen-02/").content.decode()
    assert page != theirs
    stranger = grant(
        person("外人"), Role.ORG_ADMIN, organisation=Record.objects.none().first() or lizhou.__class__.objects.get(id="yaoqiao")
    )
    assert signed_in(stranger).get("/people/citizen-02/").status_code == 404


def test_the_commits_behind_a_persons_number_are_not_for_everybody(published: Run, client: Client) -> None:
    page = client.get(f"/runs/{published.short}/metrics/merged_changes/?person=citizen-01&repository=gearsim").content.decode()
    assert "只对本人开放" in page
    assert "c7d5e9c40c" not in page


def test_a_run_that_is_not_published_is_not_there_for_the_public(runs: Carry, client: Client, signed_in: SignIn) -> None:
    run = runs()
    for path in (f"/runs/{run.short}/", f"/runs/{run.short}/metrics/merged_changes/"):
        assert client.get(path).status_code == 404
        assert signed_in(developer(person("旁人"))).get(path).status_code == 404
        assert signed_in(grant(person("经办"), Role.OFFICE_CLERK)).get(path).status_code == 200
        client.logout()
    assert "还没有包含这个项目的公开运行" in client.get("/projects/gearsim/").content.decode()


def test_a_person_sees_their_own_work_before_anything_is_published(runs: Carry, signed_in: SignIn) -> None:
    runs()
    lin = signed_in(developer(Person.objects.get(id="citizen-01")))
    page = lin.get("/me/work/").content.decode()
    assert "尚未公布" in page
    assert "git.xinghe.example" in page
    assert "没有计入" in page
    assert "/objections/new/?run=" in page
    assert "林知远" in lin.get("/me/").content.decode()


def test_an_unregistered_project_shows_nothing_to_strangers(published: Run, client: Client) -> None:
    Record.objects.filter(id="gearsim").update(state=State.DRAFT)
    assert client.get("/projects/gearsim/").status_code == 404
    assert client.get("/projects/none/").status_code == 404


def test_publishing_and_taking_back_are_the_heads_and_stay_readable(runs: Carry, client: Client, signed_in: SignIn) -> None:
    run = runs()
    clerk, head = grant(person("经办"), Role.OFFICE_CLERK), grant(person("负责人"), Role.OFFICE_HEAD)
    assert signed_in(clerk).post(f"/runs/{run.short}/publish/").status_code == 404
    assert signed_in(head).post(f"/runs/{run.short}/publish/").status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED
    assert run.journal_sequence
    assert signed_in(head).post(f"/runs/{run.short}/retract/", {"reason": " "}).status_code == 200
    assert signed_in(head).post(f"/runs/{run.short}/retract/", {"reason": "名单有误"}).status_code == 302
    client.logout()
    assert "名单有误" in client.get(f"/runs/{run.short}/").content.decode()


def test_a_list_for_money_is_not_published_on_incomplete_evidence(runs: Carry, signed_in: SignIn) -> None:
    from portal.register.models import Repository  # noqa: PLC0415

    Repository.objects.filter(id="tideml").update(url="https://hub.yunfan.example/xhut/moved", id="tideml-moved")
    run = runs("contribution-award-2025")
    assert not run.publishable
    assert any("tideml" in sentence for sentence in run.refusal)
    head = grant(person("负责人"), Role.OFFICE_HEAD)
    assert signed_in(head).post(f"/runs/{run.short}/publish/").status_code == 409


def test_the_bundle_taken_home_is_the_run(published: Run, client: Client, tmp_path: object) -> None:
    from pathlib import Path  # noqa: PLC0415

    from xingtu.store.ledger import read_bundle  # noqa: PLC0415

    path = Path(str(tmp_path)) / "bundle.zip"
    path.write_bytes(b"".join(client.get(f"/runs/{published.short}/bundle.zip").streaming_content))
    run = read_bundle(path)
    assert run.run_id == published.run_id
    assert b"@" not in run.declarations.encode()


def test_a_page_asks_the_database_few_questions(
    published: Run, client: Client, signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client.get("/projects/gearsim/")
    for path, most in (("/projects/gearsim/", 40), ("/organisations/lizhou/", 25), (f"/runs/{published.short}/", 15), ("/runs/", 10)):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
    lin = signed_in(developer(Person.objects.get(id="citizen-01")))
    with django_assert_max_num_queries(50):
        assert lin.get("/me/work/").status_code == 200


def test_a_job_under_way_is_seen_live_and_without_javascript(runs: Carry, signed_in: SignIn) -> None:
    runs()
    clerk = signed_in(grant(person("经办"), Role.OFFICE_CLERK))
    page = clerk.get(f"/runs/jobs/{_job()}/")
    assert "齿轮仿真" in page.content.decode()
    part = clerk.get(f"/runs/jobs/{_job()}/", headers={"HX-Request": "true"})
    assert part.status_code == 286
    assert "<html" not in part.content.decode()


def _job() -> int:
    from portal.evidence.models import Job  # noqa: PLC0415

    return Job.objects.get().pk


def test_lines_nobody_could_read_are_unknown_and_never_zero(published: Run, client: Client) -> None:
    page = client.get("/projects/seamount/").content.decode()
    assert "计入的行数未知，不是零" in page
    assert "共增加 0 行" not in page
    door = client.get(f"/runs/{published.short}/metrics/credited_lines/?record=seamount").content.decode()
    assert "未知" in door.split("这个数是什么")[0]
    assert repository_values(published, ["credited_lines", "merged_changes"])["seamount"] == {
        "credited_lines": None,
        "merged_changes": 2_000_000,
    }
    assert project_values(published, ["contributor_absence_factor", "first_time_contributors"])["newborn"] == {
        "contributor_absence_factor": None,
        "first_time_contributors": 0,
    }


def test_an_employer_reads_no_commits_that_were_made_for_others(published: Run, signed_in: SignIn) -> None:
    shen = Person.objects.get(id="citizen-02")
    lizhou = shen.employments.get(organisation_id="lizhou").organisation
    admin = signed_in(grant(person("管理员"), Role.ORG_ADMIN, organisation=lizhou))
    Consent.objects.create(person=shen, purpose=Purpose.EMPLOYER_VIEW)
    door = f"/runs/{published.short}/metrics/merged_changes/?person=citizen-02"
    assert "只对本人开放" in admin.get(door).content.decode()
    assert "只对本人开放" in admin.get(f"{door}&organisation=chenggang").content.decode()
    assert "只对本人开放" not in admin.get(f"{door}&organisation=lizhou").content.decode()
    wanted = [admin.get(f"/projects/gearsim/commits/?person=citizen-02{more}").context["wanted"] for more in ("", "&organisation=lizhou")]
    assert [one.person for one in wanted] == ["", "citizen-02"]


def test_ones_own_repository_opens_nothing_of_another_project_before_it_is_published(runs: Carry, signed_in: SignIn) -> None:
    run, li = runs(), person("李")
    own = Record.objects.filter(repositories__isnull=False).exclude(id="gearsim").first()
    assert own is not None
    Record.objects.filter(pk=own.pk).update(person=li)
    repository = own.repositories.first()
    assert repository is not None
    door = f"/runs/{run.short}/metrics/merged_changes/"
    browser = signed_in(developer(li))
    assert browser.get(f"{door}?repository={repository.pk}").status_code == 200
    assert browser.get(f"{door}?repository={repository.pk}&record=gearsim").status_code == 404


def test_a_number_of_a_project_that_is_not_public_tells_nothing_of_it(published: Run, client: Client) -> None:
    door = f"/runs/{published.short}/metrics/merged_changes/?record=gearsim"
    assert client.get(door).status_code == 200
    Record.objects.filter(id="gearsim").update(state=State.REMOVED)
    assert client.get(door).status_code == 404


def test_a_draft_is_not_shown_to_officers_as_a_project(published: Run, signed_in: SignIn) -> None:
    li = person("李")
    Record.objects.filter(id="gearsim").update(state=State.DRAFT, person=li)
    assert signed_in(grant(person("经办"), Role.OFFICE_CLERK)).get("/projects/gearsim/").status_code == 404
    assert signed_in(developer(li)).get("/projects/gearsim/").status_code == 200


def test_a_page_opened_without_the_name_shows_stars_before_the_first_run_too(city: Office, client: Client) -> None:
    lin = Person.objects.get(id="citizen-01")
    lin.consents.all().delete()
    Consent.objects.create(person=lin, purpose=Purpose.PUBLIC_PROFILE)
    page = client.get("/people/citizen-01/").content.decode()
    assert "林知远" not in page
    assert "林**" in page


def test_a_published_run_says_nothing_of_an_unpublished_one_before_it(runs: Carry, home: Path, client: Client, signed_in: SignIn) -> None:
    run = runs()
    Run.objects.filter(pk=run.pk).update(state=RunState.PUBLISHED, published_at=timezone.now())
    shutil.copytree(home / "runs" / run.run_id, home / "runs" / f"abcdef{run.run_id[6:]}")
    run.pk, run.run_id, run.loaded_at = None, "abcdef" + run.run_id[6:], run.loaded_at - timedelta(days=1)
    run.save()
    published = Run.objects.get(state=RunState.PUBLISHED)
    assert client.get(f"/runs/{published.short}/").context["before"] is None
    assert signed_in(grant(person("经办"), Role.OFFICE_CLERK)).get(f"/runs/{published.short}/").context["before"] == run


def test_where_files_lie_on_our_machine_is_told_to_nobody(published: Run, home: Path, client: Client) -> None:
    shutil.rmtree(home / "runs")
    answer = client.get(f"/runs/{published.short}/bundle.zip")
    assert answer.status_code == 503
    assert str(home) not in answer.content.decode()
