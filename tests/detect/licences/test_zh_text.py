"""Chinese licence texts are found whatever was done to their lines, and nothing else is taken for one."""

import re
from collections.abc import Callable
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xingtu.detect.licences.zh_known_texts import known_texts
from xingtu.detect.licences.zh_match import ChineseMatch
from xingtu.detect.licences.zh_text import find

TAG = "SPDX-License-" + "Identifier:"  # in two pieces, or the file would seem to have one
SURE = [text.id for text in known_texts() if text.copies > 1]


def text_of(name: str) -> str:
    return (resources.files("xingtu.detect.licences") / "zh_texts" / f"{name}.txt").read_text(encoding="utf-8")


def told(content: bytes) -> list[tuple[str, str]]:
    return [(match.expression, match.kind) for match in find(content)]


def rewrapped(text: str, width: int = 37) -> str:
    joined = "".join(line.strip() for line in text.splitlines())
    return "\n".join(joined[at : at + width] for at in range(0, len(joined), width))


def commented(text: str, leader: str) -> str:
    return "\n".join(f"{leader}{line}".rstrip() for line in text.splitlines())


REPUNCTUATED = str.maketrans("，。：；“”（）", ",.:;「」()")
VARIANTS = {
    "as it stands": lambda text: text,
    "wrapped anew": rewrapped,
    "in a block comment": lambda text: "/*\n" + commented(text, " * ") + "\n */\nint x;\n",
    "behind number signs": lambda text: commented(rewrapped(text), "# "),
    "behind slashes": lambda text: commented(text, "// "),
    "with other punctuation": lambda text: text.translate(REPUNCTUATED),
    "with traditional quotation marks": lambda text: text.replace("“", "「").replace("”", "」"),
    "without its address": lambda text: re.sub(r"https?://\S+", "", text),
    "with spaces between the characters": lambda text: re.sub("([\u4e00-\u9fff])", r"\1 ", text),
    "with Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "with a table of contents before it": lambda text: "目录\n一、安装说明\n二、使用方法\n三、许可证\n\n" + text,
}


@pytest.mark.parametrize("name", SURE)
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_text_is_found_whole_whatever_its_form(name: str, variant: Callable[[str], str]) -> None:
    assert told(variant(text_of(name)).encode()) == [(name, "text")]


