"""Do rulings reach a run in the declarations, and does a run without any stay the run it was?"""

from typing import TYPE_CHECKING

import pytest

from xingtu.errors import DeclarationError
from xingtu.resolve.addresses import plain_key
from xingtu.resolve.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.resolve.conftest import City

RULING = """
[[licence_ruling]]
id = "mulan-into-gpl2"
scope = "pair"
inbound = "MulanPSL-2.0"
outbound = "GPL-2.0-only"
relation = "copied"
answer = "compatible"
reason = "见法律意见书 2026-03"
reason_en = "See the legal opinion of March 2026"
reviewer = "周律师"
signed_by = "市项目办"
issued_on = 2026-03-01
expires_on = 2027-03-01
seen = ["osadl@2024-05-21", "mulan@1"]
"""
BEFORE = (
    '{"assertions":[],"format":"xingtu-declarations/1","maps":[{"name":"map","sha256":"00"}],'
    '"organisations":[{"id":"tianqi","name":"天启"}],"people":[{"id":"li","name":"李明"}]}'
)
"""As it was written before there were rulings."""
BEFORE_DIGEST = "b409af64cfd537c1491e8af2880b8591c98eb728eef0fb81986cfa57006fb4cc"


def test_a_snapshot_from_before_keeps_its_bytes_and_its_hash() -> None:
    assert Snapshot.from_json(BEFORE).to_json() == BEFORE
    assert Snapshot.from_json(BEFORE).digest == BEFORE_DIGEST


def test_a_ruling_travels_from_the_citys_file_into_the_snapshot(city: "City") -> None:
    declarations = city.declares(RULING)
    (ruling,) = declarations.licence_rulings
    assert (ruling.id, ruling.scope, ruling.issued_on, ruling.seen) == (
        "mulan-into-gpl2", "pair", "2026-03-01", ("osadl@2024-05-21", "mulan@1"),
    )  # fmt: skip
    snapshot = declarations.keyed(plain_key, ())
    assert snapshot.licence_rulings == (ruling,)
    assert Snapshot.from_json(snapshot.to_json()) == snapshot


def test_a_city_without_rulings_has_the_snapshot_it_had(city: "City") -> None:
    assert '"licence_rulings"' not in city.declares("").keyed(plain_key, ()).to_json()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('scope = "pair"', 'scope = "world"', "scope 应是"),
        ("issued_on = 2026-03-01", "", "缺少 issued_on"),
        ('signed_by = "市项目办"', "", "缺少 signed_by"),
        ('reviewer = "周律师"', 'reviewer = "zhou@law.example"', "不能含邮箱"),
        ('answer = "compatible"', 'answer = "yes"', "answer 应是"),
        ('inbound = "MulanPSL-2.0"', 'inbond = "MulanPSL-2.0"', "是否为 'inbound'"),
    ],
)
def test_a_ruling_that_cannot_be_right_is_told_with_its_place(city: "City", old: str, new: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        city.declares(RULING.replace(old, new))


def test_two_rulings_of_one_name_are_refused(city: "City") -> None:
    with pytest.raises(DeclarationError, match="出现了 2 次"):
        city.declares(RULING + RULING)
