"""Does every reader of dependency files keep what it promises? A new format needs no line here."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xingtu.detect.lockfiles.format import LARGEST_BYTES, Format, Found
from xingtu.detect.lockfiles.formats import format_of, formats
from xingtu.errors import LockfileError
from xingtu.facts.components import DECLARED_MINIMUM, LOCKED, ORIGINS, QUALITIES, SCOPES, UNRESOLVED, Component
from xingtu.versions.ecosystems import SCHEME_OF
from xingtu.versions.purl import normal_name

FORMATS = formats()
Example = tuple[str, str, list[Component]]

every_format = pytest.mark.parametrize("kind", FORMATS.values(), ids=lambda kind: kind.id)
every_example = pytest.mark.parametrize(
    ("kind", "example"),
    [pytest.param(kind, example, id=f"{kind.id}-{place}") for kind in FORMATS.values() for place, example in enumerate(kind.examples)],
)
every_refused = pytest.mark.parametrize(
    ("kind", "text"),
    [pytest.param(kind, text, id=f"{kind.id}-{place}") for kind in FORMATS.values() for place, text in enumerate(kind.refused)],
)
MARKS = [*"\"'{}[]:,=#%<>01-@/\\$é\ufeff\ud7ff\0\n\t\r"]
PIECES = ["", "&a ", "*a", "!!x ", "null", "true", "[[", "]]", "{}", "[]", "\\u0000", "${a}", "=>", "//", "/*", "<!--"]
junk = st.sampled_from(MARKS + PIECES) | st.text(max_size=5)
WRONG = ["1", "null", "true", "{}", "[]", '""', '"x"', "[1]", "[[]]", '{"a": 1}', "{a = 1}", "{a: 1}", "-1", "1.5", "~"]
DEEP = [
    *"[{(\"'< ",
    '{"a":',
    "[[",
    "a: [",
    "- ",
    "a:\n ",
    "<a>",
    "%{",
    '%{"a": {',
    "a = [",
    "[a.",
    "/*",
    "\\\n",
    "require (\n",
    "a={",
    "1.",
]


def answer(kind: Format, content: bytes) -> Found | LockfileError:
    """What a reader says; anything but an answer or a refusal is a failure of the test."""
    try:
        return kind.read(content)
    except LockfileError as refused:
        return refused


@every_example
def test_the_worked_example_holds(kind: Format, example: Example) -> None:
    path, text, rows = example
    assert kind.wants(path)
    assert list(kind.read(text.encode()).components) == list(rows)


@every_example
def test_line_ends_and_byte_order_marks_change_nothing(kind: Format, example: Example) -> None:
    _, text, rows = example
    crlf = text.replace("\n", "\r\n")
    for content in (
        crlf.encode(),
        b"\xef\xbb\xbf" + text.encode(),
        b"\xff\xfe" + crlf.encode("utf-16-le"),
        b"\xfe\xff" + text.encode("utf-16-be"),
    ):
        assert list(kind.read(content).components) == list(rows)


@every_example
def test_a_row_says_where_it_stands(kind: Format, example: Example) -> None:
    _, text, rows = example
    lines = text.splitlines()
    for row in rows:
        assert row.line
        if row.quality == DECLARED_MINIMUM:
            continue  # Go's standard library stands as "go"
        near = "\n".join(lines[row.line - 1 : row.line + 8]).lower()
        names = {re.split("[:/]", name)[-1].lower() for name in (row.name, *row.via)}
        assert any(name in near or name.replace("-", "_") in near for name in names)


@every_example
def test_rows_are_normal_and_hold_no_credentials(kind: Format, example: Example) -> None:
    for row in kind.read(example[1].encode()).components:
        assert row.ecosystem == kind.ecosystem
        assert row.ecosystem in SCHEME_OF
        assert row.name == normal_name(row.ecosystem, row.name)
        assert row.scope in SCOPES
        assert row.origin in ORIGINS
        assert row.quality in QUALITIES
        assert (row.quality == UNRESOLVED) is (row.version == "")
        assert not re.search(r"://[^/]*@", repr(row))
        assert kind.resolved or row.quality != LOCKED


@every_refused
def test_what_is_not_of_the_format_is_refused_in_words(kind: Format, text: str) -> None:
    with pytest.raises(LockfileError, match=r"[一-鿿]") as caught:
        kind.read(text.encode())
    assert caught.value.line is None or 1 <= caught.value.line <= text.count("\n") + 1


@every_format
def test_a_format_describes_itself_and_shows_rows_and_none(kind: Format) -> None:
    assert all(text.strip() for text in (kind.id, kind.name, kind.ecosystem))
    assert "https://" in kind.source
    assert kind.version >= 1
    assert any(rows for _, _, rows in kind.examples)
    assert kind.refused


@every_format
def test_a_path_is_of_one_format_only(kind: Format) -> None:
    for path, _, _ in kind.examples:
        for where in (path, f"a/b/{path}"):
            assert [other.id for other in FORMATS.values() if other.wants(where)] == [kind.id]
            assert format_of(where) is kind
        assert not kind.wants(path + ".bak")


@every_format
@pytest.mark.parametrize("content", [b"\0", b"\xff\xfe\x00", b"\x80\x81", b"ok\n\xc3", b"\x1f\x8b\x08\x00", b"PK\x03\x04\0"])
def test_what_is_no_text_is_refused(kind: Format, content: bytes) -> None:
    with pytest.raises(LockfileError):
        kind.read(content)


@every_format
def test_a_file_too_large_is_refused_unread(kind: Format) -> None:
    with pytest.raises(LockfileError, match=str(LARGEST_BYTES)):
        kind.read(b" " * (LARGEST_BYTES + 1))


@every_format
@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "{",
        '{"a":',
        "[[",
        "a: [",
        "- ",
        "a:\n ",
        "<a>",
        "(",
        "%{",
        '%{"a": {',
        "a = [",
        "[a.",
        "'",
        '"',
        "/*",
        "\\\n",
        "require (\n",
        "a={",
    ],
)
def test_deep_nesting_is_refused_or_read_but_never_falls(kind: Format, piece: str) -> None:
    answer(kind, (piece * 20_000).encode())


@every_example
def test_a_file_cut_off_anywhere_is_refused_or_says_a_part(kind: Format, example: Example) -> None:
    content = example[1].encode()
    for end in range(0, len(content), max(1, len(content) // 60)):
        answer(kind, content[:end])


@every_example
@settings(max_examples=20)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_but_never_falls(kind: Format, example: Example, data: st.DataObject) -> None:
    text = example[1]
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 8))
    answer(kind, (text[:place] + data.draw(junk) + text[place + length :]).encode("utf-8", "surrogatepass"))


@every_example
@settings(max_examples=20)
@given(data=st.data())
def test_values_of_a_wrong_kind_are_refused_or_read_but_never_fall(kind: Format, example: Example, data: st.DataObject) -> None:
    text = example[1]
    values = [found.span() for found in re.finditer(r'"[^"\n]*"|\{[^{}\n]*\}|\[[^\[\]\n]*\]|(?<=: )[^\n]+', text)]
    if values:
        start, end = data.draw(st.sampled_from(values))
        wrong = data.draw(
            st.sampled_from(
                ["1", "null", "true", "{}", "[]", '""', '"x"', "[1]", "[[]]", '{"a": 1}', "{a = 1}", "{a: 1}", "-1", "1.5", "~"]
            )
        )
        answer(kind, (text[:start] + wrong + text[end:]).encode())


@every_format
@settings(max_examples=20)
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_content_is_refused_or_read_but_never_falls(kind: Format, content: bytes) -> None:
    answer(kind, content)
