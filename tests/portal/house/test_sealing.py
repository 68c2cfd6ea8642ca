"""What is sealed opens here, for its purpose and its row, and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.house.sealing import SealBroken, city_key, seal, unseal


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"])), about=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(text: str, about: str) -> None:
    assert unseal(seal(text, "bank", about=about), "bank", about=about) == text


def test_the_text_is_not_in_the_seal_and_no_two_seals_are_alike() -> None:
    assert seal("6222020000000000", "bank") != seal("6222020000000000", "bank")
    assert "6222" not in seal("6222020000000000", "bank")


def test_a_seal_cannot_be_moved_to_another_row_or_purpose() -> None:
    sealed = seal("6222", "bank", about="payee:1")

    with pytest.raises(SealBroken, match="不属于这条记录"):
        unseal(sealed, "bank", about="payee:2")
    with pytest.raises(SealBroken):
        unseal(sealed, "attachment", about="payee:1")


def test_a_changed_seal_does_not_open() -> None:
    sealed = seal("6222", "bank")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]

    with pytest.raises(SealBroken):
        unseal(changed, "bank")


@pytest.mark.parametrize("text", ["", "6222", "s1.", "s1.AAAA", "s2.WFRTMQ==", "s1.不是"])
def test_what_is_no_seal_is_said_to_be_none(text: str) -> None:
    with pytest.raises(SealBroken, match="格式"):
        unseal(text, "bank")


def test_another_citys_key_is_named(tmp_path: Path) -> None:
    sealed = seal("6222", "bank")
    (tmp_path / "home" / "city.key").write_bytes(b"another")

    with pytest.raises(SealBroken, match="密钥编号"):
        unseal(sealed, "bank")


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert city_key() == city_key()
    assert (tmp_path / "home" / "city.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_there_is_used(tmp_path: Path) -> None:
    (tmp_path / "home" / "city.key").write_bytes(b"demonstration only")

    assert city_key() == b"demonstration only"
