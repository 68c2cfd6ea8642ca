"""Does a corrected declaration change exactly the contested rows, and does taking it back restore everything?"""

import json
from pathlib import Path

import pyarrow.compute as pc
import pytest

from tests.stories.office import Office, award, example_office, new_office, subjects_of_commits, whole_city
from xingtu.comparison import Comparison, compare
from xingtu.store.ledger import Ledger, Run

SECOND_HOME_OF_SHEN = '    { address = "shen.ruochuan@mail.example" },\n|'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office of its own, on the facts of the example."""
    home = tmp_path_factory.mktemp("home")
    mine = new_office(home, example_office().city_file)
    (home / "facts").symlink_to(example_office().home / "facts")
    return mine


@pytest.fixture(scope="module")
def before(office: Office) -> Run:
    return office.rank()


@pytest.fixture(scope="module")
def after(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Shen no longer claims the private mailbox."""
    return office.with_city(tmp_path_factory.mktemp("edited"), shen=SECOND_HOME_OF_SHEN).rank()


@pytest.fixture(scope="module")
def change(before: Run, after: Run) -> Comparison:
    return compare(before, after)


def from_home() -> set[tuple[str, str]]:
    """Shen's commits from the private mailbox, as plain git lists them."""
    found = set()
    for repository in {entry.id for entry in award().manifest.repositories if entry.tip}:
        listed = example_office().git(repository, "log", "--no-merges", "--format=%H", "--author=shen.ruochuan@mail.example", "HEAD")
        found |= {(repository, commit) for commit in listed.split()}
    return found


def test_exactly_the_contested_commits_change(change: Comparison) -> None:
    contested = {(row.repository, row.commit) for row in change.contested}
    assert contested
    assert contested == from_home()


def test_exactly_the_contested_rows_of_the_verdicts_change(change: Comparison, before: Run, after: Run) -> None:
    moved = {(row.track, row.subject) for row in change.moved}
    shen = next(row for row in change.moved if row.subject == "citizen-02")
    assert shen.before is not None
    assert shen.after is not None
    assert shen.before.value == "21"
    inside = {key for key in from_home() if subjects_of_commits()[key]}
    assert int(shen.after.value) == 21 - _counted(before, inside)
    unchanged = {
        (row["track"], row["subject"]) for row in before.tables["verdicts"].to_pylist() if row["subject"] in {"citizen-01", "citizen-09"}
    }
    assert not moved & {key for key in unchanged if _row(before, key) == _row(after, key)}


def _counted(run: Run, commits: set[tuple[str, str]]) -> int:
    return sum(
        (row["repository"], row["commit"]) in commits and row["counted"] and row["period"] == "inside"
        for row in run.tables["changes"].to_pylist()
    )


def _row(run: Run, key: tuple[str, str]) -> list[object]:
    verdicts = run.tables["verdicts"]
    rows = verdicts.filter(pc.and_(pc.equal(verdicts["track"], key[0]), pc.equal(verdicts["subject"], key[1]))).to_pylist()
    return [(row["place"], row["value"], row["outcome"], row["amount_fen"]) for row in rows]


def test_everybody_whose_standing_is_the_same_is_left_out(change: Comparison, before: Run, after: Run) -> None:
    said = {(row.track, row.subject) for row in change.moved}
    shown = {(row["track"], row["subject"]) for row in before.tables["verdicts"].to_pylist() if not row["subject"].startswith("p-")}
    assert said & shown == {key for key in shown if _row(before, key) != _row(after, key)}


def test_the_new_person_stands_in_the_list_and_nobody_else_is_new(change: Comparison) -> None:
    new = [row for row in change.moved if row.before is None]
    assert [row.after.name for row in new if row.after] == ["沈若川"]
    assert [row for row in change.moved if row.after is None] == []


def test_the_comparison_names_the_declaration_that_changed_and_no_other_input(change: Comparison) -> None:
    assert change.inputs == (("declared same person:citizen-02", "3 × address", "2 × address"),)


def test_seen_from_the_other_side_nobody_disappears_silently(before: Run, after: Run, change: Comparison) -> None:
    back = compare(after, before)
    assert len(back.moved) == len(change.moved)
    assert {(row.repository, row.commit) for row in back.contested} == from_home()
    (gone,) = (row for row in back.moved if row.after is None)
    assert gone.before is not None
    shen = next(row for row in back.moved if row.subject == "citizen-02")
    assert shen.after is not None
    assert shen.after.value == "21"


def test_the_old_run_stays_byte_by_byte_and_undoing_gives_its_id_again(office: Office, before: Run, after: Run) -> None:
    folder = Ledger(office.home).path(before.run_id)
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after.run_id != before.run_id
    undone = office.rank()
    assert undone.run_id == before.run_id
    assert undone.digests == before.digests
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files
    assert sorted(Ledger(office.home).run_ids()) == sorted({before.run_id, after.run_id})


def test_a_run_differs_in_nothing_from_itself(before: Run) -> None:
    same = compare(before, before)
    assert same.same
    assert list(same.lines()) == ["两次运行没有差别 no difference"]


def test_another_salt_alone_is_no_difference(before: Run, tmp_path: Path) -> None:
    office = new_office(tmp_path, example_office().city_file)
    (tmp_path / "city.key").write_bytes(b"another key")
    (tmp_path / "facts").symlink_to(example_office().home / "facts")
    other = office.rank()
    assert other.run_id != before.run_id
    assert compare(before, other).same


def test_another_programme_and_more_repositories_are_named(before: Run) -> None:
    named = {name for name, _, _ in compare(before, whole_city()).inputs}
    assert {"programme", "repository starmap", "repository seamount"} <= named


def test_the_lines_for_people_and_the_json_for_programs_say_the_same(change: Comparison) -> None:
    lines = "\n".join(change.lines())
    for row in change.contested:
        assert f"{row.repository}@{row.commit[:12]}" in lines
    written = json.loads(json.dumps(change.to_json(), ensure_ascii=False))
    assert written["same"] is False
    assert len(written["contested"]) == len(change.contested)
