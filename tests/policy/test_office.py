"""Is the office's file read, and its notice floor meant as it is written?"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import PolicyError
from xingtu.policy.office import UNITS, NoticeLength, parse_office

TEXT = (Path(__file__).parents[2] / "policy/office.toml").read_text(encoding="utf-8")
lengths = st.builds(NoticeLength, st.integers(1, 60), st.sampled_from(UNITS))


def test_the_shipped_office_is_an_invented_city_with_an_unconfirmed_floor() -> None:
    office = parse_office(TEXT, file_name="policy/office.toml")
    assert (office.name, office.time_zone, office.notice_floor) == ("星河市", "Asia/Shanghai", NoticeLength(5, "working"))
    assert not office.notice_floor_verified


def test_a_time_zone_is_a_name_not_an_offset() -> None:
    with pytest.raises(PolicyError, match="不是时区的名字"):
        parse_office(TEXT.replace("Asia/Shanghai", "+08:00"), file_name="policy/office.toml")


@given(notice=lengths, floor=lengths)
def test_calendar_days_never_stand_in_for_working_days(notice: NoticeLength, floor: NoticeLength) -> None:
    enough = notice.at_least(floor)
    assert enough == (notice.length >= floor.length and not (notice.unit == "calendar" and floor.unit == "working"))
