"""Do exports of CNVD and CNNVD become notes, in any encoding, and do hostile ones get nowhere?"""

from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.collect.feeds.cnnvd import is_cnnvd, read_cnnvd
from xingtu.collect.feeds.cnvd import is_cnvd, read_cnvd
from xingtu.errors import FeedRefused
from xingtu.facts.signals import Note

Reader = Callable[[bytes, str, dict[str, str]], Iterator[Note]]


def cnvd(
    number: str = "CNVD-2031-00001",
    title: str = "某茶壶存在溢出漏洞",
    level: str = "高",
    cves: str = "CVE-2031-1111",
    on: str = "2031-05-06",
) -> str:
    inner = "".join(f"<cve><cveNumber>{one}</cveNumber><cveUrl>x</cveUrl></cve>" for one in cves.split()) if cves else ""
    return (
        f"<vulnerability><number>{number}</number><cves>{inner}</cves><title>{escape(title)}</title><serverity>{level}</serverity>"
        f"<products><product>茶壶 1.0</product></products><isEvent>通用软硬件漏洞</isEvent><submitTime>2031-05-01</submitTime>"
        f"<openTime>{on}</openTime><description>水从壶嘴溢出。</description></vulnerability>"
    )


def cnnvd(number: str = "CNNVD-203105-123", level: str = "超危") -> str:
    return (
        f"<entry><name>茶壶 安全漏洞</name><vuln-id>{number}</vuln-id><published>2031-05-06</published><modified>2031-06-01</modified>"
        f"<source></source><severity>{level}</severity><vuln-type>其他</vuln-type><vuln-descript>水溢出。</vuln-descript>"
        "<other-id><cve-id>CVE-2031-1111</cve-id><bugtraq-id></bugtraq-id></other-id><vuln-solution>擦桌子。</vuln-solution></entry>"
    )


def export(*records: str, encoding: str = "UTF-8", root: str = "vulnerabilitys") -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n<{root}>\n{"".join(records)}</{root}>'.encode(encoding)


def read(content: bytes, reader: Reader = read_cnvd) -> tuple[list[Note], dict[str, str]]:
    refused: dict[str, str] = {}
    return list(reader(content, "导出.xml", refused)), refused


NOTE = Note("CVE-2031-1111", "CNVD", "CNVD-2031-00001", "某茶壶存在溢出漏洞", "high", "2031-05-06")


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK", "GB2312", "UTF-16"])
def test_an_export_of_cnvd_is_read_in_every_encoding(encoding: str) -> None:
    assert read(export(cnvd(), encoding=encoding)) == ([NOTE], {})


def test_a_declaration_that_was_forgotten_when_the_file_was_converted_does_no_harm() -> None:
    assert read(export(cnvd()).replace(b"UTF-8", b"GB2312"))[0] == [NOTE]
    assert read(export(cnvd(), encoding="GB18030").replace(b"GB18030", b"UTF-8"))[0] == [NOTE]
    assert read(f"<vulnerabilitys>{cnvd()}</vulnerabilitys>".encode("gb18030"))[0] == [NOTE]


def test_an_export_of_cnnvd_is_read_with_its_own_names_and_namespace() -> None:
    content = export(cnnvd(), root="cnnvd").replace(b"<cnnvd>", b'<cnnvd xmlns="http://example.org/cnnvd" cnnvd_xml_version="2.0">')
    note = Note("CVE-2031-1111", "CNNVD", "CNNVD-203105-123", "茶壶 安全漏洞", "critical", "2031-05-06")
    assert read(content, read_cnnvd) == ([note], {})
    assert is_cnnvd(content)
    assert not is_cnvd(content)
    assert is_cnvd(export(cnvd()))
    assert not is_cnnvd(export(cnvd()))


def test_a_record_may_have_several_cves_or_none() -> None:
    notes, refused = read(export(cnvd(cves="CVE-2031-1111 CVE-2031-2222"), cnvd("CNVD-2031-00002", cves="")))
    assert [(note.number[-1], note.cve) for note in notes] == [("1", "CVE-2031-1111"), ("1", "CVE-2031-2222"), ("2", "")]
    assert not refused


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (cnvd("CNVD-X"), "没有 CNVD 编号"),
        (cnnvd().replace("entry", "vulnerability"), "没有 CNVD 编号"),
        (cnvd(title=""), "没有名称"),
        (cnvd(level="很高"), "危害等级不认识"),
        (cnvd(on="去年"), "不是日期"),
        (cnvd(on="2031-02-30"), "日历上没有"),
        (cnvd(title="长" * 1_100_000), "记录过大"),
        (cnvd().replace("<products>", "<products>" + "<p/>" * 6000), "记录过大"),
    ],
)  # fmt: skip
def test_a_bad_record_is_set_aside_with_its_line_and_the_rest_is_taken(bad: str, why: str) -> None:
    notes, refused = read(export(cnvd("CNVD-2031-00007"), bad, cnvd("CNVD-2031-00008")))
    assert [note.number for note in notes] == ["CNVD-2031-00007", "CNVD-2031-00008"]
    ((place, reason),) = refused.items()
    assert why in reason
    assert "第 3 行" in place + reason


def test_bytes_that_cannot_be_decoded_spoil_their_record_only() -> None:
    content = export(cnvd("CNVD-2031-00007"), cnvd("CNVD-2031-00008"), encoding="GB18030").replace("某".encode("gb18030"), b"\xff\xff", 1)
    notes, refused = read(content)
    assert [note.number for note in notes] == ["CNVD-2031-00008"]
    assert list(refused) == ["CNVD-2031-00007"]


def test_control_characters_that_xml_forbids_become_spaces() -> None:
    assert read(export(cnvd(title="某\x0b茶壶\x00")))[0][0].title == "某 茶壶"


BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BILLION, OUTSIDE, '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'])
def test_a_document_type_is_refused_before_anything_unfolds(doctype: str) -> None:
    content = export(cnvd(title="x")).replace(b"?>\n", f"?>\n{doctype}".encode(), 1)
    with pytest.raises(FeedRefused, match="第 2 行含有文档类型声明"):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        export(),
        export(cnvd())[:-30],
        export(cnvd()).replace(b"<cves>", b"<c&ves>"),
        export("<a>" * 30 + "</a>" * 30),
        export(cnvd()).replace(b"UTF-8", b"EBCDIC"),
        export(cnnvd(), root="cnnvd"),
    ],
)
def test_what_is_no_export_is_refused_whole(content: bytes) -> None:
    with pytest.raises(FeedRefused, match=r"导出\.xml"):
        read(content)


def test_records_larger_than_one_chunk_of_reading_are_whole() -> None:
    records = [cnvd(f"CNVD-2031-{number:05d}", title="壶" * 5000) for number in range(120)]
    notes, refused = read(export(*records, encoding="GB18030"))
    assert len(notes) == 120
    assert not refused


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(FeedRefused):
        read(content)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_title_comes_back_without_surplus_space(title: str) -> None:
    notes, refused = read(export(cnvd(title=title)))
    assert len(notes) + len(refused) == 1
    if notes:
        assert notes[0].title == " ".join(notes[0].title.split())
