"""Do the pages of a run add up to its ranking, for every person and organisation?"""

from pathlib import Path

import pytest

from city import expected
from tests.stories.office import RANGES, award, dossier, example_office, observation, whole_city
from xingtu.dossier import CREDITED, Dossier
from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE
from xingtu.report.ranking import RankRow, SubjectReport
from xingtu.run import metric_table, volumes

SUBJECTS = [subject for subject, _ in dossier().subjects()]
by_subject = pytest.mark.parametrize("subject", SUBJECTS)


def told(subject: str) -> SubjectReport:
    found = dossier().subject(subject)
    assert found is not None
    return found


def ranked(subject: str) -> RankRow:
    tracks = dossier().report(subjects=False).tracks
    (row,) = (row for track in tracks for row in track.rows if row.subject == subject)
    return row


def volume(metric: str, subject: SubjectReport) -> int:
    table = award().tables[metric_table(metric)]
    return volumes(dossier().metrics[metric], subject.kind, table).get(subject.subject, 0) or 0


@by_subject
def test_what_is_counted_adds_up_to_the_number_ranked(subject: str) -> None:
    assert sum(change.share for change in told(subject).counted) == ranked(subject).value == volume("merged_changes", told(subject))


@by_subject
def test_gross_lines_are_the_sum_of_all_classes(subject: str) -> None:
    page = told(subject)
    assert page.gross_added == sum(line.added for line in page.lines) == volume("merged_lines", page)
    assert page.gross_deleted == sum(line.deleted for line in page.lines) == volume("merged_lines_deleted", page)


@by_subject
def test_the_credited_class_is_the_metric_of_credited_lines(subject: str) -> None:
    page = told(subject)
    credited = [line for line in page.lines if line.id == CREDITED]
    assert sum(line.added for line in credited) == volume("credited_lines", page)
    assert sum(line.deleted for line in credited) == volume("credited_lines_deleted", page)


@by_subject
def test_the_numbers_beside_the_rank_are_those_of_the_explanation(subject: str) -> None:
    shown = [metric.id for track in dossier().report(subjects=False).tracks for metric in track.shown][:2]
    assert shown == ["credited_lines", "merged_lines"]
    assert ranked(subject).shown == tuple(volume(metric, told(subject)) for metric in shown)


@by_subject
def test_every_commit_in_the_window_is_either_counted_or_set_aside_with_a_reason(subject: str) -> None:
    page = told(subject)
    theirs = {
        (row["repository"], row["commit"])
        for row in award().tables["authorship"].to_pylist()
        if subject in {row["person"], row["organisation"]}
    }
    changes = {(row["repository"], row["commit"]): row for row in award().tables["changes"].to_pylist()}
    counted = {(change.repository, change.commit) for change in page.counted}
    aside = {(change.repository, change.commit) for group in page.set_aside for change in group.changes}
    assert counted | aside == theirs & changes.keys()
    assert not counted & aside
    assert all(group.sentence.zh and group.sentence.en for group in page.set_aside)


def test_classes_of_the_whole_run_add_up_to_what_git_counts() -> None:
    report = dossier().report(subjects=False)
    people = [told(subject) for subject, _ in dossier().subjects() if told(subject).kind == "person"]
    assert sum(line.added for line in report.lines) * WHOLE == sum(page.gross_added for page in people)
    assert sum(line.deleted for line in report.lines) * WHOLE == sum(page.gross_deleted for page in people)


def test_the_activity_of_all_months_is_every_change_in_the_window() -> None:
    months = dossier().report(subjects=False).activity
    assert [month.month for month in months] == [f"2025-{month:02}" for month in range(1, 13)]


# ── finding somebody ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wanted", ["citizen-01", "林知远", "Lin Zhiyuan"])
def test_a_person_is_found_by_id_name_and_english_name(wanted: str) -> None:
    assert told(wanted).subject == "citizen-01"


@pytest.mark.parametrize("wanted", ["lizhou", "liz", "砺轴工业软件有限公司", "Lizhou Industrial Software"])
def test_an_organisation_is_found_by_id_beginning_and_both_names(wanted: str) -> None:
    assert told(wanted).subject == "lizhou"


