"""Does a run say what is true in the example city, and does it always say it again?"""

import hmac
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city import build, expected
from city.declarations import REPOSITORIES
from city.expected import Named
from tests.stories.office import (
    AWARD,
    CHECKOUT,
    KEY,
    POLICY,
    RANGES,
    award,
    example_office,
    new_office,
    observation,
    subjects_of_commits,
    whole_city,
)  # fmt: skip
from xingtu import city
from xingtu.collect.frozen import FrozenFacts
from xingtu.errors import PolicyError
from xingtu.facts.authorship import WHOLE
from xingtu.facts.trailers import Trailer
from xingtu.policy.window import DatesWindow
from xingtu.resolve.addresses import salted_key
from xingtu.resolve.authorship import resolve_authorship
from xingtu.resolve.snapshot import Snapshot
from xingtu.run import Evidence, Rules, _instants, _period_of, compute, freeze, metric_table, rank, read_rules, rules_on_disk
from xingtu.store.canonical import table_digest
from xingtu.store.lake import Lake, Scan
from xingtu.store.ledger import Run, results_hash
from xingtu.store.schema import arrow_table

SEEDS = [entry.id for entry in award().manifest.repositories]
NOBODYS = ""
"""How ``expected`` writes the person without a name."""


def rows(table: str, run: Run | None = None) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (run or award()).tables[table].to_pylist()
    return listed


def named(row: dict[str, Any]) -> Named:
    return Named(row["repository"], subjects_of_commits()[row["repository"], row["commit"]])


def change(commit: Named) -> dict[str, Any]:
    (found,) = (row for row in rows("changes") if named(row) == commit)
    return found


def person_names() -> dict[str, str]:
    """Person id → the name ``expected`` uses."""
    return {row["person"]: NOBODYS if row["name"].startswith("匿名") else row["name"] for row in rows("people")}


def authors() -> dict[tuple[str, str], str]:
    names = person_names()
    return {(row["repository"], row["commit"]): names[row["person"]] for row in rows("authorship") if row["role"] == "author"}