@pytest.mark.parametrize("name", SURE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_found_in_every_encoding_in_use(name: str, encoding: str) -> None:
    assert told(text_of(name).encode(encoding)) == [(name, "text")]


def test_a_damaged_character_hides_nothing() -> None:
    content = text_of("mulanpsl-2.0").encode()
    assert told(content[:100] + b"\xff" + content[100:]) == [("mulanpsl-2.0", "text")]


def test_the_lines_are_those_of_the_text() -> None:
    text = text_of("mulanpubl-2.0")
    (match,) = find(("说明\n" * 10 + text + "完\n" * 5).encode())
    assert (match.first_line, match.last_line) == (11, 10 + len(text.splitlines()))


def test_several_texts_in_one_file_are_all_found_in_their_places() -> None:
    parts = [text_of(name) for name in ("mulanpsl-2.0", "mulanpubl-2.0", "mulanpsl-1.0", "mulanpsl-2.0")]
    found = [match for match in find("\n".join(parts).encode()) if match.kind == "text"]
    assert [match.expression for match in found] == ["mulanpsl-2.0", "mulanpubl-2.0", "mulanpsl-1.0", "mulanpsl-2.0"]
    assert all(one.last_line < other.first_line for one, other in pairwise(found))


def test_one_edited_clause_lowers_the_containment_and_not_the_answer() -> None:
    edited = text_of("mulanpsl-2.0").replace("中英文版本具有同等法律效力", "两种文本效力相同")
    (match,) = find(edited.encode())
    assert match.kind == "text"
    assert 9_500 <= match.containment < 10_000


def test_a_text_with_a_clause_cut_out_is_a_modified_text() -> None:
    text = text_of("mulanpsl-2.0")
    start, end = text.index("5.   免责声明"), text.index("6.   语言")
    (match,) = find((text[:start] + text[end:]).encode())
    assert (match.expression, match.kind) == ("mulanpsl-2.0", "modified_text")
    assert 8_000 <= match.containment < 9_500


def test_a_text_with_a_restriction_put_in_is_a_modified_text_though_nearly_all_of_it_is_there() -> None:
    added = "7. 附加限制\n未经版权人书面同意，任何单位和个人不得将本软件用于商业用途，包括销售、出租以及提供收费的在线服务。\n"
    text = text_of("mulanpsl-2.0").replace("6.   语言", added + "\n6.   语言")
    (match,) = find(text.encode())
    assert match.kind == "modified_text"
    assert match.containment > 9_900


def test_a_text_known_from_one_copy_alone_is_never_told_for_sure() -> None:
    assert told(text_of("mulanowl-by-sa-1.0").encode()) == [("mulanowl-by-sa-1.0", "modified_text")]


def test_a_text_that_is_nearly_a_part_of_another_is_told_from_it() -> None:
    assert told(text_of("mulanowl-by-1.0").encode()) == [("mulanowl-by-1.0", "text")]


def test_a_licence_somebody_made_up_under_the_name_of_another_is_not_that_licence() -> None:
    made_up = """木兰宽松许可证，第2版

本许可证适用于由版权持有人（或任何被授予权利的实体）在许可证规定的条件下提供的软件及相关文档（以下简称"软件"）。

1. 授予许可
   每个版权持有人在此授予您永久性的、全球性的、免费的、非独占的、不可撤销的版权许可，您可以复制、使用、修改、分发本软件的副本，
   不论是否进行修改，也无论是以源代码形式还是目标代码形式。

3. 保留声明义务
   您在分发本软件时，必须向接收者提供本许可证的副本，并保留本软件中的所有版权、商标、专利及免责声明。
"""
    assert ("mulanpsl-2.0", "text") not in told(made_up.encode())
    assert ("mulanpsl-2.0", "reference") in told(made_up.encode())


def test_files_without_chinese_are_left_to_scancode() -> None:
    header = b"/* Foo is licensed under Mulan PSL v2.\n * You can use this software according to the terms of the Mulan PSL v2. */\n"
    assert find(header) == ()
    assert find("// 一款结构化的 Markdown 引擎，支持多种语言，开源\n//\n".encode() + header) == ()
    assert find(b"MIT License\n\nPermission is hereby granted, free of charge") == ()
    assert find("版权说明：本文只讲天气，不讲别的。".encode() * 300) == ()


ANYTHING = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(str.encode).filter(bool),
    st.lists(st.sampled_from(["木兰", "许可证", "第2版", "GPL", "\ufeff", "\n", " * ", "，", "本项目采用", "MIT", "\r", TAG])).map(
        lambda parts: "".join(parts).encode()
    ),
)


@given(ANYTHING, st.sampled_from(["", "木兰宽松许可证第2版", "本项目采用 GPL 协议"]))
@example(TAG.encode() + b" (MulanPubL-2.0 OR", "")
@example(TAG.encode() + b" MulanPubL-2.0 WITH WITH", "")
@example(f"{TAG} MulanPubL-2.0 许可".encode(), "")
@example(b"\xfe\xff\x00", "")
@example(b"\x81" * 50, "木兰宽松许可证第2版")
def test_no_bytes_whatever_raise(content: bytes, words: str) -> None:
    lines = content.count(b"\n") + content.count(b"\r") + 2
    for match in find(content + words.encode("gb18030")):
        assert isinstance(match, ChineseMatch)
        assert 1 <= match.first_line <= match.last_line <= max(lines, len(content))


def test_a_file_full_of_names_or_of_empty_space_stays_affordable() -> None:
    assert len(find("木兰宽松许可证第2版、".encode() * 20_000)) <= 1_000
    find("木兰通用公".encode() + b" " * 500_000 + b"\n" * 200_000 + b"GNU" + b" " * 500_000 + "许可证".encode())
    find(("。" + "许可证" * 100_000).encode())
    assert 15 <= len([match for match in find((text_of("mulanpsl-2.0") * 200).encode()) if match.kind == "text"]) <= 20
