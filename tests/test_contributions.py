"""Tables of a range, from a clone alone. That they equal U-Boot's published ones is checked by ``bench/uboot.py``."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gitrepo import Repo, git, lines, numstat
from xingtu.contributions import contributions
from xingtu.contributions.maps import read_maps
from xingtu.errors import CollectError, DeclarationError, RepositoryDamaged
from xingtu.facts.authorship import WHOLE
from xingtu.measure.published_tables import Changeset, Mention, Work, by_employer, headline, tables
from xingtu.policy.crediting import ActorRule, Crediting, PathRule

ROOT = Path(__file__).resolve().parents[1]
RULES = Crediting(
    version=7,
    path_rules=(PathRule("vendor-folder", "vendored", ("vendor/",)),),
    actor_rules=(ActorRule("bot-suffix", "bot", "name", r"\[bot\]$"),),
    shared_addresses=(),
    generated_markers=(),
    bulk_added_lines=10_000,
    bulk_new_files_millionths=900_000,
)
MAILMAP = b"Li Ming <li@tianqi.example> <li@old.example>\n"
ALIASES = "# comment\nli@home.example li@tianqi.example\n"
EMPLOYERS = "tianqi.example Tianqi\nwu@x.example Tianqi < 2024-01-01\nwu@x.example Yunfan\njoint.example Joint\n"
SPLIT = "VirtualEmployer Joint\n60% Tianqi\n40% Yunfan\nend\n"

Answer = dict[str, Any]


class History:
    """A project whose every commit shows one rule, and the files given beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repo = Repo(folder / "project.git")
        self.files: dict[bytes, bytes] = {b".mailmap": MAILMAP, b"old.c": lines(b"int old;")}
        self.tip = ""
        self.commit("Old Hand", "old@x.example", "before the range")
        self.repo.point("refs/tags/v0", self.tip)

    def commit(
        self, name: str, email: str, message: str = "work", *, on: str = "2023-12-01", parents: tuple[str, ...] = (), **files: bytes
    ) -> str:
        self.files |= {name_.replace("__", "/").replace("_", ".").encode(): content for name_, content in files.items()}
        moment = int(datetime.combine(date.fromisoformat(on), time(12), UTC).timestamp())
        above = (*((self.tip,) if self.tip else ()), *parents)
        self.tip = self.repo.commit(
            self.files, *above, message=message.encode(), author=f"{name} <{email}>".encode(),
            date=b"%d +0000" % moment, committer_date=b"%d +0000" % (1_700_000_000 + len(self.repo.blobs) * 60),
        )  # fmt: skip
        return self.tip

    def given(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    def answer(self, revisions: str = "v0..main", *, with_maps: bool = True, **chosen: Any) -> Answer:
        if with_maps:
            chosen = {
                "aliases": self.given("aliases", ALIASES),
                "affiliations": [self.given("domain-map", EMPLOYERS), self.given("virtual", SPLIT)],
            } | chosen
        return contributions(self.repo.path, revisions, crediting=RULES, **chosen)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


@pytest.fixture
def story(history: History) -> History:
    """Seven changesets and a merge."""
    history.commit(
        "Li Ming",
        "li@old.example",
        "one\n\nReviewed-By: Wu Di <wu@x.example>\n\nmore\n  Signed-off-by: Li Ming <li@old.example>\n",
        a_c=lines(b"1", b"2", b"3", b"4"),
    )
    side = history.commit(
        "Li Ming", "li@home.example", "two\n\nTested-by: zhang.san@x.example <zhang.san@x.example>\n", a_c=lines(b"1", b"2", b"3", b"FOUR")
    )
    history.files[b"b.c"] = history.files.pop(b"a.c").replace(b"2\n", b"two\n")
    history.commit("Wu Di", "wu@x.example", "move a to b\n\nSigned-off-by: Li Ming <li@nowhere.example>\n")
    history.commit("Wu Di", "wu@x.example", "after changing jobs", on="2024-02-01", b_c=lines(b"1"))
    history.commit("zhang.san@x.example", "zhang.san@x.example", "no name", d_c=lines(b"d"))
    history.commit("Half", "half@joint.example", half0_c=lines(b"h", b"0"))
    history.commit("Half", "half@joint.example", half1_c=lines(b"h", b"1"))
    history.commit("Wu Di", "wu@x.example", "Merge side\n\nReported-and-tested-by: Li Ming <li@old.example>\n", parents=(side,))
    return history


def rows(answer: Answer, title: str) -> list[list[Any]]:
    return list(answer["tables"][title])


class TestTheAnswer:
    def test_it_has_the_documented_form(self, story: History) -> None:
        schema = json.loads((ROOT / "docs" / "contributions.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        for answer in (story.answer(), story.answer(with_maps=False), story.answer("main..v0")):
            jsonschema.validate(json.loads(json.dumps(answer)), schema)

    def test_merges_are_left_out_and_lines_are_those_of_git(self, story: History) -> None:
        answer = story.answer()
        counted = numstat(story.repo.path, "v0..main")
        assert answer["headline"] == {
            "changesets": 7,
            "developers": 4,
            "employers": 3,
            "added": sum(row.added or 0 for row in counted),
            "removed": sum(row.deleted or 0 for row in counted),
        }
        assert (answer["completeness"]["expected_commits"], answer["completeness"]["merges"]) == (8, 1)

    def test_people_come_by_changesets_then_by_name(self, story: History) -> None:
        answer = story.answer()
        assert [(row["name"], row["changesets"]) for row in answer["developers"]] == [
            ("Half", 2),
            ("Li Ming", 2),
            ("Wu Di", 2),
            ("Zhang San", 1),
        ]
        assert rows(answer, "Developers with the most changesets") == [["Half", 2], ["Li Ming", 2], ["Wu Di", 2], ["Zhang San", 1]]

    def test_a_person_works_for_whom_the_map_says_on_the_author_date(self, story: History) -> None:
        answer = story.answer()
        # Tianqi: two of Li Ming, one of Wu Di before 2024, 1.2 of the two of Half
        assert [(row["name"], row["changesets"], row["hackers"]) for row in answer["employers"]] == [
            ("Tianqi", 4, 3), ("Yunfan", 2, 2), ("(Unknown)", 1, 1),
        ]  # fmt: skip

    def test_without_maps_everybody_is_of_unknown_employer_and_a_name_joins_nobody(self, story: History) -> None:
        answer = story.answer(with_maps=False)
        assert [row["name"] for row in answer["employers"]] == ["(Unknown)"]
        assert sorted(row["name"] for row in answer["developers"]) == ["Half", "Li Ming", "Li Ming", "Wu Di", "Zhang San"]
        assert answer["versions"]["identity"] == "declared"

    def test_a_rename_counts_only_the_lines_that_differ(self, story: History) -> None:
        wu = next(row for row in story.answer()["developers"] if row["name"] == "Wu Di")
        assert (wu["added"], wu["removed"], wu["changed"]) == (1, 4, 4)

    def test_a_line_that_begins_with_its_own_sign_is_a_line(self, history: History) -> None:
        history.commit("Li Ming", "li@old.example", x_c=lines(b"+plus", b"-minus", b"++ b/x", b"plain"))
        assert history.answer()["headline"]["added"] == 4

    def test_credited_lines_are_those_of_the_rankings(self, history: History) -> None:
        history.commit("Li Ming", "li@old.example", vendor__x_c=lines(b"not", b"mine"), own_c=lines(b"mine"))
        history.commit("robo[bot]", "robo@x.example", bot_c=lines(b"of a bot"))
        li, robo = sorted(history.answer()["developers"], key=lambda row: str(row["actor"]), reverse=True)
        assert (li["actor"], li["added"], li["credited_added"]) == ("person", 3, 1)
        assert (robo["actor"], robo["added"], robo["credited_added"]) == ("bot", 1, 0)

    def test_the_same_from_one_process_or_two(self, story: History, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("xingtu.collect.mining.SMALLEST_CHUNK", 3)
        seen: list[tuple[int, int]] = []
        assert story.answer(workers=2, on_progress=lambda done, all_: seen.append((done, all_))) == story.answer()
        assert seen[-1] == (8, 8)

    def test_no_mailbox_is_published(self, story: History) -> None:
        story.commit("wu@x.example (Wu)", "li+work@own.example")
        text = json.dumps(story.answer(affiliations=story.given("own", "own.example me@own.example\n")), ensure_ascii=False)
        assert "@" not in text


class TestTrailers:
    def test_an_authors_own_sign_off_is_no_credit_and_a_foreign_one_is(self, story: History) -> None:
        # Li Ming is known by name, so the mailbox nobody declared is another of his
        assert rows(story.answer(), "Developers with the most signoffs") == [["Li Ming", 1]]
        assert rows(story.answer(), "Employers with the most signoffs") == [["(Unknown)", 1]]

    def test_any_line_in_any_case_counts(self, story: History) -> None:
        assert rows(story.answer(), "Developers with the most reviews") == [["Wu Di", 1]]

    def test_a_merge_gives_credit_and_nobody_receives_it(self, story: History) -> None:
        answer = story.answer()
        assert rows(answer, "Developers with the most test credits") == [["Zhang San", 1]]
        assert rows(answer, "Developers who gave the most tested-by credits") == [["Li Ming", 1], ["Wu Di", 1]]
        assert rows(answer, "Developers with the most report credits") == []
        assert rows(answer, "Developers who gave the most report credits") == [["Wu Di", 1]]


class TestTheMailmap:
    @pytest.fixture
    def two(self, history: History) -> History:
        history.commit("li", "li@old.example", x_c=b"1\n")
        history.repo.point("refs/tags/v1", history.tip)
        history.commit("wu", "wu@x.example", _mailmap=MAILMAP + b"Wu Di <wu@x.example>\n")
        return history

    @staticmethod
    def names(answer: Answer) -> list[str]:
        return sorted(row["name"] for row in answer["developers"])

    def test_a_bare_repository_reads_the_one_of_the_ranges_end(self, two: History) -> None:
        assert self.names(two.answer()) == ["Li Ming", "Wu Di"]
        assert self.names(two.answer("v0..v1")) == ["Li Ming"]

    def test_another_revision_a_file_or_none_can_be_chosen(self, two: History) -> None:
        assert self.names(two.answer(mailmap="v1:.mailmap")) == ["Li Ming", "wu"]
        assert self.names(two.answer(mailmap=str(two.given("map", "Mr Li <li@old.example>\n")))) == ["Mr Li", "wu"]
        assert self.names(two.answer(mailmap="none")) == ["li", "wu"]

    def test_one_in_the_current_folder_changes_nothing(self, two: History, monkeypatch: pytest.MonkeyPatch) -> None:
        before = two.answer()
        two.given(".mailmap", "Stray <li@old.example>\nStray <li@tianqi.example>\n")
        monkeypatch.chdir(two.folder)
        assert two.answer() == before

    def test_the_answer_names_every_map_it_used(self, two: History) -> None:
        one, other = (two.answer(mailmap=mailmap)["versions"] for mailmap in ("v0:.mailmap", None))
        assert one["mailmap"]["sha256"] != other["mailmap"]["sha256"]
        assert [row["name"] for row in one["affiliations"]] == ["domain-map", "virtual"]
        assert one["aliases"][0]["name"] == "aliases"

    def test_one_that_is_nowhere_is_told(self, two: History) -> None:
        with pytest.raises(CollectError, match="找不到 mailmap 文件 no-such-file"):
            two.answer(mailmap="no-such-file")
        with pytest.raises(CollectError, match="v9"):
            two.answer(mailmap="v9:.mailmap")

    def test_one_whose_content_is_missing_is_not_an_empty_one(self, two: History) -> None:
        two.repo.lose(two.repo.blob(two.files[b".mailmap"]))
        with pytest.raises(RepositoryDamaged, match="mailmap"):
            two.answer()


class TestRanges:
    def test_a_single_revision_means_all_of_its_history(self, story: History) -> None:
        answer = story.answer("main")
        assert answer["headline"]["changesets"] == 8
        assert answer["versions"]["base"] is None

    def test_a_range_is_a_difference_of_sets(self, history: History) -> None:
        base = history.tip
        history.repo.commit({b"side.c": b"1\n"}, base, branch="side")
        history.commit("Li Ming", "li@old.example", x_c=b"1\n")
        assert history.answer("side..main")["headline"]["changesets"] == 1

    def test_a_symmetric_difference_is_refused_with_a_hint(self, story: History) -> None:
        with pytest.raises(CollectError, match=r"请写两个点：v0\.\.main"):
            story.answer("v0...main")

    @pytest.mark.parametrize("revisions", ["v9..main", "v0..v9", "v9"])
    def test_a_revision_that_is_not_there_is_named(self, story: History, revisions: str) -> None:
        with pytest.raises(CollectError, match="v9"):
            story.answer(revisions)

    def test_an_empty_range_says_so(self, story: History) -> None:
        answer = story.answer("main..v0")
        assert answer["headline"] == {"changesets": 0, "developers": 0, "employers": 0, "added": 0, "removed": 0}
        assert "写反" in answer["completeness"]["notes"][-1]


class TestDamagedHistory:
    def test_a_missing_content_inside_the_range_stops_the_count(self, story: History) -> None:
        lost = story.repo.blob(story.files[b"d.c"])
        story.repo.lose(lost)
        with pytest.raises(RepositoryDamaged, match=lost):
            story.answer()

    def test_a_missing_content_elsewhere_does_not_matter(self, story: History) -> None:
        before = story.answer("main~1..main")
        story.repo.lose(story.repo.blob(lines(b"1", b"2", b"3", b"4")))
        assert story.answer("main~1..main") == before

    def test_a_missing_commit_stops_the_count(self, story: History) -> None:
        story.repo.lose(story.repo.git("rev-parse", "main~3").decode().strip())
        with pytest.raises(RepositoryDamaged, match="历史不完整"):
            story.answer()

    def test_a_shallow_clone_that_cuts_the_range_is_refused(self, story: History) -> None:
        clone = story.folder / "shallow"
        git("clone", "--quiet", "--bare", "--depth=2", f"file://{story.repo.path}", str(clone))
        with pytest.raises(RepositoryDamaged, match="浅克隆"):
            contributions(clone, "HEAD", crediting=RULES)

    def test_nothing_is_written_to_the_repository(self, story: History) -> None:
        before = contents(story.repo.path)
        story.answer()
        assert contents(story.repo.path) == before


def contents(folder: Path) -> Mapping[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


class TestMaps:
    def test_the_first_file_that_speaks_of_somebody_is_followed(self, tmp_path: Path) -> None:
        first, second = tmp_path / "first", tmp_path / "second"
        first.write_text("x.example A\n")
        second.write_text("x.example B\ny.example B\n")
        said = read_maps(None, [first, second]).declarations.assertions
        assert [(statement.subject, statement.object) for statement in said] == [("domain:x.example", "A"), ("domain:y.example", "B")]

    def test_a_csv_of_ours_is_read(self, story: History) -> None:
        table = story.given("jobs.csv", "邮箱,单位,起,止\nwu@x.example,Yunfan,,2024-01-01\n")
        answer = story.answer(affiliations=table)
        assert [(row["name"], row["changesets"]) for row in answer["employers"]] == [("(Unknown)", 6), ("Yunfan", 1)]

    def test_aliases_in_another_form_join_people_as_declared(self, story: History) -> None:
        people = story.given("people.json", json.dumps([{"login": "li", "email": f"li!{host}.example"} for host in ("tianqi", "home")]))
        answer = story.answer(aliases=people)
        assert answer["versions"]["identity"] == "declared"
        assert [row["name"] for row in answer["developers"]].count("Li Ming") == 1

    def test_only_gitdms_aliases_join_people_by_name(self, history: History) -> None:
        history.commit("Li Ming", "li@tianqi.example", x_c=b"1\n")
        history.commit("Li Ming", "li@elsewhere.example", x_c=b"2\n")
        joined, apart = (history.answer(aliases=aliases) for aliases in (history.given("empty", "# nobody\n"), None))
        assert [(answer["versions"]["identity"], answer["headline"]["developers"]) for answer in (joined, apart)] == [
            ("gitdm", 1),
            ("declared", 2),
        ]

    def test_every_line_that_cannot_be_read_is_told(self, story: History) -> None:
        with pytest.raises(DeclarationError, match=r"(?s)2 处问题.*第 1 行.*第 2 行"):
            story.answer(affiliations=story.given("bad", "only\nx.example A < never\n"))
        with pytest.raises(DeclarationError, match="nowhere"):
            story.answer(aliases=Path("nowhere"))

    def test_more_than_a_whole_person_is_refused(self, story: History) -> None:
        table = story.given("jobs.csv", "邮箱,单位,比例\nwu@x.example,A,60%\nwu@x.example,B,60%\n")
        with pytest.raises(DeclarationError, match="120%"):
            story.answer(affiliations=table)


@pytest.mark.parametrize(
    ("name", "email", "shown"),
    [
        ("Eugen.Hristev@x.example", "eugen.hristev@x.example", "Eugen Hristev"),
        ("peng.wang@x.example", "peng.wang@x.example", "Peng Wang"),
        ("wudi@x.example", "wudi@x.example", "wudi"),
        ("", "wudi@x.example", "wudi"),
        ("j.random", "j.random@x.example", "j.random"),
        ("李明", "li.ming@x.example", "李明"),
    ],
)
def test_who_gave_a_mailbox_for_a_name_is_called_after_it(history: History, name: str, email: str, shown: str) -> None:
    history.commit(name, email, x_c=b"1\n")
    assert [row["name"] for row in history.answer()["developers"]] == [shown]


def test_a_name_in_a_trailer_is_better_than_a_mailbox(history: History) -> None:
    history.commit("li.ming@x.example", "Li.Ming@x.example", "x\n\nSigned-off-by: 李明 <li.ming@x.example>\n", x_c=b"1\n")
    assert [row["name"] for row in history.answer()["developers"]] == ["李明"]


organisations = st.sampled_from(["A", "B", "C"])
shares = st.integers(0, WHOLE).map(lambda part: (("A", part), ("B", WHOLE - part))) | organisations.map(lambda one: ((one, WHOLE),))
numbers = st.integers(0, 10**6)
changesets = st.lists(st.builds(Changeset, st.uuids().map(str), st.sampled_from("xyz"), shares, numbers, numbers, numbers))


@given(changesets)
def test_employers_have_neither_more_nor_less_than_the_people(made: list[Changeset]) -> None:
    work = Work(tuple(made), (), {person: person for person in "xyz"}, {})
    for amount in (lambda _: 1, lambda changeset: changeset.added):
        parts = by_employer(work, amount)
        assert sum(parts.values()) == sum(amount(changeset) for changeset in made)
        for organisation, part in parts.items():
            exact = sum(share * amount(changeset) for changeset in made for one, share in changeset.employers if one == organisation)
            assert abs(part * WHOLE - exact) < WHOLE


@given(changesets, st.randoms(use_true_random=False))
def test_the_order_of_the_work_changes_no_table(made: list[Changeset], random: Random) -> None:
    mentions = [Mention("tested-by", changeset.author, "A", "x", in_merge=False) for changeset in made]
    work = Work(tuple(made), tuple(mentions), {person: person for person in "xyz"}, {})
    random.shuffle(made)
    other = replace(work, changesets=tuple(made), mentions=tuple(reversed(mentions)))
    assert (tables(other), headline(other)) == (tables(work), headline(work))
