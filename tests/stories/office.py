"""An office of the example city, as the stories find it: clones on disk, a home, and the verbs it uses, in this process."""

import atexit
import contextlib
import functools
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

from city import build, people
from city.declarations import REPOSITORIES
from xingtu import city, cli
from xingtu.collect.mirror import Mirrors
from xingtu.collect.scan import scan_all
from xingtu.dossier import Dossier
from xingtu.policy.crediting import parse_crediting
from xingtu.resolve.declarations import Declarations, read_city
from xingtu.run import Evidence, city_key, rank, rules_on_disk
from xingtu.settings import settings
from xingtu.store.lake import Lake
from xingtu.store.ledger import Ledger, Run

CHECKOUT = Path(__file__).parents[2]
POLICY = CHECKOUT / "policy"
AWARD = POLICY / "programmes" / "contribution-award-2025.toml"
OBSERVATION = POLICY / "programmes" / "city-evidence-2025.toml"
KEY = b"a key of the example city"
FOLDER_OF = {one.id: f"hosts/{one.host}/{one.path}.git" for one in REPOSITORIES}

RANGES = """
[programme]
id = "{id}"
version = 1
name = "版本之间"
name_en = "Between releases"
basis = "示例"
money = {money}
incomplete = "{incomplete}"

[repositories]
libraries = {libraries}

[window]
{window}

[[track]]
id = "people"
name = "个人"
name_en = "People"
subject = "person"
metric = "merged_changes"
show = ["credited_lines"]
places = 3
minimum = 1
ties = "shared"
shared_places = "split"
verified = true
source = "示例"

[[step]]
id = "published"
shown = "已公布"
shown_en = "Published"
staff = "已公布"
actor = "office"
moves = []
"""
"""A programme without money, to be filled in."""


@dataclass(frozen=True, slots=True)
class Office:
    """A home folder, the city it serves and the policy it goes by."""

    home: Path
    city_file: Path
    policy: Path = POLICY

    def scan(self, *, workers: int = 1) -> None:
        crediting = parse_crediting((self.policy / "crediting.toml").read_text("utf-8"), file_name="policy/crediting.toml")
        sources = city.sources(self.declarations, Mirrors(self.home / "mirrors"), production=False)
        scan_all(Lake(self.home), sources, crediting, workers=workers)

    def rank(self, programme: Path = AWARD) -> Run:
        rules = rules_on_disk(programme, self.policy)
        facts, repositories = city.evidence(Lake(self.home), self.declarations, rules.programme, rules.crediting)
        run = rank(rules, Evidence(facts, repositories), self.declarations, city_key(self.home))
        Ledger(self.home).save(run)
        return run

    @property
    def declarations(self) -> Declarations:
        return read_city(self.city_file)

    def with_city(self, folder: Path, **changes: str) -> "Office":
        """The same office after somebody edited ``city.toml``: each value's ``old|new`` is exchanged once."""
        text = self.city_file.read_text("utf-8").replace('"hosts/', f'"{self.city_file.parent}/hosts/')
        for change in changes.values():
            old, new = change.split("|")
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("aliases", "email-map", "affiliations.csv"):
            (folder / name).write_bytes((self.city_file.parent / name).read_bytes())
        edited = folder / "city.toml"
        edited.write_text(text, "utf-8")
        return replace(self, city_file=edited)

    def git(self, repository: str, *arguments: str) -> str:
        return git(self.city_file.parent / FOLDER_OF[repository], *arguments)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command line answered."""

    code: int
    out: str
    err: str


def new_office(home: Path, city_file: Path) -> Office:
    """An office with the key all stories share."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "city.key").write_bytes(KEY)
    return Office(home, city_file)


def scratch(name: str) -> Path:
    """A folder that all tests of this process share and that goes with it."""
    folder = Path(tempfile.mkdtemp(prefix=f"xingtu-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def example_office() -> Office:
    """The example city, built and scanned once; stories may rank in it but change nothing there."""
    folder = scratch("stories")
    office = new_office(folder / "home", build.build(folder / "city"))
    office.scan()
    return office


@functools.cache
def award() -> Run:
    """The contribution award of 2025 in the example city."""
    return example_office().rank()


@functools.cache
def whole_city() -> Run:
    """The award whose scope takes in the damaged and the shallow clone."""
    office = example_office()
    return office.rank(office.city_file.parent / "programmes" / build.PROGRAMME)


@functools.cache
def observation() -> Run:
    """The standing observation of every registered repository."""
    return example_office().rank(OBSERVATION)


@functools.cache
def dossier() -> Dossier:
    """The award, looked up for its pages."""
    return Dossier(award())


@functools.cache
def subjects_of_commits() -> dict[tuple[str, str], str]:
    """(repository, commit) → the first line of its message, decoded by git."""
    office = example_office()
    found: dict[tuple[str, str], str] = {}
    for repository in FOLDER_OF:
        listed = office.git(repository, "log", "--all", "--format=%H %s") if repository != "newborn" else ""
        found |= {(repository, line[:40]): line[41:] for line in listed.splitlines()}
    return found


@functools.cache
def mailboxes() -> frozenset[str]:
    """Every mailbox of the example city: written in its clones, declared by its office, or corrected by a mailmap."""
    office = example_office()
    found = {author.email.decode() for author in people.AUTHORS.values()}
    for repository in set(FOLDER_OF) - {"newborn", "starmap", "seamount"}:
        found |= set(office.git(repository, "log", "--all", "--format=%ae%n%ce%n%aE%n%cE").split())
        found |= set(office.git(repository, "log", "--all", "--format=%(trailers:valueonly)").replace("<", " ").replace(">", " ").split())
    found = {text for text in found if "@" in text}
    return frozenset(found | {text.lower() for text in found})


def git(repository: Path, *arguments: str) -> str:
    """What git says, without anybody's configuration."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    command = ["git", f"--git-dir={repository}" if (repository / "HEAD").exists() else f"--git-dir={repository}/.git", *arguments]
    return subprocess.run(command, capture_output=True, check=True, env=environment).stdout.decode("utf-8", "replace")


def clone(source: Path, target: Path, *, bare: bool = True) -> None:
    """A stranger's clone with its tags, under any name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    kind = ["--mirror"] if bare else ["--no-hardlinks"]
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", "clone", "--quiet", *kind, f"file://{source}", str(target)], check=True, env=environment, capture_output=True)


def xingtu(*arguments: object, home: Path, **environment: str) -> Answer:
    """The command line as its entry point runs it, in this process, as if both streams were pipes."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    given = {"XINGTU_HOME": str(home), "XINGTU_WORKERS": "1", "XINGTU_LANG": "zh", **environment}
    with _as_if(given, [str(argument) for argument in arguments]), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    return Answer(code if isinstance(code, int) else int(code is not None), out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _as_if(environment: Mapping[str, str], arguments: Sequence[str]) -> Iterator[None]:
    settings.cache_clear()
    with mock.patch.dict(os.environ, environment), mock.patch("sys.argv", ["xingtu", *arguments]):
        try:
            yield
        finally:
            settings.cache_clear()
