"""Is a window what its two ends say?"""

from datetime import date

import pytest

from xingtu.errors import PolicyError
from xingtu.policy.stanza import read_stanza
from xingtu.policy.window import DatesWindow, Range, RangesWindow, Window, read_window


def read(text: str) -> Window:
    return read_window(read_stanza(f"[window]\n{text}", "x.toml").inner("window"))


def test_a_window_of_dates_leaves_its_last_day_out() -> None:
    window = read('kind = "dates"\nfrom = 2025-01-01\nuntil = 2026-01-01')
    assert window == DatesWindow(date(2025, 1, 1), date(2026, 1, 1))
    assert str(window) == "2025-01-01 ≤ 合入日 < 2026-01-01"


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(PolicyError, match="统计期是空的"):
        read('kind = "dates"\nfrom = 2025-01-01\nuntil = 2025-01-01')


def test_a_repository_may_have_its_own_range() -> None:
    window = read('kind = "ranges"\ndefault = "v1..v2"\n[window.repository]\n"gitee:1" = "2024.01..2025.01"')
    assert isinstance(window, RangesWindow)
    assert (window.range_of("gitee:1"), window.range_of("gitee:2")) == (Range("2024.01", "2025.01"), Range("v1", "v2"))
    assert str(window) == "默认：v1..v2；gitee:1：2024.01..2025.01"


def test_a_range_may_begin_at_the_beginning() -> None:
    window = read('kind = "ranges"\ndefault = "..v2"')
    assert isinstance(window, RangesWindow)
    assert window.default == Range("", "v2")


@pytest.mark.parametrize("written", ["v1", "v1...v2", "v1..", "v1..v2..v3", "--all..v2", "v1..--all", "a b..c", ""])
def test_what_is_no_range_is_refused(written: str) -> None:
    with pytest.raises(PolicyError):
        read(f'kind = "ranges"\ndefault = "{written}"')


def test_ranges_without_any_range_are_refused() -> None:
    with pytest.raises(PolicyError, match="没有写任何范围"):
        read('kind = "ranges"')