@pytest.mark.parametrize("wanted", [UNKNOWN_ORGANISATION, "单位未知", "Unknown organisation"])
def test_the_unknown_organisation_is_found_by_the_name_it_is_shown_under(wanted: str) -> None:
    assert told(wanted).subject == UNKNOWN_ORGANISATION


def test_a_person_without_a_name_is_found_by_the_beginning_of_the_id() -> None:
    (nameless,) = (row["person"] for row in award().tables["people"].to_pylist() if row["name"].startswith("匿名"))
    assert told(nameless[:8]).subject == nameless


def test_a_beginning_that_several_share_is_nobody_and_all_of_them_are_found() -> None:
    assert dossier().subject("citizen-0") is None
    assert dossier().found("citizen-0") == [f"citizen-0{number}" for number in range(1, 10)]
    assert dossier().found("nobody at all") == []


# ── what the pages say beside the numbers ────────────────────────────────────────────────────────


def test_the_explanation_of_an_organisation_names_the_author_of_every_change() -> None:
    by = {change.by for change in told("lizhou").counted}
    assert {"林知远", "沈若川", "Talbot Ashgrove"} <= by
    assert "" not in by
    assert {change.by for change in told("citizen-01").counted} == {""}


def test_a_divided_person_shows_the_share_of_each_change() -> None:
    assert {change.share for change in told("xhut").counted} == {WHOLE, 400_000}


def test_joined_signatures_say_on_what_ground() -> None:
    (sentence,) = told("citizen-01").identity
    assert len(expected.IDENTITIES["林知远"]) == 3
    assert "3" in sentence.zh
    assert "别名表" in sentence.zh
    assert ".mailmap" in sentence.zh


def test_a_bot_says_by_which_rule_it_is_one() -> None:
    (bot,) = (row["person"] for row in award().tables["people"].to_pylist() if row["name"] == "yunfan-deps[bot]")
    assert any("认定不是自然人" in sentence.zh for sentence in told(bot).identity)


def test_numbers_nobody_has_confirmed_are_noted() -> None:
    assert any("核实" in note.zh and "verified" in note.en for note in dossier().report(subjects=False).notes)


def test_a_list_on_incomplete_evidence_is_not_publishable_and_names_both_repositories() -> None:
    report = Dossier(whole_city()).report(subjects=False)
    assert not report.publishable
    assert {name for name in expected.INCOMPLETE if any(name in reason.zh for reason in report.refusal)} == set(expected.INCOMPLETE)
    assert dossier().report(subjects=False).publishable


def test_a_programme_without_money_may_publish_on_incomplete_evidence_and_says_so(tmp_path: Path) -> None:
    programme = tmp_path / "open-list.toml"
    window = 'kind = "dates"\nfrom = 2025-01-01\nuntil = 2026-01-01'
    text = RANGES.format(id="open-list", money="false", incomplete="allow", libraries='["seed_library", "nursery"]', window=window)
    programme.write_text(text, "utf-8")
    report = Dossier(example_office().rank(programme)).report(subjects=False)
    assert report.publishable
    assert not report.complete
    assert any("证据不完整" in note.zh for note in report.notes)


def test_only_a_track_with_awards_shows_a_column_of_amounts() -> None:
    assert [track.pays for track in dossier().report(subjects=False).tracks] == [True, True]
    assert [track.pays for track in Dossier(observation()).report(subjects=False).tracks] == [False, False]


def test_a_window_of_releases_is_worded_in_both_languages(tmp_path: Path) -> None:
    programme = tmp_path / "releases.toml"
    window = 'kind = "ranges"\ndefault = "v2024.12..v2025.12"\n\n[window.repository]\ngearsim-fork = "..main"'
    programme.write_text(
        RANGES.format(id="releases", money="false", incomplete="allow", libraries='["seed_library"]', window=window), "utf-8"
    )
    said = Dossier(example_office().rank(programme)).report(subjects=False).window
    assert "v2024.12..v2025.12" in said.zh
    assert said.en == "commit ranges default: v2024.12..v2025.12; gearsim-fork: ..main"
