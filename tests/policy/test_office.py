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


def test_the_shipped_districts_and_parks_are_told_apart_by_id_and_kind() -> None:
    districts = parse_office(TEXT, file_name="policy/office.toml").districts
    assert len({district.id for district in districts}) == len(districts) == 6
    assert {district.kind for district in districts} == {"district", "park"}
    assert (districts[0].id, districts[0].name, districts[0].name_en) == ("yinhan", "银汉区", "Yinhan District")


def test_an_office_may_have_no_districts() -> None:
    assert parse_office(TEXT[: TEXT.index("[[district]]")], file_name="policy/office.toml").districts == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "lanyue"', 'id = "yinhan"', 'district "yinhan": 编号 “yinhan” 出现了两次'),
        ('kind = "park"', 'kind = "parc"', 'district "tianshu-park": kind = “parc” 不在可选值之内；是不是 “park”？'),
        ('name_en = "Lanyue District"\n', "", 'district "lanyue": 缺少键 “name_en”'),
        ('id = "lanyue"', 'id = "Lan Yue"', 'district "Lan Yue": id = “Lan Yue” 不能作编号'),
        ('id = "lanyue"', 'id = "lanyue"\nboss = "x"', 'district "lanyue": 不认识的键 “boss”'),
    ],
)
def test_a_district_that_cannot_be_told_apart_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse_office(TEXT.replace(old, new, 1), file_name="policy/office.toml")
    assert said in str(caught.value)


@given(notice=lengths, floor=lengths)
def test_calendar_days_never_stand_in_for_working_days(notice: NoticeLength, floor: NoticeLength) -> None:
    enough = notice.at_least(floor)
    assert enough == (notice.length >= floor.length and not (notice.unit == "calendar" and floor.unit == "working"))
