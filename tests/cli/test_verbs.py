"""Does every verb answer programs in JSON, pipes in plain rows, and people in their language?"""

import functools
import json
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from city import expected
from tests.stories.office import (
    AWARD,
    CHECKOUT,
    FOLDER_OF,
    KEY,
    Answer,
    award,
    clone,
    example_office,
    new_office,
    whole_city,
    xingtu,
)  # fmt: skip
from xingtu.cli.application import VERBS as FILES
from xingtu.cli.application import application
from xingtu.store.ledger import write_bundle

CITY = example_office().city_file
HAN = re.compile(r"[\u4e00-\u9fff]")


@functools.cache
def home() -> Path:
    """The home of the example office with both awards in its ledger."""
    assert award().run_id != whole_city().run_id
    return example_office().home


def ok(*arguments: object, **environment: str) -> Answer:
    answer = xingtu(*arguments, home=home(), **environment)
    assert answer.code == 0, answer.err
    assert "Traceback" not in answer.err
    return answer


RUN, OTHER = award().run_id[:12], whole_city().run_id[:12]

VERBS: dict[str, tuple[object, ...]] = {
    "scan": ("scan", "--city", CITY),
    "rank": ("rank", AWARD, "--city", CITY),
    "explain": ("explain", RUN, "citizen-01"),
    "explain all": ("explain", RUN),
    "replay": ("replay", RUN),
    "diff": ("diff", RUN, OTHER),
    "contributions": ("contributions", CITY.parent / FOLDER_OF["gearsim"], "--range", "HEAD"),
    "doctor": ("doctor",),
}
"""Every verb with a result."""

by_verb = pytest.mark.parametrize("verb", VERBS)


PROVEN_ELSEWHERE = {"report", "new", "licences", "advisories", "audit", "affected", "match", "sbom", "posture", "secrets"}
"""In a file of their own beside this one, or below."""


def names_registered(verb: str = "") -> set[str]:
    """Verbs of ours; other packages add verbs of their own, and prove them themselves."""
    app = application([verb] if verb else [])
    ours = [command for command in app.registered_commands if str(getattr(command.callback, "__module__", "")).startswith("xingtu.")]
    return {str(command.name) for command in ours} | {str(group.name) for group in app.registered_groups}


def test_every_verb_is_in_this_list() -> None:
    assert names_registered() == {arguments[0] for arguments in VERBS.values()} | PROVEN_ELSEWHERE == FILES.keys()


@pytest.mark.parametrize("verb", FILES)
def test_every_verb_is_registered_by_the_file_that_is_named(verb: str) -> None:
    assert verb in names_registered(verb)


@functools.cache
def piped(verb: str) -> Answer:
    return xingtu(*VERBS[verb], home=home())


@functools.cache
def in_json(verb: str) -> Answer:
    return xingtu(*VERBS[verb], "--format", "json", home=home())


@by_verb
def test_the_answer_for_programs_is_json_and_nothing_else(verb: str) -> None:
    answer = in_json(verb)
    assert answer.code == 0
    assert json.loads(answer.out)
    assert answer.err == ""


@by_verb
def test_what_goes_into_a_pipe_has_no_colour_no_progress_and_no_secret(verb: str) -> None:
    answer = piped(verb)
    assert answer.code == 0
    assert answer.out
    # rank's table does not hold the run's id, which the next command needs
    assert ("xingtu report" in answer.err) if verb == "rank" else (answer.err == "")
    assert not {"\x1b", "\r"} & set(answer.out)
    assert KEY.decode() not in answer.out


@pytest.mark.parametrize("verb", ["scan", "rank", "explain", "contributions"])
def test_english_headings_hold_no_chinese(verb: str) -> None:
    headings = xingtu(*VERBS[verb], "--lang", "en", home=home()).out.splitlines()[0]
    assert headings
    assert not HAN.search(headings)


def test_the_language_of_the_environment_is_that_of_the_option() -> None:
    by_option = xingtu(*VERBS["explain"], "--lang", "en", home=home())
    assert by_option.out == xingtu(*VERBS["explain"], home=home(), XINGTU_LANG="en").out != piped("explain").out


def test_the_ranking_in_a_pipe_is_the_hand_made_one() -> None:
    rows = [line.split("\t") for line in piped("rank").out.splitlines()]
    said = {row[1]: int(row[3]) for row in rows if row[1] in expected.MERGED_CHANGES_2025 and row[0] != "名次"}
    assert said == {name: number for name, number in expected.MERGED_CHANGES_2025.items() if name}


def test_the_ranking_for_programs_is_the_run_everybody_gets() -> None:
    written = json.loads(in_json("rank").out)
    assert written["run_id"] == award().run_id


def test_the_city_scanned_last_is_remembered(tmp_path: Path) -> None:
    office = new_office(tmp_path, CITY)
    assert xingtu("scan", "--city", CITY, home=office.home).code == 0
    answer = xingtu("rank", "contribution-award-2025", "--format", "json", home=office.home)
    assert json.loads(answer.out)["run_id"] == award().run_id


