"""Are times without a break joined, clocks distrusted, and open ones counted and never averaged in?"""

from hypothesis import given
from hypothesis import strategies as st

from xingtu.measure.exposure import Exposure, Flaw, Held, exposures, median, time_to_fix

DAY = 86_400
PUBLISHED = "2026-01-10T00:00:00Z"


def day(number: int | None) -> str:
    return f"2026-01-{number:02}T00:00:00Z" if number else ""


def held(version: str, began: int | None, ended: int | None, package: str = "django") -> Held:
    return Held(
        "PyPI", package, version, began, ended, f"c{began}" if began else "", day(began or 5), "requirements.txt",
        f"c{ended}" if ended else "", day(ended),
    )  # fmt: skip


def found(*times: Held, published: str = PUBLISHED) -> list[Exposure]:
    return exposures(times, {("PyPI", "django", version): [Flaw("CVE-1", published)] for version in ("4.0", "4.1")})


def test_one_touched_version_after_another_is_one_exposure_and_a_clean_commit_between_makes_two() -> None:
    (one,) = found(held("4.0", 11, 12), held("4.1", 12, 14), held("4.2", 14, None))
    assert (one.commit, one.until_commit, one.versions, one.seconds) == ("c11", "c14", ("4.0", "4.1"), 3 * DAY)
    assert [one.commit for one in found(held("4.0", 11, 12), held("4.1", 13, 14))] == ["c11", "c13"]


def test_the_clock_starts_when_the_flaw_is_there_and_known() -> None:
    (before,) = found(held("4.0", 3, 12))
    assert (before.since, before.seconds, before.outcome) == (PUBLISHED, 2 * DAY, "fixed")
    (never,) = found(held("4.0", 3, 9))
    assert (never.seconds, never.outcome) == (None, "gone_before_published")
    (still,) = found(held("4.0", 11, None))
    assert (still.since, still.seconds, still.outcome) == (day(11), None, "open")


def test_what_is_not_known_stays_unknown() -> None:
    unknown = [
        *found(held("4.0", 11, 12), published=""),
        *found(held("4.0", 11, 12), published="0001-01-01T00:00:00Z"),
        *found(Held("PyPI", "django", "4.0", 11, 12, "c11", "", "p", "c12", day(12))),
        *found(Held("PyPI", "django", "4.0", 11, 12, "c11", day(14), "p", "c12", day(12))),
    ]
    assert [(one.outcome, one.seconds) for one in unknown] == [("unknown", None)] * 4


def test_what_began_before_a_shallow_clone_is_known_exactly_when_the_flaw_became_known_later() -> None:
    (later,) = found(held("4.0", None, 12))
    assert (later.commit, later.complete, later.seconds) == ("", False, 2 * DAY)
    (earlier,) = found(held("4.0", None, 12), published=day(2))
    assert (earlier.outcome, earlier.seconds) == ("unknown", None)


def test_open_ones_are_counted_beside_the_median_and_not_in_it() -> None:
    rows = [("small", one) for one in found(held("4.0", 11, 12), held("4.0", 13, 16), held("4.1", 18, None))]
    rows += [("large", one) for one in found(held("4.0", 20, None))]
    large, small = time_to_fix(rows)
    assert (large.key, large.fixed, large.open, large.median_seconds) == ("large", 0, 1, None)
    assert (small.key, small.fixed, small.open, small.median_seconds) == ("small", 2, 1, 2 * DAY)


@given(st.lists(st.integers(0, 10**9), min_size=1))
def test_half_of_the_numbers_are_on_each_side_of_the_median(numbers: list[int]) -> None:
    middle = median(numbers)
    assert middle is not None
    assert sum(one < middle for one in numbers) * 2 <= len(numbers)
    assert sum(one > middle for one in numbers) * 2 <= len(numbers)


pieces = st.lists(st.tuples(st.sampled_from(["4.0", "4.1", "4.2"]), st.integers(1, 12), st.integers(1, 5)), max_size=6)


@given(pieces)
def test_a_commit_is_inside_an_exposure_exactly_when_a_touched_version_was_held_there(given_pieces: list[tuple[str, int, int]]) -> None:
    times = [held(version, begin, begin + length) for version, begin, length in given_pieces]
    inside = {place for one in found(*times) for place in range(int(one.commit[1:]), int(one.until_commit[1:]))}
    assert inside == {place for v, begin, length in given_pieces if v != "4.2" for place in range(begin, begin + length)}
    assert all(one.commit != other.until_commit for one in found(*times) for other in found(*times))
