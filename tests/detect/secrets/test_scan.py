"""Is the place right, and is what is no secret left alone, in whatever bytes?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.detector import Blob
from xingtu.detect.detectors.secret import detect, wants
from xingtu.detect.secrets.believable import entropy, is_placeholder, is_plain_word, is_sample_host
from xingtu.detect.secrets.keywords import Keywords
from xingtu.detect.secrets.rule import example
from xingtu.detect.secrets.scan import LARGEST_BYTES, LONGEST_LINE, MOST, scan

TOKEN = example("ghp_<A36>")


def places(content: bytes, basename: str = "a.py") -> list[tuple[str, int, int]]:
    return [(one.rule, one.line, one.column) for one in scan(content, basename)[0]]


def test_columns_count_characters_and_lines_count_from_one() -> None:
    text = f"第一行\n令牌：'{TOKEN}'\r\n{TOKEN}\n"
    assert places(text.encode()) == [("github_token", 2, 5), ("github_token", 3, 1)]


def test_two_secrets_differ_in_their_mark_and_the_same_one_does_not() -> None:
    other = example("ghp_<A36> ").strip()
    first, again, second = scan(f"{TOKEN}\n{TOKEN}\n{other}\n".encode())[0]
    assert first.mark == again.mark != second.mark
    assert len(first.mark) == 4


def test_a_file_of_utf_16_is_read() -> None:
    assert detect(Blob(f"token {TOKEN}".encode("utf-16"), "a.txt"))["found"][0]["line"] == 1


def test_what_is_no_text_and_what_is_too_large_says_so() -> None:
    assert detect(Blob(b"a\0" + TOKEN.encode(), "a"))["state"] == "binary"
    assert detect(Blob(b" " * (LARGEST_BYTES + 1), "a"))["state"] == "too_large"


def test_a_lock_file_and_a_long_line_hold_tokens_but_no_passwords() -> None:
    password = example('password = "<A20>7x"')
    assert places(password.encode()) == [("password", 1, 13)]
    assert places((" " * LONGEST_LINE + password).encode()) == []
    assert detect(Blob(password.encode(), "yarn.lock"))["found"] == []
    assert detect(Blob(TOKEN.encode(), "yarn.lock"))["found"] != []


def test_a_setting_without_quotes_counts_in_settings_files_only() -> None:
    text = example("DB_PASSWORD=<A14>9x\n").encode()
    assert places(text, ".env") == [("password_in_settings", 1, 13)]
    assert places(text, "a.py") == []


def test_a_list_of_samples_is_cut_and_says_so() -> None:
    content = "\n".join(example(f"ghp_<A36> {number}") for number in range(MOST + 5)).encode()
    found, more = scan(content)
    assert (len(found), more) == (MOST, True)


@pytest.mark.parametrize(
    "value",
    [
        b"your-api-key-here",
        b"xxxxxxxxxxxxxxxx",
        b"AKIAIOSFODNN7EXAMPLE",
        b"abcdefghijklmnop",
        b"${TOKEN}",
        b"changeme123",
        b"aaaaaaaaaaaaaaab",
    ],
)
def test_placeholders_are_no_secrets(value: bytes) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", [b"client-credentials-flow", b"UserPasswordField2", b"sha256", b"pm-27581-device-auth-key"])
def test_names_are_no_secrets(value: bytes) -> None:
    assert is_plain_word(value)
    assert not is_plain_word(example("<A32>").encode())


def test_hosts_nobody_reaches_are_told_from_others() -> None:
    assert all(map(is_sample_host, (b"localhost", b"db", b"example.com", b"www.example.org", b"192.168.1.1", b"a.local")))
    assert not is_sample_host(b"gitee.com")


def test_entropy_is_counted_in_hundredths_of_bits() -> None:
    assert (entropy(b""), entropy(b"aaaa"), entropy(b"abab"), entropy(b"abcd")) == (0, 0, 100, 200)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    found, _ = scan(content, "a.env")
    assert all(one.line >= 1 and one.column >= 1 for one in found)


@given(st.lists(st.binary(min_size=3, max_size=6), min_size=1, max_size=8), st.binary(max_size=200))
def test_keywords_are_found_where_they_stand_and_nowhere_else(words: list[bytes], text: bytes) -> None:
    folded = text.lower()
    expected = {(place, word) for word in words for place in range(len(folded)) if folded.startswith(word.lower(), place)}
    assert set(Keywords(words).places(folded)) == expected


def test_pictures_and_archives_are_not_asked_for() -> None:
    assert wants("src/a.py")
    assert wants(".env")
    assert not wants("logo.png")
    assert not wants("dist/a.whl")
