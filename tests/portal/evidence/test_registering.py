from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from portal.accounts.roles import Role
from portal.accounts.throttle import RATES
from portal.errors import Invalid
from portal.evidence.models import Intake, IntakeState, Job, JobState
from portal.evidence.prefill import prefill
from portal.evidence.services.intake import intake_begin, intake_draft, intake_prove_by_host
from portal.evidence.services.intake_reading import intake_read
from portal.register.models import HostAccount, Ownership, Project, Record, Repository, State
from portal.register.services.moves import record_register
from tests.portal.city import developer, grant, person
from tests.stories.office import Office
from xingtu.collect.git import open_git_directory, resolve_commit
from xingtu.collect.mirror import Mirrors
from xingtu.collect.source import Source
from xingtu.errors import RepositoryGone

SignIn = Callable[..., Client]
README = (
    "# 天琴 tianqin\n\n![标志](logo.png)\n\n天琴是一个引力波数据的**有限元**仿真求解器。支持多种网格。\n"
    "联系 li@tianqin.example\n\n## 安装\n"
)
LICENCE = "                    木兰宽松许可证, 第2版\n\n2020年1月 http://license.coscl.org.cn/MulanPSL2\n"


class Host:
    """An invented host whose repository its owner may still change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tianqin-lab/tianqin"
        self.folder.mkdir(parents=True)
        _git(self.folder, "init", "--quiet", "-b", "main")
        self.put({"README.md": README, "LICENSE": LICENCE, "src/mesh.py": "x = 1\n", "src/solve.rs": "fn main() {}\n"})
        _git(self.folder, "tag", "v0.3.0")

    def put(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, "utf-8")
        _git(self.folder, "add", "-A")
        _git(self.folder, "commit", "--quiet", "-m", "change")


def _git(folder: Path, *arguments: str) -> None:
    import os  # noqa: PLC0415
    import subprocess  # noqa: PLC0415

    who = {f"GIT_{part}_{name}": value for part in ("AUTHOR", "COMMITTER") for name, value in (("NAME", "li"), ("EMAIL", "li@x.example"))}
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, **who}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=environment, capture_output=True)


@pytest.fixture
def host(db: None, home: Path, tmp_path: Path) -> Host:
    (home / "hosts.toml").write_text(f'"git.lyra.example" = "{tmp_path / "lyra"}"\n', "utf-8")
    return Host(tmp_path / "lyra")


URL = "https://git.lyra.example/tianqin-lab/tianqin"
COMPLETE = {
    "name": "天琴",
    "summary": "求解器",
    "fields": ["industrial"],
    "licence": "MulanPSL-2.0",
    "district": "yinhan",
    "description": "引力波数据的有限元仿真求解器。",
}


def read(url: str, by: object) -> Intake:
    intake = intake_begin(url=url, by=by)  # type: ignore[arg-type]
    intake_read(intake=intake)
    intake.refresh_from_db()
    return intake


def test_a_repository_says_much_of_what_a_registration_asks(host: Host) -> None:
    git_directory = open_git_directory(host.folder)
    found = {one.field: (one.value, one.confidence) for one in prefill(git_directory, resolve_commit(git_directory, "HEAD"), "tianqin")[0]}
    assert found["name"] == ("天琴 tianqin", 3)
    assert found["summary"] == ("天琴是一个引力波数据的有限元仿真求解器。", 3)
    assert found["licence"] == ("MulanPSL-2.0", 3)
    assert found["languages"] == (["Python", "Rust"], 4)
    assert found["development_status"] == ("beta", 3)
    assert found["fields"] == (["industrial"], 2)
    assert "@" not in str(found)


def test_what_publiccode_states_stands_above_what_was_guessed(host: Host) -> None:
    host.put({"publiccode.yml": 'publiccodeYmlVersion: "0.4"\nname: 天琴\ndevelopmentStatus: stable\nlegal:\n  license: Apache-2.0\n'})
    git_directory = open_git_directory(host.folder)
    found = {one.field: (one.value, one.confidence) for one in prefill(git_directory, resolve_commit(git_directory, "HEAD"), "tianqin")[0]}
    assert (found["name"], found["licence"], found["development_status"]) == (("天琴", 5), ("Apache-2.0", 5), ("stable", 5))


def test_any_form_of_the_address_is_the_same_repository(host: Host) -> None:
    li = developer(person("李"))
    first = intake_begin(url=URL, by=li)
    assert intake_begin(url="git@git.lyra.example:tianqin-lab/tianqin.git", by=li) == first


def test_an_inner_address_is_refused(db: None) -> None:
    for url in ("https://10.0.0.8/a/b", "https://localhost/a/b", "file:///etc/passwd", "https://gitee.com"):
        with pytest.raises(Invalid):
            intake_begin(url=url, by=developer(person("李")))


def test_a_registered_repository_is_not_registered_again(city: Office) -> None:
    with pytest.raises(Invalid, match="gearsim"):
        intake_begin(url="https://git.xinghe.example/lizhou/gearsim.git", by=developer(person("李")))


def test_a_project_is_registered_from_its_address_and_proven_by_a_file(
    host: Host, signed_in: SignIn, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    li = developer(person("李"))
    browser = signed_in(li)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/me/records/from-url/", {"url": URL})
    page = browser.get(answer["Location"]).content.decode()
    assert "推测，把握 3/5" in page
    assert "实测，把握 4/5" in page
    intake = Intake.objects.get()
    host.put({".xingtu-verify": intake.challenge})
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/me/records/from-url/{intake.pk}/again/")
    assert "归属已核实" in browser.get(answer["Location"]).content.decode()
    sent = browser.post(
        answer["Location"],
        {"name": "天琴", "summary": "仿真求解器", "fields_": ["industrial"], "licence": "MulanPSL-2.0", "languages": "Python、Rust"},
    )
    assert sent.status_code == 302
    project = Project.objects.get()
    assert (project.name, project.fields, project.languages, project.person_id) == ("天琴", ["industrial"], ["Python", "Rust"], li.actor_id)
    repository = Repository.objects.get()
    assert (repository.record_id, repository.ownership) == (project.pk, Ownership.FILE)


def test_the_challenge_of_somebody_else_proves_nothing(host: Host) -> None:
    li, wu = developer(person("李")), developer(person("吴"))
    mine = intake_begin(url=URL, by=li)
    host.put({".xingtu-verify": mine.challenge})
    assert read(URL, wu).proven == ""
    assert read(URL, li).proven == Ownership.FILE


def test_the_account_of_the_owner_proves_ownership(host: Host, signed_in: SignIn) -> None:
    li = developer(person("李"))
    intake = read(URL, li)
    HostAccount.objects.create(person=li.person, host="git.lyra.example", login="somebody", proof="host_sign_in")
    signed_in(li).post(f"/me/records/from-url/{intake.pk}/host/")
    intake.refresh_from_db()
    assert intake.proven == ""
    HostAccount.objects.create(person=li.person, host="git.lyra.example", login="Tianqin-Lab", proof="host_sign_in")
    signed_in(li).post(f"/me/records/from-url/{intake.pk}/host/")
    intake.refresh_from_db()
    assert intake.proven == Ownership.HOST


def test_what_cannot_be_fetched_says_why(host: Host) -> None:
    intake = read("https://git.lyra.example/tianqin-lab/nothing", developer(person("李")))
    assert intake.state == IntakeState.FAILED
    assert "请" in intake.problem


def test_somebody_elses_reading_is_not_there(host: Host, signed_in: SignIn) -> None:
    intake = read(URL, developer(person("李")))
    stranger = signed_in(developer(person("吴")))
    assert stranger.get(f"/me/records/from-url/{intake.pk}/").status_code == 404
    assert stranger.post(f"/me/records/from-url/{intake.pk}/again/").status_code == 404
    assert Role.DEVELOPER


def test_a_fork_is_recognised_by_its_first_commit(city: Office, home: Path) -> None:
    Repository.objects.filter(id="gearsim-fork").delete()
    intake = read("https://hub.yunfan.example/han-yuan/gearsim", developer(person("韩")))
    assert intake.kin == "gearsim"


def test_a_project_that_is_registered_gets_its_evidence(
    host: Host, city: Office, home: Path, signed_in: SignIn, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    (home / "hosts.toml").write_text(
        (home / "hosts.toml").read_text("utf-8") + f'"git.lyra.example" = "{host.folder.parents[1]}"\n', "utf-8"
    )
    (home / "facts").unlink()
    (home / "facts").mkdir()
    li = developer(person("李"))
    read(URL, li)
    record = intake_draft(intake=Intake.objects.get(), values=COMPLETE, by=li)
    assert record.state == "draft"
    Record.objects.filter(pk=record.pk).update(state=State.SUBMITTED)
    with django_capture_on_commit_callbacks(execute=True):
        record_register(record=record, version=record.version, by=grant(person("经办"), Role.OFFICE_CLERK))
    job = Job.objects.get()
    assert (job.state, job.only) == (JobState.DONE, ["tianqin"])
    assert job.run is not None
    assert job.run.repositories.get(repository="tianqin").completeness == 1_000_000
    assert job.run.published_at is None


def test_the_name_of_a_group_within_a_namespace_proves_nothing(host: Host) -> None:
    li = developer(person("李"))
    HostAccount.objects.create(person=li.person, host="gitlab", login="tools", proof="host_sign_in")
    for url in ("https://gitlab.com/bigcorp/tools/press", "https://gitlab.example.cn/tools/press"):
        intake = Intake.objects.create(person=li.person, url=url, repository="press", challenge="xingtu-1")
        assert not intake_prove_by_host(intake=intake, by=li), url
    intake = Intake.objects.create(person=li.person, url="https://gitlab.com/tools/press.git", repository="press", challenge="xingtu-1")
    assert intake_prove_by_host(intake=intake, by=li)


def test_two_addresses_that_wish_for_the_same_id_never_share_a_clone(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def located(_mirrors: Mirrors, source: Source) -> Path:
        asked.append(source.repository)
        raise RepositoryGone("gone")

    monkeypatch.setattr(Mirrors, "locate", located)
    for owner in ("li", "wu"):
        url = f"https://gitee.com/{owner}/press.git"
        intake_read(intake=Intake.objects.create(person=person(owner), url=url, repository="press", challenge="xingtu-1"))
    assert len(set(asked)) == 2


def test_a_readme_of_one_endless_line_is_read_in_no_time(host: Host) -> None:
    host.put({"README.md": "# 天琴\n\n" + "![" * 400_000 + "\n" + "a" * 400_000})
    git_directory = open_git_directory(host.folder)
    found = {one.field: one.value for one in prefill(git_directory, resolve_commit(git_directory, "HEAD"), "tianqin")[0]}
    assert found["name"] == "天琴"


def test_nobody_keeps_the_worker_fetching_for_ever(host: Host, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RATES, "intake", "3/h/user")
    li = developer(person("李"))
    intake, browser = read(URL, li), signed_in(li)
    answers = [browser.post(f"/me/records/from-url/{intake.pk}/again/").status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]