def test_an_explanation_for_programs_holds_the_one_subject() -> None:
    written = json.loads(ok("explain", RUN, "Lin Zhiyuan", "--format", "json").out)
    assert [subject["subject"] for subject in written["subjects"]] == ["citizen-01"]


def test_a_run_is_named_by_prefix_folder_or_bundle(tmp_path: Path) -> None:
    write_bundle(award(), tmp_path / "bundle.zip")
    references = (award().run_id[:6], home() / "runs" / award().run_id, tmp_path / "bundle.zip")
    answers = {ok("explain", reference, "林知远").out for reference in references}
    assert len(answers) == 1


def test_a_report_prints_the_page_to_open_and_nothing_else(tmp_path: Path) -> None:
    answer = ok("report", RUN, "--out", tmp_path / "public")
    assert answer.out == f"{tmp_path / 'public' / 'index.html'}\n"
    assert answer.err == ""


def test_the_private_workbook_is_written_only_when_asked_for_and_marked(tmp_path: Path) -> None:
    answer = ok("report", RUN, "--out", tmp_path / "public", "--private", tmp_path / "inner.xlsx")
    assert (tmp_path / "inner.xlsx").is_file()
    assert "请勿外传" in answer.err


def test_a_list_that_may_not_be_published_is_refused_with_both_repositories_named() -> None:
    programme = CITY.parent / "programmes" / "whole-city-award-2025.toml"
    answer = xingtu("rank", programme, "--city", CITY, "--publish", home=home())
    assert answer.code != 0
    assert "starmap" in answer.err
    assert "seamount" in answer.err


def test_replay_says_identical_to_a_stranger_without_a_city(tmp_path: Path) -> None:
    write_bundle(award(), tmp_path / "bundle.zip")
    answer = xingtu("replay", tmp_path / "bundle.zip", "--repositories", CITY.parent / "hosts", home=tmp_path / "strangers home")
    assert answer.code == 0
    assert "完全一致" in answer.out
    assert award().run_id in answer.out


def test_replay_of_something_else_shows_the_first_difference_and_ends_with_1(tmp_path: Path) -> None:
    clones = tmp_path / "clones"
    for repository in {entry.id for entry in award().manifest.repositories if entry.tip}:
        clone(CITY.parent / FOLDER_OF[repository], clones / repository)
    with (clones / "minnow" / "shallow").open("w") as file:
        file.write(example_office().git("minnow", "rev-parse", "HEAD~5"))
    write_bundle(award(), tmp_path / "bundle.zip")
    answer = xingtu("replay", tmp_path / "bundle.zip", "--repositories", clones, home=tmp_path / "home")
    assert answer.code == 1, answer.err
    assert re.search(r"不一致 different：\w+ 第 \d+ 行", answer.out)
    assert "运行所记 written" in answer.out
    assert "重算所得 recomputed" in answer.out


def test_a_difference_for_programs_says_what_changed() -> None:
    written = json.loads(in_json("diff").out)
    assert written["same"] is False
    assert json.loads(ok("diff", RUN, RUN, "--format", "json").out)["same"] is True


def test_new_metric_writes_the_metric_and_its_failing_test() -> None:
    folder = Path(tempfile.mkdtemp(prefix="xingtu-new-"))
    answer = ok("new", "metric", "merged_on_sundays", "--into", folder)
    written = [Path(line) for line in answer.out.splitlines()]
    assert written == [
        folder / "src/xingtu/measure/metrics/merged_on_sundays.py",
        folder / "tests/measure/metrics/test_merged_on_sundays.py",
    ]
    compile(written[0].read_text("utf-8"), str(written[0]), "exec")
    again = xingtu("new", "metric", "merged_on_sundays", "--into", folder, home=home())
    assert again.code == 2
    assert "已经存在" in re.sub(r"\s|│", "", again.err)
    shutil.rmtree(folder)


def test_doctor_ends_with_1_when_git_is_missing_and_says_how_to_get_it(tmp_path: Path) -> None:
    answer = xingtu("doctor", home=tmp_path, PATH=str(tmp_path))
    assert answer.code == 1
    assert "apt install git" in answer.out


@pytest.mark.parametrize("verb", sorted({str(arguments[0]) for arguments in VERBS.values()} | {"report", "new"}))
def test_the_help_of_every_verb_gives_an_example(verb: str) -> None:
    answer = ok(verb, "--help", COLUMNS="200")
    assert f"xingtu {verb}" in answer.out
    assert "Example" in answer.out


def test_nothing_was_written_beside_the_policy() -> None:
    assert [
        path.name
        for path in (CHECKOUT / "policy").iterdir()
        if path.suffix != ".toml" and path.name not in {"calendar", "compatibility", "programmes"}
    ] == []
