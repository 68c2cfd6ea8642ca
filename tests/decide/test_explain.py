"""Does an explanation add up, to the line?"""

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from xingtu.decide.explain import CLASSES, Lines, explain
from xingtu.facts.authorship import WHOLE, Authorship
from xingtu.facts.changes import Change
from xingtu.facts.line_credit import COMMIT_CLASSES, FILE_CLASSES, LineCredit
from xingtu.facts.people import Person
from xingtu.store.schema import arrow_table

LANDED = datetime(2025, 3, 1, tzinfo=UTC)
LI = Person("p-li", "李星", "person", "", 1, (), "certain")


def change(commit: str, position: int = 0, **more: object) -> Change:
    made = Change(
        repository="tianqi", commit=commit, landed_at=LANDED, position=position, period="inside", counted=True, taken_by=None, reason=None,
        bulk=False, self_merged=None, measured=True,
    )  # fmt: skip
    made = replace(made, **more)  # type: ignore[arg-type]
    return replace(made, counted=made.counted and made.taken_by is None)


def file(commit: str, added: int, *, number: int = 0, taken_by: str | None = None, whitespace: int = 0, moved: int = 0) -> LineCredit:
    free = taken_by is None
    credited = added - whitespace - moved if free else 0
    return LineCredit("tianqi", commit, number, "src", taken_by, None, added, 0, whitespace, 0, moved, 0, credited, 0)


def share(commit: str, part: int = WHOLE, person: str = "p-li", organisation: str = "xingqiao") -> Authorship:
    return Authorship("tianqi", commit, person, organisation, part, "author", "person", False, None)  # noqa: FBT003 -- a row


def tables(changes: list[Change], files: list[LineCredit], shares: list[Authorship]) -> dict[str, pa.Table]:
    return {
        "changes": arrow_table(Change, changes),
        "line_credit": arrow_table(LineCredit, files),
        "authorship": arrow_table(Authorship, shares),
        "people": arrow_table(Person, [LI]),
    }


def test_every_change_is_counted_or_told_why_not() -> None:
    given_changes = [
        change("c1", 1),
        change("c2", 2, taken_by="duplicate", reason="tianqi@c1"),
        change("c3", 3, taken_by="revert", reason="reverted by tianqi@c9"),
        change("c4", 4, period="before"),
        change("c5", 5, taken_by="import", reason="second-root"),
    ]
    files = [file("c1", 10, whitespace=2, moved=3), file("c2", 10, taken_by="duplicate"), file("c3", 4, taken_by="revert"), file("c4", 7)]
    told = explain("p-li", tables(given_changes, files, [share(each.commit) for each in given_changes]))
    assert told.name == "李星"
    (tianqi,) = told.repositories
    assert [each.commit for each in tianqi.counted] == ["c1"]
    said = {group.changes[0].commit: group.sentences_of(group.changes[0]) for group in tianqi.not_counted}
    assert said["c2"] == ("与 tianqi@c1 是同一改动，已在那里计过一次。", "The same change as tianqi@c1, counted once there.")
    assert said["c3"][0] == "后来被 tianqi@c9 撤回，改动未保留。"
    assert said["c4"][0] == "合入日不在统计期内，本期不计。"
    assert said["c5"][0].startswith("随另一个仓库的历史整体带入")
    assert tianqi.lines_by_class == {
        "duplicate": Lines(10 * WHOLE),
        "revert": Lines(4 * WHOLE),
        "whitespace": Lines(2 * WHOLE),
        "moved": Lines(3 * WHOLE),
        "credited": Lines(5 * WHOLE),
    }
    assert tianqi.gross == Lines(24 * WHOLE)


def test_what_was_not_read_is_unknown_and_not_zero() -> None:
    told = explain("p-li", tables([change("c1", measured=False)], [], [share("c1")]))
    (counted,) = told.repositories[0].counted
    assert (counted.gross, counted.credited, told.repositories[0].unmeasured) == (None, None, 1)


def test_a_share_is_a_part_of_the_lines_and_of_the_change() -> None:
    shares = [share("c1", 600_000), share("c1", 400_000, person="p-wu")]
    told = explain("p-li", tables([change("c1")], [file("c1", 10)], shares))
    assert (told.gross, told.credited, told.counted_share) == (Lines(6_000_000), Lines(6_000_000), 600_000)
    assert told.repositories[0].counted[0].gross == Lines(10)


def test_an_organisation_reads_the_sum_of_its_people() -> None:
    shares = [share("c1", 600_000), share("c1", 400_000, person="p-wu")]
    assert explain("xingqiao", tables([change("c1")], [file("c1", 10)], shares)).gross == Lines(10 * WHOLE)


def test_who_has_no_commit_is_told_so_by_an_empty_explanation() -> None:
    assert explain("p-nobody", tables([change("c1")], [file("c1", 1)], [share("c1")])).repositories == ()


@st.composite
def commits(draw: st.DrawFn) -> tuple[list[Change], list[LineCredit], list[Authorship]]:
    changes, files, shares = [], [], []
    for place in range(draw(st.integers(0, 6))):
        taken = draw(st.sampled_from([None, *COMMIT_CLASSES]))
        changes.append(change(f"c{place}", place, taken_by=taken, period=draw(st.sampled_from(["before", "inside", "after"]))))
        shares.append(share(f"c{place}", draw(st.integers(0, WHOLE))))
        for number in range(draw(st.integers(0, 3))):
            parts = draw(st.tuples(*[st.integers(0, 50)] * 3))
            by = taken or draw(st.sampled_from([None, *FILE_CLASSES]))
            white, moved = (0, 0) if by else parts[:2]
            files.append(file(f"c{place}", sum(parts), number=number, taken_by=by, whitespace=white, moved=moved))
    return changes, files, shares


@given(commits())
def test_gross_is_the_sum_of_all_classes(made: tuple[list[Change], list[LineCredit], list[Authorship]]) -> None:
    changes, files, shares = made
    told = explain("p-li", tables(changes, files, shares))
    inside = {each.commit for each in changes if each.period == "inside"}
    parts = {each.commit: each.share for each in shares}
    for repository in told.repositories:
        assert set(repository.lines_by_class) <= set(CLASSES)
        assert sum(repository.lines_by_class.values(), Lines()) == repository.gross
    assert told.gross == Lines(sum(row.added * parts[row.commit] for row in files if row.commit in inside))
    listed = sum(len(each.counted) + sum(len(group.changes) for group in each.not_counted) for each in told.repositories)
    assert listed == len(changes)
