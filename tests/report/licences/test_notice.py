from dataclasses import replace

from tests.report.licences.examples import EVIDENCE, INCOMPLETE, LOOK, NOTHING, PUBL, TEXTS, conflict, file, finding, root
from xingtu.report.licences.notice import to_notice


def test_every_part_has_its_licence_and_its_copyright_lines() -> None:
    text = to_notice(EVIDENCE, texts=TEXTS.get)
    assert text.startswith("声明文件：智行/车控中间件\n")
    part = text.partition("2. third_party/publ")[2]
    assert "  版权所有 (c) 2023 河图智能" in part
    assert text.count("  Copyright (c) 2024 星河软件") == 1
    assert "网址：https://git.xinghe.com/zhixing/middleware" in text


def test_each_text_stands_once_and_to_the_letter() -> None:
    letter = "Contact openssl-core@openssl.org\n\tfor <text>\u00ad permission.\n"
    text = to_notice(replace(EVIDENCE, roots=(*EVIDENCE.roots, root("b", "MIT", "MIT", "MIT"))), texts={**TEXTS, "MIT": letter}.get)
    assert text.count(letter) == 1
    assert text.count(TEXTS["MulanPSL-2.0"].strip()) == 1


def test_where_nobody_concluded_all_texts_that_may_count_are_handed_on() -> None:
    text = to_notice(EVIDENCE, texts=TEXTS.get)
    assert "尚未认定；声明：LicenseRef-scancode-mulanpubl-2.0；检出：" in text
    assert TEXTS[PUBL].strip() in text
    assert TEXTS["MIT"].strip() in text


def test_a_text_that_is_not_at_hand_is_missed_in_words() -> None:
    assert "没有取得这份许可证的全文" in to_notice(EVIDENCE, texts=lambda _: None)


def test_single_files_under_another_licence_are_named_and_their_text_is_handed_on() -> None:
    more = (*EVIDENCE.findings, finding("src/main.c", "Zlib", 2), finding("src/plain.c", "WTFPL", grade="C"))
    text = to_notice(replace(EVIDENCE, findings=more), texts={**TEXTS, "Zlib": "the zlib text", "WTFPL": "a mention"}.get)
    assert "个别文件另有许可证：Zlib（1 个文件）" in text.partition("2. third_party")[0]
    assert "the zlib text" in text
    assert "a mention" not in text


def test_whoever_collected_the_texts_is_named() -> None:
    assert "© nexB" in to_notice(EVIDENCE, texts=TEXTS.get, attribution="© nexB").partition("许可证全文")[2]


def test_the_same_line_in_other_case_stands_once() -> None:
    lines = ("Copyright 2010 Pallets", "copyright 2010 Pallets.", "Copyright 2015 CERN")
    text = to_notice(replace(EVIDENCE, files=(file("a", copyrights=lines),)), texts=TEXTS.get)
    assert text.lower().count("copyright 2010 pallets") == 1
    assert "Copyright 2015 CERN" in text


def test_an_exception_has_a_text_of_its_own() -> None:
    one = replace(EVIDENCE, roots=(root(concluded="GPL-2.0-only WITH Classpath-exception-2.0"),))
    text = to_notice(one, texts={"GPL-2.0-only": "gpl text", "Classpath-exception-2.0": "exception text"}.get)
    assert "gpl text" in text
    assert "exception text" in text


def test_a_copy_says_whether_it_was_changed_or_that_nobody_knows() -> None:
    def line(modified: list[bool | None]) -> str:
        conflicts = tuple(conflict("MIT", "compatible", "third_party/publ", modified=one) for one in modified)
        text = to_notice(replace(EVIDENCE, conflicts=conflicts), texts=TEXTS.get)
        return next(line for line in text.splitlines() if line.startswith("改动："))

    assert line([None, True]) == "改动：改动过"
    assert line([False]) == "改动：未改动"
    assert line([False, None]) == "改动：不知道是否改动"
    assert line([]) == "改动：不知道是否改动"


def test_incomplete_evidence_says_so_at_the_head() -> None:
    assert to_notice(INCOMPLETE, texts=TEXTS.get).splitlines()[2].startswith("!! 证据不完整：")
    assert to_notice(INCOMPLETE, texts=TEXTS.get, lang="en").splitlines()[2].startswith("!! Incomplete evidence: ")


def test_a_mailbox_of_a_copyright_line_is_masked() -> None:
    text = to_notice(replace(EVIDENCE, files=(file("a", copyrights=("(c) Li <li@example.cn>",)),)), texts=TEXTS.get)
    assert "li@example.cn" not in text
    assert "(c) Li <〔邮箱已隐去〕" in text or "(c) Li 〔邮箱已隐去〕" in text


def test_a_folder_of_this_machine_is_not_given_away() -> None:
    text = to_notice(NOTHING, texts=TEXTS.get)
    assert "secret" not in text
    assert text.startswith(f"声明文件：{LOOK.repository}\n")
