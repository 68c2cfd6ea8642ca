"""What is read out of the bytes of a message?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.collect.message import Signed, decode, reverted_commit, subject, trailers


@pytest.mark.parametrize(
    ("raw", "text", "rule"),
    [
        (b"plain", "plain", "utf-8"),
        ("李明".encode(), "李明", "utf-8"),
        ("李明".encode("gb18030"), "李明", "gb18030"),
        (b"M\xfcller", "Müller", "latin-1"),
        (b"\xc4\xe3 M\xfcller", "Äã Müller", "latin-1"),
        (b"\xe4\xf6", "漩", "gb18030"),
        (b"\x81\x40", "\x81@", "latin-1"),
    ],
)
def test_bytes_are_decoded_by_the_first_rule_that_fits(raw: bytes, text: str, rule: str) -> None:
    assert decode(raw) == (text, rule)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_chinese_of_the_gb2312_plane_is_read_in_either_encoding(text: str) -> None:
    raw = text.encode("gb18030")
    if all(byte >= 0xA1 for byte in raw):
        assert decode(raw)[0] in {text, raw.decode("utf-8", "replace")}
    assert decode(text.encode()) == (text, "utf-8")


@given(st.binary())
def test_any_bytes_become_text_that_can_be_stored(raw: bytes) -> None:
    decode(raw)[0].encode("utf-8")


def test_every_signed_line_is_found_and_the_footer_marked() -> None:
    message = (
        "fix\n\nReviewed-by: 王五 <wu@x.example> (in passing)\nmore text\n\n"
        'Signed-off-by: "Li, Ming" <li@x.example>\nCO-AUTHORED-BY: wu <wu@x.example>\nReported-and-tested-by: somebody\n'
        "Fixes: abc (not a person)\n"
    ).encode()
    assert trailers(message) == [
        Signed("reviewed-by", "王五".encode(), b"wu@x.example", in_footer=False),
        Signed("signed-off-by", b"Li, Ming", b"li@x.example", in_footer=True),
        Signed("co-authored-by", b"wu", b"wu@x.example", in_footer=True),
        Signed("reported-and-tested-by", b"somebody", b"", in_footer=True),
    ]


def test_a_message_of_one_paragraph_has_no_footer() -> None:
    assert trailers(b"Signed-off-by: li <li@x.example>") == [Signed("signed-off-by", b"li", b"li@x.example", in_footer=False)]


@given(st.binary(max_size=80).map(lambda raw: b"x\n\nA-by: " + raw))
def test_no_message_breaks_the_reader(message: bytes) -> None:
    for line in trailers(message):
        assert b"\n" not in line.name + line.email


@pytest.mark.parametrize(
    "message",
    [
        b"x-by: a" + b" " * 1_000_000 + b"b",
        b"x-by:" + b"\t" * 1_000_000 + b"b",
        b"x-by: " + b"<" * 1_000_000,
        b"a-by" * 250_000,
        b" " * 1_000_000 + b"x-by",
    ],
    ids=["blanks", "tabs", "brackets", "words", "indented"],
)
def test_a_message_made_to_be_slow_is_read_to_its_end(message: bytes) -> None:
    # an expression that tries every pair of places would need hours for a million characters
    trailers(b"subject\n\n" + message)
    reverted_commit(message + b" everts")
    subject(message)


def test_the_reverted_commit_is_named_by_its_sentence() -> None:
    assert (
        reverted_commit(b'Revert "x"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n')
        == "0123456789abcdef" * 2 + "01234567"
    )
    assert reverted_commit(b"this reverts commit 0123456, mostly") == "0123456"
    assert reverted_commit(b"he said: This reverts commit 0123456") is None
    assert reverted_commit(b"This reverts commit 012") is None


def test_the_subject_is_the_first_line_with_anything_on_it() -> None:
    assert subject(b"\n \n  fix \r\n\nbody") == b"fix"
    assert subject(b"") == b""
