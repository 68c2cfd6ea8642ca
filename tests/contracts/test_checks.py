"""What every check of posture owes: a new file in detect/posture/checks is tested here without a line being added."""

import re
from dataclasses import replace

import pytest

from xingtu import catalogue
from xingtu.detect.posture.check import Check
from xingtu.detect.posture.host_only import host_only
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import RISKS

HAN = re.compile(r"[\u4e00-\u9fff]")
every_check = pytest.mark.parametrize("check", catalogue.checks().values(), ids=lambda check: check.id)


@every_check
def test_the_worked_examples_hold(check: Check) -> None:
    assert check.examples
    for tree, score in check.examples:
        outcome = check.look(tree)
        assert outcome.score == score, (sorted(entry.path for entry in tree.entries), outcome.reason)


@every_check
def test_every_answer_gives_its_reason_in_both_languages(check: Check) -> None:
    for tree, _ in check.examples:
        outcome = check.look(tree)
        assert HAN.search(outcome.reason)
        assert outcome.reason_en
        assert not HAN.search(outcome.reason_en)
        assert outcome.score is None or 0 <= outcome.score <= 10


@every_check
def test_the_order_of_files_changes_no_score(check: Check) -> None:
    for tree, score in check.examples:
        assert check.look(Tree(tree.entries[::-1], tree.read, tree.known)).score == score


@every_check
def test_places_are_of_the_tree_and_lines_are_lines(check: Check) -> None:
    for tree, _ in check.examples:
        sizes = {entry.path: tree.text(entry).count("\n") + 1 for entry in tree.entries}
        for place in check.look(tree).places:
            if place.path in sizes:
                assert place.line is None or 1 <= place.line <= sizes[place.path]


@every_check
def test_nothing_given_is_never_a_good_score_it_did_not_earn(check: Check) -> None:
    outcome = check.look(tree_of({}))
    assert outcome.score in {None, 0} or check.id == "binary_artifacts"


@every_check
def test_a_file_that_is_missing_or_of_any_bytes_stops_nobody(check: Check) -> None:
    names = [*(path for tree, _ in check.examples for path in (entry.path for entry in tree.entries))]
    for content in (b"", b"\xff\xfe\0", b"&a [*a, *a]", b"- " * 3000, b"{" * 500, b"x: &a\n  y: *a\n"):
        check.look(tree_of(dict.fromkeys(names, content)))
    lost = tree_of(dict.fromkeys(names, b"x"))
    check.look(replace(lost, read=lambda _: None))


@every_check
def test_it_says_what_it_is(check: Check) -> None:
    assert check.risk in RISKS
    assert HAN.search(check.name)
    assert check.name_en
    assert check.own_name.replace("-", "_").lower() == check.id
    assert len(check.differs) == len(check.differs_en)


def test_with_those_that_need_a_host_there_are_all_of_scorecards() -> None:
    names = {check.own_name for check in catalogue.checks().values()} | {result.own_name for result in host_only()}
    assert len(names) == 20
    assert all(result.score is None and HAN.search(result.reason) for result in host_only())
