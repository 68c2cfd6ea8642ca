"""Do we hold at least what univers holds of the public vers-spec suite?"""

import pytest

from tests.versions import public_suites

ROWS = public_suites.kept()


def test_the_suite_is_all_there() -> None:
    counted = {scheme: sum(row[0] == scheme for row in ROWS) for scheme in public_suites.ECOSYSTEMS}
    assert counted == {"apk": 680, "maven": 590, "nuget": 33, "conan": 47}


@pytest.mark.parametrize("scheme", public_suites.ECOSYSTEMS)
def test_every_row_of_vers_spec_holds(scheme: str) -> None:
    assert [row for row in ROWS if row[0] == scheme and not public_suites.ours(row)] == []


@pytest.mark.parametrize("scheme", public_suites.ECOSYSTEMS)
def test_we_are_not_below_univers(scheme: str) -> None:
    held = [row for row in ROWS if row[0] == scheme]
    assert sum(map(public_suites.ours, held)) >= sum(map(public_suites.theirs, held)) > 0
