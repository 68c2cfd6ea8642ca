"""Does a ruling hold only while it is signed, in time, and made on the tables of today?"""

from dataclasses import replace
from datetime import date

import pytest

from xingtu.errors import DeclarationError
from xingtu.policy.licence_rulings import Ruling, in_force, sound

RULING = Ruling(
    id="r-1",
    scope="pair",
    reason="见法律意见书 2026-03",
    reviewer="周律师",
    signed_by="市项目办",
    issued_on="2026-03-01",
    expires_on="2027-03-01",
    inbound="MulanPSL-2.0",
    outbound="GPL-2.0-only",
    answer="compatible",
    seen=("osadl@2024-05-21", "mulan@1"),
)
TODAY, VERSIONS = date(2026, 11, 26), {"osadl": "2024-05-21", "mulan": "1"}


def test_a_signed_ruling_holds_in_its_time_and_on_the_tables_it_saw() -> None:
    assert RULING.why_not(TODAY, VERSIONS) is None
    assert in_force([RULING], TODAY, VERSIONS) == (RULING,)


@pytest.mark.parametrize(
    ("ruling", "on", "versions", "said"),
    [
        (replace(RULING, signed_by=""), TODAY, VERSIONS, "尚未签署"),
        (RULING, date(2026, 2, 28), VERSIONS, "才生效"),
        (RULING, date(2027, 3, 1), VERSIONS, "到期"),
        (RULING, TODAY, VERSIONS | {"osadl": "2026-01-01"}, "须重新裁定"),
    ],
)
def test_a_ruling_is_open_again(ruling: Ruling, on: date, versions: dict[str, str], said: str) -> None:
    why = ruling.why_not(on, versions)
    assert why is not None
    assert said in why[0]
    assert in_force([ruling], on, versions) == ()


def test_a_ruling_without_an_end_goes_on() -> None:
    assert replace(RULING, expires_on="").why_not(date(2099, 1, 1), VERSIONS) is None


@pytest.mark.parametrize(
    ("ruling", "said"),
    [
        (replace(RULING, scope="world"), "scope 应是"),
        (replace(RULING, answer=""), "必须且只能写一个"),
        (replace(RULING, concluded="MIT", repository="x"), "必须且只能写一个"),
        (replace(RULING, answer="yes"), "answer 应是"),
        (replace(RULING, inbound=""), "要写明 inbound 和 outbound"),
        (replace(RULING, scope="repository"), "没有写 repository"),
        (replace(RULING, scope="city", answer="", concluded="MIT"), "没有写 repository"),
        (replace(RULING, answer="", not_a_licence="gpl_1.RULE"), 'scope = "pair" 只用于 answer'),
        (replace(RULING, scope="city", answer="", not_a_licence="gpl_1.RULE"), "blob"),
        (replace(RULING, expires_on="2026-03-01"), "不晚于"),
    ],
)
def test_a_ruling_that_decides_nothing_clear_is_refused(ruling: Ruling, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        sound(ruling)


def test_a_sound_ruling_is_given_back() -> None:
    assert sound(RULING) is RULING