def merged_by(column: str) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for row in rows(metric_table("merged_changes")):
        sums[row[column]] += row["value"]
    return {subject: value // WHOLE for subject, value in sums.items() if value}


def hash_of(run: Run) -> str:
    return results_hash(run.digests, run.manifest.hash)


def test_the_run_counts_the_merged_changes_of_every_person() -> None:
    names = person_names()
    counted = {names[person]: value for person, value in merged_by("person").items()}
    assert counted == expected.MERGED_CHANGES_2025


def test_the_run_counts_the_merged_changes_of_every_organisation() -> None:
    assert merged_by("organisation") == expected.MERGED_CHANGES_2025_BY_ORGANISATION


@pytest.mark.parametrize("subject", ["person", "organisation"])
def test_the_months_of_a_subject_add_up_to_its_merged_changes(subject: str) -> None:
    by_month: Counter[str] = Counter()
    for row in rows(metric_table(f"{subject}_activity_by_month")):
        by_month[row[subject]] += row["value"]
    assert {name: value // WHOLE for name, value in by_month.items()} == merged_by(subject)


def test_projects_are_linked_by_the_people_whose_changes_count_in_both() -> None:
    counted = {named(row) for row in rows("changes") if row["period"] == "inside" and row["counted"]}
    people: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("authorship"):
        if row["actor"] == "person" and row["share"] and named(row) in counted:
            people[row["repository"]].add(row["person"])
    pairs = {(one, other): len(people[one] & people[other]) for one in people for other in people if one < other}
    linked = {(row["repository"], row["other_repository"]): row["value"] for row in rows(metric_table("shared_contributors"))}
    assert linked == {pair: shared for pair, shared in pairs.items() if shared}
    assert linked["gearsim", "minnow"] >= 1, "Shen worked on both"
    assert not any("gearsim-mirror" in pair for pair in linked), "nothing of a mirror counts"


def test_the_verdicts_rank_exactly_those_numbers() -> None:
    names = person_names()
    people = [row for row in rows("verdicts") if row["track"] == "people"]
    said = {names[row["subject"]]: row["value"] // WHOLE for row in people if row["value"]}
    assert said == expected.MERGED_CHANGES_2025
    ranked = [row for row in people if row["place"]]
    for row in ranked:
        assert row["place"] == 1 + sum(other["value"] > row["value"] for other in ranked)


def test_a_duplicate_counts_where_it_landed_first_and_says_where_that_is() -> None:
    commit_of = {
        Named(*key): (key[0], commit) for (repository, commit), subject in subjects_of_commits().items() for key in [(repository, subject)]
    }
    for copy, original in expected.DUPLICATES.items():
        assert change(copy)["taken_by"] == "duplicate", copy
        assert change(copy)["reason"] == "@".join(commit_of[original]), copy
        assert change(original)["taken_by"] != "duplicate", original
    listed = {named(row) for row in rows("changes") if row["taken_by"] == "duplicate" and row["repository"] != "gearsim-mirror"}
    ids = {row["commit"] for row in rows("changes") if row["repository"] == "gearsim"}
    same_id = {named(row) for row in rows("changes") if row["repository"] == "gearsim-fork" and row["commit"] in ids}
    assert listed - same_id == set(expected.DUPLICATES)


def test_the_mirror_and_the_shared_past_of_the_fork_count_nowhere_else_than_in_the_original() -> None:
    ids = {row["commit"] for row in rows("changes") if row["repository"] == "gearsim"}
    again = [row for row in rows("changes") if row["repository"] in {"gearsim-mirror", "gearsim-fork"} and row["commit"] in ids]
    assert len(again) > 50
    assert not [row for row in again if row["counted"]]


def test_reverts_and_what_they_took_back_do_not_count() -> None:
    reverted = {named(row) for row in rows("changes") if row["taken_by"] == "revert"}
    inside = {named(row) for row in rows("changes") if row["period"] == "inside"}
    assert (set(expected.REVERTS) | expected.WITHDRAWN) & inside <= reverted
    assert reverted - set(expected.REVERTS) == expected.WITHDRAWN
    for kept in set(expected.REVERTS.values()) - expected.WITHDRAWN:
        assert change(kept)["taken_by"] is None, kept


def test_history_brought_in_from_elsewhere_is_an_import() -> None:
    assert {named(row) for row in rows("changes") if row["taken_by"] == "import" and not row["bulk"]} == expected.IMPORTED


def test_a_bulk_import_is_marked_for_a_person_to_look_at() -> None:
    assert {named(row) for row in rows("changes") if row["bulk"]} == expected.BULK


def test_bots_and_agents_are_shown_and_never_counted() -> None:
    names = person_names()
    actors = {row["person"]: row["actor"] for row in rows("people")}
    theirs = {row["subject"]: row for row in rows("verdicts") if row["track"] == "people" and actors[row["subject"]] != "person"}
    assert {names[subject] for subject in theirs} == set(expected.BOTS_2025)
    assert {(row["place"], row["amount_fen"], row["outcome"]) for row in theirs.values()} == {(None, None, "excluded")}
    taken = {named(row) for row in rows("changes") if row["taken_by"] == "bot"}
    assert taken == expected.BOTS | expected.AI_AGENTS


def test_a_change_with_an_agent_as_coauthor_stays_its_persons_and_is_marked() -> None:
    assert {named(row) for row in rows("authorship") if row["ai_involved"]} == expected.AI_INVOLVED
    for commit in expected.AI_INVOLVED:
        assert change(commit)["counted"]


def test_changes_their_own_author_merged_are_marked() -> None:
    counted = [row for row in rows("changes") if row["counted"] and row["period"] == "inside"]
    assert {named(row) for row in counted if row["self_merged"]} == expected.SELF_MERGED


def test_a_change_lies_in_the_window_by_the_day_it_landed() -> None:
    for commit, period in expected.LANDED_IN.items():
        assert change(commit)["period"] == period, commit


def test_changes_without_a_creditable_line_say_which_class_took_the_lines() -> None:
    for commit, line_class in expected.NO_CREDITED_LINES.items():
        key = (commit.repository, change(commit)["commit"])
        credits_ = [row for row in rows("line_credit") if (row["repository"], row["commit"]) == key]
        assert sum(row["credited_added"] + row["credited_deleted"] for row in credits_) == 0, commit
        if line_class:
            marked = [row for row in credits_ if line_class == row["taken_by"] or row.get(f"{line_class}_added", 0) > 0]
            assert marked, commit


def test_identities_are_joined_as_the_stories_tell_and_no_further() -> None:
    by_person: dict[str, set[tuple[str, str]]] = defaultdict(set)
    who = authors()
    for repository in SEEDS:
        if repository == "newborn":
            continue
        table = Lake(example_office().home).table(lake_scan(repository), "commits")
        for row in table.select(["commit", "author_name", "author_email", "decoded_as"]).to_pylist():
            person = who.get((repository, row["commit"]))
            if person is not None:
                by_person[person].add((row["author_name"].decode(row["decoded_as"]), row["author_email"].decode()))
    people = {person: signatures for person, signatures in by_person.items() if person not in expected.BOTS_2025}
    assert people == {person: set(signatures) for person, signatures in expected.IDENTITIES.items()}


def lake_scan(repository: str) -> Scan:
    scan = Lake(example_office().home).latest(repository)
    assert scan is not None
    return scan


@pytest.mark.parametrize(("person", "day", "shares"), expected.EMPLOYERS)
def test_a_person_works_for_the_employer_of_the_day(person: str, day: str, shares: dict[str, int]) -> None:
    theirs = {key for key, name in authors().items() if name == person}
    noon = int(datetime.fromisoformat(f"{day}T12:00:00+08:00").timestamp())
    tables = []
    for part in award_evidence()[1].facts:
        mine = [(part.repository, commit) in theirs for commit in part.commits.column("commit").to_pylist()]
        moved = part.commits.filter(pa.array(mine))
        place = moved.schema.get_field_index("author_time")
        tables.append(moved.set_column(place, moved.schema.field(place), pa.array([noon] * moved.num_rows, pa.int64())))
    who = resolve_authorship(
        pa.concat_tables(tables), arrow_table(Trailer, []),
        snapshot=Snapshot.from_json(award().declarations), key=salted_key(bytes.fromhex(award().manifest.salt)),
        crediting=award_evidence()[0].crediting,
    )  # fmt: skip
    by_commit: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in who.authorship.to_pylist():
        assert row["authored_on"] == date.fromisoformat(day)
        by_commit[row["repository"], row["commit"]][row["organisation"]] = row["share"] * 100 // WHOLE
    assert set(by_commit) == theirs
    assert all(said == shares for said in by_commit.values())


def test_the_named_people_of_a_change_are_its_author_alone_unless_the_policy_divides_it(tmp_path: Path) -> None:
    names = person_names()
    for commit in expected.COAUTHORS:
        mine = [row for row in rows("authorship") if named(row) == commit]
        assert {names[row["person"]] for row in mine if row["share"]} == {expected.COAUTHORS[commit][0]}, commit
    programme = tmp_path / "split.toml"
    programme.write_text(
        AWARD.read_text("utf-8").replace("contribution-award-2025", "split").replace('coauthors = "author"', 'coauthors = "split"'), "utf-8"
    )
    run = example_office().rank(programme)
    names = {row["person"]: row["name"] for row in rows("people", run)}
    for commit, people in expected.COAUTHORS.items():
        mine = [row for row in rows("authorship", run) if named(row) == commit]
        assert {names[row["person"]] for row in mine} == set(people), commit
        assert sum(row["share"] for row in mine) == WHOLE, commit


def test_every_commit_of_every_repository_of_the_award_was_read() -> None:
    for row in rows("repositories"):
        assert (
            row["measured_commits"]
            == row["expected_commits"]
            == (0 if row["repository"] == "newborn" else int(example_office().git(row["repository"], "rev-list", "--count", "HEAD")))
        )


def test_the_run_names_what_is_missing_of_incomplete_clones() -> None:
    missing = {row["repository"]: row["missing"] for row in rows("repositories", whole_city()) if row["missing"]}
    assert set(missing) == set(expected.INCOMPLETE)
    assert "缺少文件内容" in missing["starmap"][0]
    assert "浅克隆" in missing["seamount"][0]
    assert {row["outcome"] for row in rows("verdicts", whole_city()) if row["value"]} == {"unresolved"}


def test_the_observation_looks_at_every_registered_repository_and_selects_nobody() -> None:
    assert [entry.id for entry in observation().manifest.repositories] == [one.id for one in REPOSITORIES]
    said = rows("verdicts", observation())
    assert {row["outcome"] for row in said if row["place"]} == {"ranked"}
    assert {row["track"] for row in said} == {"people", "organisations"}
    assert [row["amount_fen"] for row in said if row["amount_fen"]] == []


# ── the same inputs, the same run ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("workers", [2, 4])
def test_another_home_other_clones_and_other_workers_give_the_same_run(workers: int, tmp_path: Path) -> None:
    office = new_office(tmp_path / "another home", build.build(tmp_path / "elsewhere"))
    office.scan(workers=workers)
    again = office.rank()
    assert again.run_id == award().run_id
    assert hash_of(again) == hash_of(award())


@pytest.mark.parametrize("seed", ["4242"])
def test_the_hash_seed_of_python_gives_the_same_run(seed: str, tmp_path: Path) -> None:
    office = example_office()
    program = (
        "import sys, pathlib\n"
        "from tests.stories.office import Office\n"
        "from xingtu.store.ledger import results_hash\n"
        "run = Office(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])).rank()\n"
        "print(run.run_id, results_hash(run.digests, run.manifest.hash))\n"
    )
    home = tmp_path / "home"
    home.mkdir()
    (home / "city.key").write_bytes(KEY)
    (home / "facts").symlink_to(office.home / "facts")
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{CHECKOUT}/src:{CHECKOUT}/examples:{CHECKOUT}"}
    said = subprocess.run(
        [sys.executable, "-c", program, str(home), str(office.city_file)], env=environment, capture_output=True, check=True, cwd=tmp_path
    )
    assert said.stdout.decode().split() == [award().run_id, hash_of(award())]


@given(st.randoms(use_true_random=False), st.integers(1, 7))
@settings(max_examples=3)
def test_the_order_of_facts_and_the_row_groups_of_their_files_change_nothing(chance: Random, group: int) -> None:
    rules, evidence = award_evidence()
    with tempfile.TemporaryDirectory() as folder:
        facts = [_shuffled(part, chance, Path(folder), group * 10) for part in evidence.facts]
        chance.shuffle(facts)
        again = rank(rules, Evidence(facts, evidence.repositories), example_office().declarations, KEY)
    assert again.run_id == award().run_id
    assert again.digests == award().digests


def award_evidence() -> tuple[Rules, Evidence]:
    office = example_office()
    rules = rules_on_disk(AWARD, POLICY)
    facts, repositories = city.evidence(Lake(office.home), office.declarations, rules.programme, rules.crediting)
    return rules, Evidence(facts, repositories)


def _shuffled(part: FrozenFacts, chance: Random, folder: Path, group: int) -> FrozenFacts:
    def turned(table: pa.Table) -> pa.Table:
        return table.take(pa.array(chance.sample(range(table.num_rows), table.num_rows), pa.int64()))

    path = folder / f"{part.repository}.parquet"
    pq.write_table(turned(pq.read_table(part.file_changes)), path, row_group_size=group)
    return replace(part, commits=turned(part.commits), trailers=turned(part.trailers), file_changes=path)


def test_a_wrong_fact_gives_another_result() -> None:
    rules, evidence = award_evidence()
    manifest, snapshot = freeze(rules, evidence, example_office().declarations, KEY)
    poorer = [replace(part, commits=part.commits.slice(1)) if part.repository == "gearsim" else part for part in evidence.facts]
    tables = compute(rules, manifest, snapshot, poorer)
    assert table_digest(tables["changes"]) != table_digest(award().tables["changes"])


# ── what the salt rests on ───────────────────────────────────────────────────────────────────────


def _another_tip(rules: Rules, evidence: Evidence) -> tuple[Rules, Evidence]:
    first, *others = evidence.repositories
    return rules, Evidence(evidence.facts, [replace(first, tip="0" * 40), *others])


def _another_rule(rules: Rules, evidence: Evidence) -> tuple[Rules, Evidence]:
    files = {name: content + (b"# read again\n" if name == "office.toml" else b"") for name, content in rules.files.items()}
    return read_rules(AWARD.name, files), evidence


def _another_programme(rules: Rules, evidence: Evidence) -> tuple[Rules, Evidence]:
    text = rules.files[AWARD.name].replace(b'id = "contribution-award-2025"', b'id = "another"')
    return read_rules(
        "another.toml", {"another.toml": text, **{name: rules.files[name] for name in ("crediting.toml", "office.toml")}}
    ), evidence


@pytest.mark.parametrize("change_input", [_another_tip, _another_rule, _another_programme])
def test_another_input_gives_another_salt(change_input: Callable[[Rules, Evidence], tuple[Rules, Evidence]]) -> None:
    manifest, _ = freeze(*change_input(*award_evidence()), example_office().declarations, KEY)
    assert manifest.salt != award().manifest.salt


def test_other_declarations_give_another_salt(tmp_path: Path) -> None:
    office = example_office().with_city(tmp_path, han='    { address = "han.yuan@mail.example" },\n|')
    manifest, _ = freeze(*award_evidence(), office.declarations, KEY)
    assert manifest.salt != award().manifest.salt


def test_another_key_of_the_city_gives_another_salt() -> None:
    manifest, _ = freeze(*award_evidence(), example_office().declarations, b"another key")
    assert manifest.salt != award().manifest.salt


def test_the_salt_does_not_give_the_key_away() -> None:
    assert award().manifest.salt != hmac.digest(b"", award().manifest.unsalted, "sha256").hex()
    assert KEY not in award().manifest.to_json()


# ── programmes that cannot be carried out ────────────────────────────────────────────────────────


def test_a_policy_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(PolicyError, match="不是 UTF-8 文本"):
        read_rules(AWARD.name, {AWARD.name: b"\xff\xfe", "crediting.toml": b"", "office.toml": b""})


def test_a_policy_folder_without_its_files_says_which_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"crediting\.toml"):
        rules_on_disk(AWARD, tmp_path)


def test_a_bundle_without_the_programmes_own_file_says_so() -> None:
    with pytest.raises(PolicyError, match=r"contribution-award-2025\.toml"):
        read_rules(AWARD.name, {"crediting.toml": b"", "office.toml": b""})


def test_a_window_of_releases_takes_in_what_lies_between_the_tags(tmp_path: Path) -> None:
    programme = tmp_path / "releases.toml"
    window = 'kind = "ranges"\ndefault = "v2024.12..v2025.12"\n\n[window.repository]\ngearsim-fork = "..main"'
    programme.write_text(
        RANGES.format(id="releases", money="false", incomplete="allow", libraries='["seed_library"]', window=window), "utf-8"
    )
    run = example_office().rank(programme)
    inside = {(row["repository"], row["commit"]) for row in rows("changes", run) if row["period"] == "inside"}
    office = example_office()
    assert not [row for row in rows("repositories", run) if row["missing"]]
    for repository in ("gearsim", "minnow", "reedstore"):
        listed = office.git(repository, "rev-list", "--no-merges", "v2024.12..v2025.12").split()
        assert {commit for where, commit in inside if where == repository} == set(listed), repository
    assert Named("minnow", "rtc: 写入时钟") in {Named(where, subjects_of_commits()[where, commit]) for where, commit in inside}


def award_window() -> tuple[datetime, datetime]:
    rules, _ = award_evidence()
    assert isinstance(rules.programme.window, DatesWindow)
    return _instants(rules.programme.window, rules.office)


@pytest.mark.parametrize(
    ("landed", "period"),
    [
        ("2024-12-31T23:59:59+08:00", "before"),
        ("2025-01-01T00:00:00+08:00", "inside"),
        ("2025-12-31T23:59:59.999999+08:00", "inside"),
        ("2026-01-01T00:00:00+08:00", "after"),
    ],
)
def test_a_window_of_dates_begins_and_ends_at_midnight_of_the_city(landed: str, period: str) -> None:
    assert _period_of(datetime.fromisoformat(landed), *award_window()) == period


def test_a_change_that_landed_on_no_day_of_a_calendar_lies_in_no_window() -> None:
    assert _period_of(None, *award_window()) == "before"
