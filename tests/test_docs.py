"""Do the pages of docs/ name everything there is, and is what they show true?"""

import io
import json
import re
import shlex
import shutil
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from city.build import build
from portal.settings import Environment
from xingtu import catalogue
from xingtu.cli.application import VERBS as FILE_OF_VERB
from xingtu.cli.application import application
from xingtu.facts.column import Column
from xingtu.settings import CHECKOUT, Settings, settings
from xingtu.store.ledger import Ledger
from xingtu.store.ledger import Run as FrozenRun

DOCS = CHECKOUT / "docs"
README = CHECKOUT / "README.md"
PAGES = sorted([*CHECKOUT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\((?P<path>[^)#\s]*)(?:#(?P<anchor>[^)]*))?\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n\$ (?P<command>xingtu .*)\n(?P<answer>(?:(?!```).*\n)+)```", re.MULTILINE)
EXAMPLE = re.compile(r"^例 Example:\s+(?P<command>.+)$", re.MULTILINE)
STATUS = {"audit": {0, 1, 3}}
"""An audit's answer is its status: passed, failed, too little is known."""
ADVISORY = {
    "id": "XH-1",
    "modified": "2026-02-03T08:00:00Z",
    "affected": [{"package": {"ecosystem": "PyPI", "name": "xinghe-starbolt"}, "versions": ["1.9"]}],
}
app = application()
VERBS = get_command(app).commands  # type: ignore[attr-defined] # the application is a group of verbs

Run = Callable[[str], str]


def headings(page: str) -> set[str]:
    return set(re.findall(r"^## (\S+)$", (DOCS / page).read_text("utf-8"), re.MULTILINE))


def anchors(page: Path) -> set[str]:
    """As hosts make them of headings."""
    texts = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w-]", "", text.strip().lower().replace(" ", "-")) for text in texts}


@pytest.mark.parametrize(
    ("page", "things"),
    [
        (
            "settings.md",
            {f"XINGTU_{field.name.upper()}" for field in fields(Settings)}
            | {f"PORTAL_{field.name.upper()}" for field in fields(Environment)}
            | {"DATABASE_URL"},
        ),
        ("cli.md", set(VERBS)),
        ("metrics.md", set(catalogue.metrics())),
        ("rules.md", set(catalogue.rules())),
        ("detectors.md", set(catalogue.detectors())),
        ("programmes.md", set(catalogue.programmes(CHECKOUT / "policy"))),
        ("tables.md", set(catalogue.tables())),
    ],
)
def test_everything_there_is_has_a_heading_and_nothing_else_has(page: str, things: set[str]) -> None:
    assert headings(page) == things


def test_the_readme_names_the_two_commands_and_make_has_them() -> None:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    for verb in ("run", "test"):
        assert f"$ make {verb} " in README.read_text("utf-8")
        assert re.search(rf"^{verb}:.* ## ", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.finditer(CODE.sub("", page.read_text("utf-8"))):
        path, anchor = link["path"], link["anchor"]
        if path.startswith(("https://", "http://")):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {path}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {path}#{anchor}"


def test_every_record_of_a_decision_is_listed_and_has_its_four_parts() -> None:
    listed = (DOCS / "adr" / "README.md").read_text("utf-8")
    for record in sorted((DOCS / "adr").glob("0*.md")):
        assert f"({record.name})" in listed
        parts = re.findall(r"^## (.+)$", record.read_text("utf-8"), re.MULTILINE)
        assert parts == ["Situation", "Choice", "What we gave up", "How we would notice it was wrong"], record.name


def test_files_that_the_pages_name_are_there() -> None:
    for page in (README, CHECKOUT / "CONTRIBUTING.md", DOCS / "tour.md", *sorted((DOCS / "adr").glob("0*.md"))):
        for named in re.findall(r"`((?:src|tests|examples|policy|docs)/[\w./-]+\.(?:py|toml|md))`", page.read_text("utf-8")):
            assert (CHECKOUT / named).exists(), f"{page.name}: {named}"


def test_answers_in_the_readme_are_those_of_the_tour() -> None:
    tour = " ".join((DOCS / "tour.md").read_text("utf-8").split())
    shown = [match for match in CONSOLE.finditer(README.read_text("utf-8")) if "--lang en" not in match["command"]]
    assert shown
    for match in shown:
        assert f"$ {match['command']}" in tour
        for line in match["answer"].splitlines():
            assert " ".join(line.split()) in tour, line


def test_the_english_answer_in_the_readme_is_what_is_said(city: Path, run: Run) -> None:
    (shown,) = [match for match in CONSOLE.finditer(README.read_text("utf-8")) if "--lang en" in match["command"]]
    assert run(shown["command"].removeprefix("xingtu ").replace(".demo/city", str(city.parent))).startswith(shown["answer"])


def test_no_private_column_is_in_a_table_of_a_run(city: Path, run: Run) -> None:
    run(f"rank contribution-award-2025 --city {city}")
    rows = catalogue.tables()
    for name in saved_run(city).tables:
        if name in rows:
            hints = get_type_hints(rows[name], include_extras=True)
            columns = [part for hint in hints.values() for part in hint.__metadata__ if isinstance(part, Column)]
            assert not any(column.private for column in columns), name


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example city, scanned once, with the demonstration key, as ``make run`` leaves it."""
    folder = tmp_path_factory.mktemp("docs")
    home = folder / "home"
    home.mkdir()
    (home / "city.key").write_text("demonstration only", "ascii")
    return build(folder / "city")


@pytest.fixture
def run(city: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a verb in the city's folder and gives what it printed."""
    monkeypatch.setenv("XINGTU_HOME", str(city.parent.parent / "home"))
    monkeypatch.setenv("XINGTU_WORKERS", "1")
    monkeypatch.delenv("XINGTU_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(city.parent)
    settings.cache_clear()

    def said(command: str) -> str:
        result = CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)
        assert result.exit_code in STATUS.get(command.partition(" ")[0], {0}), f"{command}\n{result.output}"
        return result.stdout

    if not Ledger(city.parent.parent / "home").run_ids():
        said(f"scan --city {city}")
        said("rank contribution-award-2025")
        said(f"report {run_of(city)} --out bundle")
        shutil.copy(city.parent / "bundle" / "bundle.zip", city.parent / "bundle.zip")
        (city.parent / "osv").mkdir()
        (city.parent / "osv" / "XH-1.json").write_text(json.dumps(ADVISORY), "utf-8")
        said("advisories import osv --source xinghe")
        (city.parent / "purls.txt").write_text("pkg:pypi/xinghe-starbolt@1.9\n", "ascii")
    yield said
    settings.cache_clear()


def run_of(city: Path) -> str:
    return Ledger(city.parent.parent / "home").run_ids()[0]


def saved_run(city: Path) -> FrozenRun:
    return Ledger(city.parent.parent / "home").load(run_of(city))


def as_here(command: str, city: Path) -> str:
    """An example of a help text with its placeholders filled in: ids of runs, clones, and a checkout that may be written to."""
    hosts = city.parent / "hosts"
    command = re.sub(r"\b[0-9a-f]{12}\b", run_of(city), command)
    command = command.replace("~/clones", str(hosts))
    command = command.replace(" ../another", f" {hosts / 'git.xinghe.example' / 'chenggang' / 'sealbox.git'}")
    command = re.sub(r" \.(?= |$)", f" {hosts / 'git.xinghe.example' / 'lizhou' / 'gearsim.git'}", command)
    return command + (f" --into {city.parent / 'checkout'}" if " new " in command else "")


@pytest.mark.parametrize("verb", FILE_OF_VERB)  # the portal's own verbs are run in tests/portal/commands
def test_the_example_of_a_verbs_help_works(verb: str, city: Path, run: Run) -> None:
    example = EXAMPLE.search(VERBS[verb].help)
    assert example, f"xingtu {verb} --help: 没有例子"
    program, *words = shlex.split(as_here(example["command"], city))
    assert (program, words[0]) == ("xingtu", verb)
    assert run(shlex.join(words))


def test_the_query_shown_to_citizens_gives_the_published_numbers(city: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    query = re.search(r"^```sql\n(.+?)^```", (DOCS / "replay.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert query
    with zipfile.ZipFile(city.parent / "bundle.zip") as bundle:
        bundle.extractall(city.parent / "opened")
    monkeypatch.chdir(city.parent / "opened")
    counted = {person: round(number) for person, number in duckdb.execute(query[1]).fetchall()}
    placed = [row for row in saved_run(city).tables["verdicts"].to_pylist() if row["track"] == "people" and row["place"]]
    assert placed
    assert {row["subject"]: row["value"] // 1_000_000 for row in placed}.items() <= counted.items()
    assert run("doctor")


def test_no_mailbox_of_the_city_is_in_what_is_published(city: Path, run: Run) -> None:
    assert run("explain " + run_of(city))
    declared = tomllib.loads(city.read_text("utf-8"))
    mailboxes = {identity["address"] for person in declared["person"] for identity in person["identities"]}
    mailboxes |= set(re.findall(r"[\w.+-]+@[\w.-]+\w", (city.parent / "aliases").read_text("utf-8")))
    assert len(mailboxes) > 10
    with zipfile.ZipFile(city.parent / "bundle.zip") as bundle:
        published = {name: as_text(name, bundle.read(name)) for name in bundle.namelist()}
    folder = city.parent / "bundle"
    published |= {
        str(path): as_text(path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file() and path.suffix != ".zip"
    }
    assert sum("林知远" in text for text in published.values()) > 5, "the files were not read"
    for name, text in published.items():
        assert not [mailbox for mailbox in mailboxes if mailbox in text.lower()], name


def as_text(name: str, content: bytes) -> str:
    if name.endswith(".parquet"):
        return str(pq.read_table(io.BytesIO(content)).to_pylist())
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(part).decode() for part in book.namelist())
    return content.decode()


def test_every_verb_is_loaded_from_the_file_the_command_line_names() -> None:
    assert set(FILE_OF_VERB) < set(VERBS), "the portal's verbs are loaded from its entry point"
    for verb in FILE_OF_VERB:
        assert verb in get_command(application([verb])).commands  # type: ignore[attr-defined] # the application is a group of verbs
