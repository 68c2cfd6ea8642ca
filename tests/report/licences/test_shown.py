import os
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.report.licences.shown import address, path_hex, read_place, shown, shown_path, shown_place, uri
from xingtu.report.privacy import MASK


@pytest.mark.parametrize(
    "path", ["src/main.c", "node_modules/@babel/core@7.1.0/x.js", "icon@2x.png", "许可证/木兰 第2版.txt", "a/left-pad@1.3.0.tgz"]
)
def test_a_path_that_can_be_read_stands_as_it_is(path: str) -> None:
    assert shown_path(path) == path
    assert path_hex(path) is None


@pytest.mark.parametrize("path", ["people/li@example.cn.json", "li＠mail.example.com", "a/li%40example.org/x"])
def test_a_mailbox_in_a_path_is_masked_everywhere(path: str) -> None:
    assert MASK in shown_path(path)
    assert path_hex(path) is None
    assert "li" not in uri(path).replace("people", "")


def test_what_a_path_cannot_show_is_kept_in_hexadecimal() -> None:
    path = os.fsdecode(b"a/\xff\n\xe6\x96\x87.c")
    assert shown_path(path) == "a/\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}文.c"
    assert bytes.fromhex(path_hex(path) or "") == b"a/\xff\n\xe6\x96\x87.c"


@given(st.binary(min_size=1, max_size=20).filter(lambda raw: b"\0" not in raw and b"@" not in raw and b"%40" not in raw))
def test_the_bytes_of_any_path_survive_in_its_uri(raw: bytes) -> None:
    path = raw.decode("utf-8", "surrogateescape")
    assert unquote_to_bytes(uri(path)) == raw
    shown_path(path).encode("utf-8")


def test_a_place_is_taken_apart_at_its_last_colon() -> None:
    assert read_place("a:b/c:12-30") == ("a:b/c", 12, 30)
    assert read_place("c:7") == ("c", 7, 7)
    assert read_place("a:b") == ("a:b", None, None)
    assert shown_place("c:7-7") == "c:7"


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://li:secret@git.example.com/a/b.git", "https://git.example.com/a/b.git"),
        ("git@git.example.com:a/b.git", "ssh://git.example.com/a/b.git"),
        ("ssh://git@git.example.com:22/a", "ssh://git.example.com:22/a"),
        ("/srv/mirrors/a.git", ""),
        ("file:///srv/a", ""),
        ("C:\\work\\a", ""),
        ("javascript:alert(1)", ""),
        ("https://[bad/x", ""),
        ("", ""),
    ],
)
def test_an_address_loses_its_user_and_a_folder_of_this_machine_is_none(url: str, public: str) -> None:
    assert address(url) == public


def test_names_and_copyright_lines_lose_whatever_may_be_a_mailbox() -> None:
    for line in ("Copyright 2024 Li <li@localhost>", "Copyright 2024 Li (li at example.cn)", "li@example.cn"):
        assert MASK in shown(line)
        assert "li@" not in shown(line)
        assert "li at" not in shown(line)
