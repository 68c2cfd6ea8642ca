"""A number of a person is found however it is written, and figures, dates, hashes and codes are not taken for one."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from portal.house.documents import Fields, Paper, Paragraph, SheetColumn, TableSheet, pdf, word, workbook
from portal.house.file_texts import Unreadable, text_in
from portal.house.personal_data import CHECKS, PROVINCES, TEMPLATES, WEIGHTS, findings, is_card, is_id_number, mask_name
from xingtu.policy.form import ALPHABET
from xingtu.policy.notice import MASKS
from xingtu.policy.uscc import ALPHABET as USCC_ALPHABET
from xingtu.policy.uscc import check_character, is_uscc

ID = "11010519491231002X"  # the example of GB 11643
MOBILE = "13812345678"
CARD = "6222021234567894"


def kinds(text: str) -> list[str]:
    return [one.kind for one in findings(text)]


def luhn(body: str) -> str:
    return next(body + str(digit) for digit in range(10) if is_sound(body + str(digit)))


def is_sound(text: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    born = date(1930, 1, 1) + timedelta(days=draw(st.integers(0, 34_000)))
    body = draw(st.sampled_from(sorted(PROVINCES))) + draw(st.from_regex(r"[0-9]{4}", fullmatch=True)) + f"{born:%Y%m%d}"
    body += draw(st.from_regex(r"[0-9]{3}", fullmatch=True))
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
cards = st.builds(
    lambda head, rest, length: luhn((head + rest)[: length - 1]),
    st.sampled_from(["62", "4", "51", "955", "60", "35"]),
    st.from_regex(r"[0-9]{20}", fullmatch=True),
    st.integers(16, 19),
)
WIDE = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")


@st.composite
def written(draw: st.DrawFn, number: str) -> str:
    """As people write it: whole, in groups, in full width."""
    shapes = {11: [(11,), (3, 4, 4), (3, 8), (1,) * 11], 18: [(18,), (6, 8, 4), (4, 4, 4, 4, 2), (6, 4, 4, 4), (1,) * 18]}
    fours = (4,) * (len(number) // 4) + ((len(number) % 4,) if len(number) % 4 else ())
    shape = draw(
        st.sampled_from(
            shapes.get(len(number), [(len(number),), fours]) if number[0] == "1" or is_id_number(number) else [(len(number),), fours]
        )
    )
    groups, at = [], 0
    for length in shape:
        groups.append(number[at : at + length])
        at += length
    said = draw(st.sampled_from([" ", "-", "　", "—", " - ", "\u2009"])).join(groups)
    said = draw(st.sampled_from([said, said.lower()]))
    return said.translate(WIDE) if draw(st.booleans()) else said


around = st.sampled_from(["", "电话", "联系人：", "（", "金额1,000元，", "2026年3月，", "编号 CQ-2026-0042；", "列1\t列2\n", "。", "甲/"])


@settings(max_examples=300, deadline=None)
@given(
    data=st.data(),
    number=st.one_of(id_numbers(), mobiles, cards),
    before=around,
    after=st.sampled_from(["", "。", "，元", "\n2026", "）", "号"]),
)
def test_an_inserted_number_is_always_found(data: st.DataObject, number: str, before: str, after: str) -> None:
    # one card number in thirty-one of that length is also a possible 统一社会信用代码, which is public
    assume(not is_uscc(number))
    said = data.draw(written(number))
    text = before + said + after
    found = findings(text)

    assert any(one.start <= len(before) + 1 and one.end >= len(before) + len(said) for one in found), (text, found)
    assert all(number not in one.excerpt for one in found)


@settings(max_examples=300, deadline=None)
@given(
    digest=st.sampled_from([7, 8, 12, 16, 32, 40, 64]).flatmap(lambda n: st.text("0123456789abcdef", min_size=n, max_size=n)),
    before=st.sampled_from(["", "运行 ", "sha256:", "commit ", "/runs/", "内容码 "]),
)
def test_a_hash_is_never_taken_for_a_person(digest: str, before: str) -> None:
    if not digest.isdecimal() or len(digest) != 16:  # a digest of digits only is a number
        assert findings(f"{before}{digest}，已公布。") == ()


@settings(max_examples=300, deadline=None)
@given(code=st.text(ALPHABET, min_size=16, max_size=16).filter(lambda one: not one.isdecimal()))
def test_a_content_code_is_never_taken_for_a_person(code: str) -> None:
    assert findings(f"内容码 {'-'.join(code[at : at + 4] for at in range(0, 16, 4))}") == ()


@settings(max_examples=300, deadline=None)
@given(body=st.text(USCC_ALPHABET, min_size=15, max_size=15), head=st.sampled_from(["91", "12", "51", "52"]))
def test_a_code_of_an_organisation_is_never_taken_for_a_person(body: str, head: str) -> None:
    code = head + body + check_character(head + body)
    if not is_id_number(code):
        assert findings(f"统一社会信用代码：{code}。") == ()


@settings(max_examples=200, deadline=None)
@given(fen=st.integers(0, 10**12), on=st.dates(), number=st.integers(0, 999_999))
def test_amounts_dates_and_counts_are_never_taken_for_a_person(fen: int, on: date, number: int) -> None:
    text = f"{fen / 100:,.2f} 元；{fen // 100} 元，{on}，{on:%Y%m%d}，{on:%Y年%m月%d日} 10:32:17，{number:,} 行，第 {number} 号"
    if not (len(str(fen // 100)) == 11 and str(fen // 100)[0] == "1"):
        assert findings(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "1 3 5 7 9 1 3 5 7 9 1 3 5",
        "15 1204 20468",
        "913812345678",
        "138123456789",
        "0.13812345678",
        "3.6222021234567894",
        "https://github.example/a/b/actions/runs/13812345678",
        "git@gitee.example:lizhou/tianqi.git",
        "tianqi@3f2a9c1d",
        "版本 v2024.01",
        "15000000092762810",
        "115000000092762810",
        "2026-01-01 2026-12-31",
        "4123 5678 9012 3457",
        "11010519491331002X",
        "110105194912310021",
        "18位：123456789012345678",
        "6222021234567895",
        "a13812345678f",
        "13812345678abcdef13812345678",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "excerpt"),
    [
        (f"身份证{ID}", "id_number", "110*************2X"),
        ("身份证 110105 19491231 002x", "id_number", "110*************2x"),
        (f"tel{MOBILE}", "mobile", "138******78"),
        (f"+86{MOBILE}", "mobile", "138******78"),
        ("+86 138-1234-5678", "mobile", "138******78"),
        ("2026 13812345678", "mobile", "138******78"),
        ("１３８－１２３４－５６７８", "mobile", "138******78"),
        ("138\u200b12345678", "mobile", "138******78"),
        ("١٣٨١٢٣٤٥٦٧٨", "mobile", "138******78"),
        ("6222 0212 3456 7894", "card", "622***********94"),
        ("联系zhang.san@mail.example。", "email", "z***@mail.example"),
        ("zhang＠mail．example", "email", "z***@mail.example"),
        ("zhang (at) mail.example", "email", "z***"),
        ("Li+x@a-b.example.cn,", "email", "L***@a-b.example.cn"),
    ],
)
def test_every_way_of_writing_one_is_found_and_shown_only_in_part(text: str, kind: str, excerpt: str) -> None:
    (found,) = findings(text)

    assert (found.kind, found.excerpt) == (kind, excerpt)


def test_a_finding_says_where_it_stands_in_the_text_as_given() -> None:
    text = "电话：\u200b１３８　１２３４　５６７８，谢谢"
    (found,) = findings(text)

    assert text[found.start : found.end] == "１３８　１２３４　５６７８"


def test_what_the_office_publishes_on_purpose_is_permitted() -> None:
    text = f"异议请寄 office@city.example 或拨 {MOBILE}；不要寄 li@city.example"

    assert [one.excerpt for one in findings(text, permitted=("office@city.example", "138 1234 5678"))] == ["l***@city.example"]


def test_several_persons_in_one_text_are_all_found_in_order() -> None:
    assert kinds(f"{MOBILE}、{ID}\n{CARD};a@b.example") == ["mobile", "id_number", "card", "email"]


def test_a_long_text_is_looked_through_in_a_pass() -> None:
    assert kinds("1 2 3 4 5 6 7 8 9 " * 4_000 + "12345678901234567890" * 5_000 + "a@" * 20_000 + MOBILE) == ["mobile"]


def test_the_examples_are_sound() -> None:
    assert is_id_number(ID)
    assert is_card(CARD)
    assert not is_id_number("")


PAPER = Paper(
    title="名单", blocks=(Fields((("联系电话", MOBILE),)), Paragraph(f"邮箱 zhang@mail.example 卡号 {CARD}")), footer=(f"证件 {ID}",)
)
EVERY = {"mobile", "email", "card", "id_number"}


def test_a_word_file_is_read_with_its_footer() -> None:
    assert set(kinds(text_in(word(PAPER), "docx"))) == EVERY


def test_a_pdf_is_read_with_its_footer() -> None:
    assert set(kinds(text_in(pdf(PAPER), "pdf"))) == EVERY


def test_a_workbook_is_read_with_numbers_and_properties() -> None:
    sheet = TableSheet("名单", (SheetColumn("电话", "number"), SheetColumn("证件", "code")), ((int(MOBILE), ID),), notes=(CARD,))

    assert set(kinds(text_in(workbook([sheet], title="zhang@mail.example", meta={}), "xlsx"))) == EVERY


def parts_added(content: bytes, parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    "part", ["word/comments.xml", "word/header3.xml", "word/footnotes.xml", "docProps/core.xml", "docProps/custom.xml"]
)
def test_no_part_of_a_word_file_is_left_out(part: str) -> None:
    empty = word(Paper(title="空", blocks=()))
    xml = "<w:x xmlns:w='w'><w:p><w:r><w:t>138</w:t></w:r><w:r><w:t>1234</w:t></w:r><w:r><w:delText>5678</w:delText></w:r></w:p></w:x>"

    assert kinds(text_in(empty, "docx")) == []
    assert kinds(text_in(parts_added(empty, {part: xml}), "docx")) == ["mobile"]


def test_the_address_of_a_link_in_a_word_file_is_read() -> None:
    link = "<Relationships><Relationship Id='rId9' Target='mailto:zhang@mail.example' TargetMode='External'/></Relationships>"

    assert kinds(text_in(parts_added(word(Paper(title="空", blocks=())), {"word/_rels/header1.xml.rels": link}), "docx")) == ["email"]


def test_cells_do_not_run_together_into_a_number() -> None:
    sheet = TableSheet("名单", (SheetColumn("甲", "number"), SheetColumn("乙", "number")), ((138, 12345678),))

    assert kinds(text_in(workbook([sheet], title="t", meta={}), "xlsx")) == []


def test_a_page_is_read_as_it_is_seen_with_its_attributes() -> None:
    page = (
        f"<title>名单</title><table><tr><td>138</td><td>12345678</td></tr></table><p><b>139</b>12345678</p>"
        f"<a href='mailto:zhang@mail.example'>写信</a><!-- {ID} --><p>{CARD[:8]}<span>{CARD[8:]}</span>"
    )

    assert sorted(kinds(text_in(page.encode(), "html"))) == ["card", "email", "id_number", "mobile"]


def test_properties_of_a_pdf_are_read() -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_metadata({"/Author": "zhang@mail.example"})
    out = io.BytesIO()
    writer.write(out)

    assert kinds(text_in(out.getvalue(), "pdf")) == ["email"]


def test_an_archive_is_read_with_the_names_of_its_files() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("13912345678.txt", "a")
        archive.writestr("表.docx", word(PAPER))

    assert kinds(text_in(out.getvalue(), "zip")).count("mobile") == 2


@pytest.mark.parametrize(
    ("content", "media"), [(b"%PDF-1.7 broken", "pdf"), (b"PK\x03\x04", "docx"), (b"\xff\xff\xff\x00", "txt"), (b"PK", "zip")]
)
def test_what_cannot_be_read_is_said_and_not_taken_for_clean(content: bytes, media: str) -> None:
    with pytest.raises(Unreadable):
        text_in(content, media)


def test_entities_in_a_word_file_are_not_unfolded() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>"

    with pytest.raises(Unreadable):
        text_in(parts_added(word(PAPER), {"word/header1.xml": bomb}), "docx")


def test_a_name_is_cut_to_its_first_character() -> None:
    assert [mask_name(name) for name in ("张三丰", "张三", " 欧阳 ", "Li Hua", "", "  ")] == ["张**", "张**", "欧**", "L**", "", ""]


def test_there_is_a_template_for_every_mask_of_the_policy_files() -> None:
    assert set(TEMPLATES) == set(MASKS)


@pytest.mark.parametrize("mask", MASKS)
def test_a_list_shows_its_columns_only_and_no_whole_name(mask: str) -> None:
    row = {
        "number": "1",
        "person": "张三丰",
        "organisation": "甲公司",
        "project": "天启",
        "phone": MOBILE,
        "id_number": ID,
        "amount": "1.00",
    }
    shown = TEMPLATES[mask].shown(row)  # type: ignore[index]

    assert not {"phone", "id_number"} & set(shown)
    assert "张三丰" not in shown.values()


def test_a_call_may_have_said_that_names_stand_in_full() -> None:
    assert TEMPLATES["person-list"].shown({"person": "张三丰"}, full_names=True) == {"person": "张三丰"}
