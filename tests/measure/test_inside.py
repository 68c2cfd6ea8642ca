from typing import Any

from xingtu import catalogue
from xingtu.catalogue import measured
from xingtu.measure.samples import author, change, lines

METRICS = catalogue.metrics()


def test_lines_nobody_could_read_are_unknown_and_not_zero() -> None:
    facts: dict[str, Any] = {
        "changes": [change("r", "c1", measured=False), change("r", "c2"), change("r", "c3", measured=False, taken_by="bot")],
        "line_credit": [lines("r", "c2", 4)],
        "authorship": [author("r", "c1", "li"), author("r", "c2", "li"), author("r", "c3", "bot", actor="bot")],
    }
    assert measured(METRICS["merged_lines"], facts) == [
        ("r", "(Unknown)", "bot", "tianqi", None),
        ("r", "(Unknown)", "li", "tianqi", None),
        ("r", "src", "li", "tianqi", 4_000_000),
    ]
    assert measured(METRICS["credited_lines"], facts) == [
        ("r", "(Unknown)", "li", "tianqi", None),
        ("r", "src", "li", "tianqi", 4_000_000),
    ]


def test_a_bot_is_shown_with_its_gross_lines_and_no_credited_ones() -> None:
    facts: dict[str, Any] = {
        "changes": [change("r", "c1", taken_by="bot")],
        "line_credit": [lines("r", "c1", 9, taken_by="bot")],
        "authorship": [author("r", "c1", "bot", actor="bot")],
    }
    assert measured(METRICS["merged_lines"], facts) == [("r", "src", "bot", "tianqi", 9_000_000)]
    assert measured(METRICS["credited_lines"], facts) == [("r", "src", "bot", "tianqi", 0)]
    assert measured(METRICS["merged_changes"], facts) == [("r", "bot", "tianqi", 0)]


def test_an_author_with_two_employers_is_one_person() -> None:
    facts: dict[str, Any] = {
        "changes": [change("r", "c1")],
        "authorship": [author("r", "c1", "li", share=500_000), author("r", "c1", "li", "yunfan", share=500_000)],
    }
    assert measured(METRICS["first_time_contributors"], facts) == [("r", 1)]
    assert measured(METRICS["contributor_absence_factor"], facts) == [("r", 1)]
    assert measured(METRICS["elephant_factor"], facts) == [("r", 1, 0)]


def test_newcomers_and_returning_people_are_everybody() -> None:
    facts: dict[str, Any] = {
        "changes": [change("r", "c1", period="before", taken_by="import"), change("r", "c2"), change("r", "c3")],
        "authorship": [author("r", "c1", "li"), author("r", "c2", "li"), author("r", "c3", "wu")],
    }
    assert measured(METRICS["first_time_contributors"], facts) == [("r", 1)]
    assert measured(METRICS["returning_contributors"], facts) == [("r", 1)]
