"""Does what a run gives away hold the numbers and no mailbox, and does it overwrite nobody's files?"""

import csv
import functools
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest

from city import expected
from tests.stories.office import KEY, RANGES, award, example_office, mailboxes, scratch, whole_city
from xingtu.errors import ReplayError, XingtuError
from xingtu.exports import private_export, write_report
from xingtu.report.json_file import run_schema
from xingtu.resolve.addresses import normalise_address
from xingtu.store.lake import Lake
from xingtu.store.ledger import Ledger, read_bundle


@functools.cache
def folder_of(run_id: str) -> Path:
    run = {one.run_id: one for one in (award(), whole_city())}[run_id]
    return write_report(run, scratch("report") / "report").parent


def report_folder() -> Path:
    return folder_of(award().run_id)


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, every member of every archive, and every value of every Parquet file, as text."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from opened(str(path.relative_to(folder)), path.read_bytes())


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if name.endswith((".zip", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from opened(f"{name}/{member}", archive.read(member))
    elif name.endswith(".parquet"):
        table = pq.read_table(io.BytesIO(content))
        yield f"{name}/schema", str(table.schema).encode() + repr(table.schema.metadata).encode()
        yield f"{name}/rows", repr(table.to_pylist()).encode() + json.dumps(table.to_pylist(), ensure_ascii=False, default=str).encode()


def test_the_look_for_mailboxes_looks_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "private.xlsx"
    private_export(award(), Lake(example_office().home), path)
    names = {name for name, _ in everything(report_folder())}
    assert {"bundle.zip/tables/people.parquet/rows", "report.xlsx/xl/sharedStrings.xml", "en/index.html", "tables/counted.csv"} <= names
    held = b"".join(content for _, content in everything(tmp_path))
    corrected_by_mailmap = "lin@laptop.lizhou.example"
    given = {address for signatures in expected.IDENTITIES.values() for _, address in signatures if "@" in address} - {corrected_by_mailmap}
    assert [address for address in given if address.encode() not in held] == []


def test_no_mailbox_of_the_city_stands_in_any_byte_of_a_report() -> None:
    assert len(mailboxes()) > 15
    given = [text.encode() for text in mailboxes()]
    for run in (award(), whole_city()):
        for name, content in everything(folder_of(run.run_id)):
            found = [text for text in given if text in content]
            assert not found, (name, found)


def test_no_unsalted_hash_of_a_mailbox_stands_in_a_report() -> None:
    forms = {form for text in mailboxes() for form in (text, normalise_address(text))}
    hashes = [getattr(hashlib, name)(form.encode()).hexdigest().encode() for form in forms for name in ("md5", "sha1", "sha256")]
    for name, content in everything(report_folder()):
        assert not [one for one in hashes if one in content], name


def test_the_declarations_of_a_bundle_hold_hashes_where_addresses_were() -> None:
    declarations = json.loads(award().declarations)
    keyed = [
        text
        for row in declarations["assertions"]
        for text in (row["subject"], row.get("object", ""))
        if text.startswith(("address:", "identity:", "name:"))
    ]
    assert keyed
    assert all(re.fullmatch(r"(address|identity|name):[0-9a-f]{64}", text) for text in keyed)
    assert "@" not in award().declarations


def test_only_people_who_occur_are_declared_in_a_bundle() -> None:
    occurring = {row["person"] for row in award().tables["authorship"].to_pylist()}
    assert {row["id"] for row in json.loads(award().declarations)["people"]} <= occurring


def test_the_key_of_the_city_never_leaves_home() -> None:
    for name, content in everything(report_folder()):
        assert KEY not in content, name
        assert KEY.hex().encode() not in content, name


def test_no_path_of_the_offices_machine_stands_in_a_report() -> None:
    here = str(example_office().home.parent).encode()
    for name, content in everything(report_folder()):
        assert here not in content, name


def test_the_private_workbook_names_the_mailboxes_behind_every_person(tmp_path: Path) -> None:
    path = tmp_path / "private.xlsx"
    private_export(award(), Lake(example_office().home), path)
    strings = zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
    for signatures in expected.IDENTITIES.values():
        for _, address in signatures:
            assert address in strings or address == "lin@laptop.lizhou.example", address
    assert award().run_id in strings


def test_the_private_workbook_needs_the_lake_of_the_run(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="gearsim"):
        private_export(award(), Lake(tmp_path), tmp_path / "private.xlsx")
    assert not (tmp_path / "private.xlsx").exists()


# ── what is in it ────────────────────────────────────────────────────────────────────────────────


def test_the_bundle_in_the_report_is_the_run() -> None:
    found = read_bundle(report_folder() / "bundle.zip")
    assert (found.run_id, found.digests) == (award().run_id, award().digests)


def test_the_json_keeps_its_published_promise_and_names_run_and_hash() -> None:
    written = json.loads((report_folder() / "run.json").read_text("utf-8"))
    jsonschema.validate(written, run_schema())
    assert written["run_id"] == award().run_id


def test_the_csv_ranking_holds_the_hand_made_numbers() -> None:
    text = (report_folder() / "tables" / "ranking-people.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    said = {cell for row in rows for cell in row}
    assert {name for name in expected.MERGED_CHANGES_2025 if name} <= said
    by_name = {
        next(cell for cell in row if cell in expected.MERGED_CHANGES_2025): row
        for row in rows
        if set(row) & (expected.MERGED_CHANGES_2025.keys() - {""})
    }
    assert all(
        any(cell in {str(expected.MERGED_CHANGES_2025[name]), str(expected.MERGED_CHANGES_2025[name] * 1_000_000)} for cell in row)
        for name, row in by_name.items()
    )


def test_every_page_says_so_when_the_list_is_not_to_be_published() -> None:
    pages = list(folder_of(whole_city().run_id).rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        text = page.read_text("utf-8")
        assert re.search("不得公示|not for publication", text, re.IGNORECASE), page.name
    for index in (folder_of(whole_city().run_id) / "index.html", folder_of(whole_city().run_id) / "en" / "index.html"):
        assert all(name in index.read_text("utf-8") for name in expected.INCOMPLETE)


@pytest.mark.parametrize("pages", ["index.html", "subjects/*.html"])
def test_every_page_of_an_open_list_says_that_evidence_is_incomplete(pages: str, tmp_path: Path) -> None:
    programme = tmp_path / "open-list.toml"
    window = 'kind = "dates"\nfrom = 2025-01-01\nuntil = 2026-01-01'
    text = RANGES.format(id="open-list", money="false", incomplete="allow", libraries='["seed_library", "nursery"]', window=window)
    programme.write_text(text, "utf-8")
    folder = write_report(example_office().rank(programme), tmp_path / "report").parent
    found = [*folder.glob(pages), *(folder / "en").glob(pages)]
    assert len(found) > 1
    for page in found:
        assert re.search("证据不完整|evidence is incomplete", page.read_text("utf-8"), re.IGNORECASE), page.name


def test_the_same_run_gives_the_same_report(tmp_path: Path) -> None:
    again = write_report(award(), tmp_path / "again").parent
    ours = {name: content for name, content in everything(report_folder()) if "/" not in name or name.endswith((".html", ".csv"))}
    theirs = dict(everything(again))
    assert [name for name, content in ours.items() if theirs[name] != content] == []


# ── where it is written ──────────────────────────────────────────────────────────────────────────


def test_a_report_replaces_an_earlier_one(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write_report(award(), folder)
    (folder / "tables" / "stale.csv").write_text("old")
    write_report(award(), folder)
    assert not (folder / "tables" / "stale.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_folder_with_other_things_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter-1.tex").write_text("years of work")
    with pytest.raises(XingtuError, match="thesis 已经存在，而且不是星图的报告"):
        write_report(award(), tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter-1.tex").read_text() == "years of work"


def test_a_file_in_the_way_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file")
    with pytest.raises(XingtuError, match="已经存在"):
        write_report(award(), tmp_path / "report")
    assert (tmp_path / "report").read_text() == "a file"


def test_an_empty_folder_or_the_current_one_may_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "public").mkdir()
    monkeypatch.chdir(tmp_path / "public")
    assert write_report(award(), Path()).read_text("utf-8").startswith("<!doctype html>")
    assert (tmp_path / "public" / "index.html").is_file()


def test_the_default_place_of_a_report_lies_outside_the_run(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.save(award())
    before = {path: path.read_bytes() for path in ledger.folder.rglob("*") if path.is_file()}
    write_report(award(), tmp_path / "reports" / "x")
    assert {path: path.read_bytes() for path in ledger.folder.rglob("*") if path.is_file()} == before
