from hashlib import sha256
from pathlib import Path

import pytest

from portal.errors import Invalid
from portal.evidence.home import laid_down, programme_file, programme_name
from portal.evidence.services.programme_texts import programme_of, programme_prove, programme_put, programme_text
from tests.portal.evidence.call_texts import OPEN_CALL, TEXT


def test_a_published_text_lies_byte_for_byte_under_its_hash(home: Path) -> None:
    policy_hash = programme_put(OPEN_CALL, TEXT)
    assert policy_hash == sha256(TEXT.encode()).hexdigest()
    assert programme_file(OPEN_CALL, policy_hash).read_bytes() == TEXT.encode()
    assert programme_file(OPEN_CALL, policy_hash).parent == home / "programmes" / policy_hash
    assert programme_text(OPEN_CALL, policy_hash) == TEXT
    assert programme_name(OPEN_CALL, policy_hash) == "示例征集（2025）"


def test_publishing_the_same_text_twice_is_publishing_it_once() -> None:
    policy_hash = programme_put(OPEN_CALL, TEXT)
    before = laid_down(OPEN_CALL, policy_hash).stat().st_mtime_ns
    assert programme_put(OPEN_CALL, TEXT) == policy_hash
    assert laid_down(OPEN_CALL, policy_hash).stat().st_mtime_ns == before


def test_a_file_that_was_damaged_is_laid_down_anew() -> None:
    policy_hash = programme_put(OPEN_CALL, TEXT)
    laid_down(OPEN_CALL, policy_hash).write_text("half", "utf-8")
    programme_put(OPEN_CALL, TEXT)
    assert programme_text(OPEN_CALL, policy_hash) == TEXT


def test_what_cannot_be_carried_out_is_not_laid_down_and_says_why(home: Path) -> None:
    with pytest.raises(Invalid) as refused:
        programme_put(OPEN_CALL, TEXT.replace('metric = "merged_changes"', 'metric = "stars"'))
    assert "stars" in str(refused.value.problems["text"])
    assert not (home / "programmes").exists()


@pytest.mark.parametrize("ident", ["../award", "A", "", "a/b", "x" * 90])
def test_an_id_that_is_no_file_name_is_refused(ident: str) -> None:
    with pytest.raises(Invalid):
        programme_put(ident, TEXT)
    with pytest.raises(Invalid):
        programme_file(ident or "..", "0" * 64)


def test_a_version_that_is_not_here_names_itself() -> None:
    with pytest.raises(Invalid, match="000000000000"):
        programme_file(OPEN_CALL, "0" * 64)
    with pytest.raises(Invalid):
        programme_file(OPEN_CALL, "../" * 21 + "x")


def test_a_text_says_which_programme_it_is() -> None:
    assert programme_of(TEXT).id == OPEN_CALL
    assert programme_prove(OPEN_CALL, TEXT) == programme_of(TEXT)
    with pytest.raises(Invalid):
        programme_of("this is no TOML =")
    with pytest.raises(Invalid):
        programme_of("")
