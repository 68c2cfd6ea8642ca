"""Files to take home, the API, and the check of a bundle."""

import csv
import hashlib
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from typing import Any

import hypothesis
import pyarrow.parquet as pq
import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck

from portal.public.api.service import A_MINUTE
from portal.public.bundle_check import NotABundle, read_bundle
from portal.public.plain_text import public_text
from portal.public.selectors.tables import open_tables
from portal.register.models import Project
from portal.wsgi import application
from tests.portal.public.filled_city import City

OPENAPI = "/api/v1/openapi.json"


def text_of(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(client.get(address)).removeprefix("\ufeff"))))


# files ------------------------------------------------------------------------------------------------------------------


def test_the_three_formats_say_the_same(city: City, client: Client) -> None:
    assert city.projects
    lines = rows_of(client, "/data/projects.csv")
    document = json.loads(text_of(client.get("/data/projects.json")))
    table = pq.read_table(io.BytesIO(client.get("/data/projects.parquet").content))
    assert [line["编号"] for line in lines] == [row["id"] for row in document["rows"]] == table["id"].to_pylist()
    assert document["as_of_run"] == city.observation.run_id == table.schema.metadata[b"as_of_run"].decode()
    assert json.loads(table.schema.field("name").metadata[b"name"]) == ["名称", "Name"]


def test_the_unknown_is_empty_in_every_file_and_never_zero(city: City, client: Client) -> None:
    newest = city.projects[-1]
    line = next(line for line in rows_of(client, "/data/projects.csv") if line["编号"] == newest)
    row = next(row for row in json.loads(text_of(client.get("/data/projects.json")))["rows"] if row["id"] == newest)
    assert line["合入变更数（个）"] == ""
    assert row["merged_changes"] is None
    assert row["completeness"] is None


def test_a_csv_opens_in_excel_and_runs_no_formula(city: City, client: Client) -> None:
    Project.objects.filter(id=city.projects[0]).update(name='=HYPERLINK("http://evil.example")')
    text = text_of(client.get("/data/projects.csv"))
    assert text.startswith("\ufeff")
    assert next(line for line in rows_of(client, "/data/projects.csv") if line["编号"] == city.projects[0])["名称"].startswith("'=")


def test_a_table_without_rows_still_has_its_columns(db: None, client: Client) -> None:
    for table in open_tables():
        assert text_of(client.get(f"/data/{table}.csv")).count("\r\n") == 1
        assert json.loads(text_of(client.get(f"/data/{table}.json")))["rows"] == []
        assert pq.read_table(io.BytesIO(client.get(f"/data/{table}.parquet").content)).num_rows == 0


def test_every_column_is_explained_in_both_languages(city: City, client: Client) -> None:
    assert city.projects
    page = text_of(client.get("/data/"))
    for table in open_tables().values():
        for column in table.columns:
            assert f"<code>{column.id}</code>" in page
            assert column.name.zh
            assert column.name.en


def test_a_ranking_as_csv_is_the_list_as_shown(city: City, client: Client) -> None:
    lines = rows_of(client, f"/rankings/{city.award.short}/people/list.csv")
    assert len(lines) == len(city.people)
    assert lines[0]["名次"] == "1"
    assert lines[-1]["名次"] == ""
    assert any(line["名称"].endswith("**") for line in lines)


def test_other_cities_get_stable_ids_and_every_address(city: City, client: Client) -> None:
    document = json.loads(text_of(client.get("/data/catalogue.json")))
    entry = document["software"][0]
    assert entry["id"] == f"{document['city']}:{city.projects[0]}"
    assert entry["publiccode"]["publiccodeYmlVersion"] == "0.4"
    assert entry["repositories"][0]["url"].startswith("https://")
    assert len(document["software"]) == len(city.projects) - 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("电话 138-1234-5678 找老李", "电话 〔号码已隐去〕 找老李"),
        ("+86 13812345678", "〔号码已隐去〕"),
        ("身份证11010519491231002X。", "身份证〔号码已隐去〕。"),
        ("li@lizhou.example", "〔邮箱已隐去〕"),
        ("版本 2025.11.26，共 13057000000000 行，散列 13812345678abc", "版本 2025.11.26，共 13057000000000 行，散列 13812345678abc"),
        ("", ""),
    ],
)
def test_contacts_typed_into_a_description_do_not_leave(written: str, shown: str) -> None:
    assert public_text(written) == shown


# api --------------------------------------------------------------------------------------------------------------------


def test_every_number_carries_run_version_window_and_completeness(city: City, client: Client) -> None:
    numbers = client.get(f"/api/v1/projects/{city.projects[0]}").json()["numbers"]
    assert numbers
    for number in numbers:
        assert number["run"] == city.observation.run_id
        assert number["metric_version"] == 1
        assert number["window"]["until_on"] == "2026-01-01"
        assert number["completeness"] is not None


def test_an_unknown_number_is_null_and_says_why(city: City, client: Client) -> None:
    number = client.get(f"/api/v1/projects/{city.projects[-1]}").json()["numbers"][0]
    assert number["value"] is None
    assert "没有它的仓库" in number["reason"]


def test_the_examples_of_the_docs_page_answer(city: City, client: Client) -> None:
    assert city.projects
    page = text_of(client.get("/data/api/"))
    commands = re.findall(r"curl &#x27;http://testserver(/api/v1/[^&]*(?:&amp;[^&]*)*)&#x27;", page)
    assert len(commands) == 5
    for command in commands:
        answer = client.get(command.replace("&amp;", "&"))
        assert answer.status_code == 200, command
        assert answer.json(), command


def test_the_docs_page_names_every_operation_and_shape(city: City, client: Client) -> None:
    assert city.projects
    page, document = text_of(client.get("/data/api/")), client.get(OPENAPI).json()
    for path in document["paths"]:
        assert path in page
    assert "GET /api/v1/projects/{ident}" in page


def test_anybody_may_read_and_nobody_may_write(city: City, client: Client) -> None:
    assert city.projects
    assert client.get("/api/v1/projects")["Access-Control-Allow-Origin"] == "*"
    for address in client.get(OPENAPI).json()["paths"]:
        assert client.post(address.replace("{ident}", "x").replace("{code}", "aaaaaa").replace("{track}", "x")).status_code == 405


def test_an_answer_that_did_not_change_is_not_sent_again(city: City, client: Client) -> None:
    first = client.get("/api/v1/projects")
    assert client.get("/api/v1/projects", headers={"if-none-match": first["ETag"]}).status_code == 304
    city.award.state = "retracted"
    city.award.save()
    assert client.get("/api/v1/projects", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_one_address_cannot_take_all(db: None, client: Client) -> None:
    answers = [client.get("/api/v1/libraries", REMOTE_ADDR="192.0.2.7") for _ in range(A_MINUTE + 30)]
    last = answers[-1]
    if last.status_code == 200:  # the minute turned while we asked
        answers = [client.get("/api/v1/libraries", REMOTE_ADDR="192.0.2.7") for _ in range(A_MINUTE + 30)]
        last = answers[-1]
    assert last.status_code == 429
    assert 0 < int(last["Retry-After"]) <= 60
    assert "/data/" in last.json()["detail"]
    assert client.get("/api/v1/libraries", REMOTE_ADDR="192.0.2.8").status_code == 200


def test_names_in_the_api_are_shown_as_agreed(city: City, client: Client) -> None:
    items = client.get(f"/api/v1/runs/{city.award.short}/rankings/people?size=200").json()["items"]
    by_id = {item["subject"]: item["name"] for item in items}
    assert by_id["p-00000002"].endswith("**")
    assert not by_id["p-00000003"].endswith("**")


def test_verify_knows_what_was_published(city: City, client: Client) -> None:
    assert client.get(f"/api/v1/verify/{city.award.short}").json()["run"]["results_hash"] == city.award.results_hash
    assert client.get("/api/v1/verify/ffffffffffff").json() == {"published": False, "run": None}


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A request through WSGI closes its connection at the end; the test's transaction needs it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("_one_connection", "city")
def test_a_fuzzed_api_never_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.public.api.service.A_MINUTE", 10**9)
    operations = [found.ok() for found in schemathesis.openapi.from_wsgi(OPENAPI, application).get_all_operations()]
    assert len(operations) >= 11

    def ask(case: schemathesis.Case) -> None:
        answer = case.call()
        assert answer.status_code < 500, case.as_curl_command()
        case.validate_response(answer, checks=[schemathesis.checks.not_a_server_error])

    quick = hypothesis.settings(max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    for operation in operations:
        quick(hypothesis.given(case=operation.as_strategy())(ask))()


# verify -----------------------------------------------------------------------------------------------------------------


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def bundle(**changes: bytes) -> tuple[bytes, str, str]:
    """A small bundle as the engine writes it, with its run id and results hash."""
    rule = b"[programme]\n"
    manifest = {"hash": "sha256", "files": {"award.toml": hashlib.sha256(rule).hexdigest()}, "programme": "award"}
    tables = {"verdicts": "9" * 64}
    run_id, results_hash = hashlib.sha256(canonical(manifest)).hexdigest(), hashlib.sha256(canonical(tables)).hexdigest()
    files = {
        "manifest.json": json.dumps(manifest, indent=1).encode(),
        "results.json": json.dumps({"run_id": run_id, "results_hash": results_hash, "tables": tables}).encode(),
        "declarations.json": b"{}",
        "policy/award.toml": rule,
        "tables/verdicts.parquet": b"PAR1",
    }
    files.update(
        {name.replace("__", "/").replace("_json", ".json").replace("_toml", ".toml"): content for name, content in changes.items()}
    )
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue(), run_id, results_hash


def test_a_bundle_of_ours_is_recognised(city: City, client: Client) -> None:
    content, run_id, results_hash = bundle()
    city.award.run_id, city.award.results_hash = run_id, results_hash
    city.award.save()
    page = text_of(client.post("/verify/", {"bundle": SimpleUploadedFile("bundle.zip", content)}))
    assert "每一处散列都对得上" in page


def test_a_changed_rule_in_a_bundle_is_found(city: City, client: Client) -> None:
    content, run_id, results_hash = bundle(policy__award_toml=b"[programme]\nplaces = 1\n")
    city.award.run_id, city.award.results_hash = run_id, results_hash
    city.award.save()
    page = text_of(client.post("/verify/", {"bundle": SimpleUploadedFile("bundle.zip", content)}))
    assert "✗ 不同" in page
    assert "不一致" in page


def test_a_run_of_elsewhere_is_not_called_false(city: City, client: Client) -> None:
    assert city.projects
    assert "没有公布过" in text_of(client.post("/verify/", {"bundle": SimpleUploadedFile("bundle.zip", bundle()[0])}))


def test_a_code_from_paper_leads_to_its_run(city: City, client: Client) -> None:
    answer = client.post("/verify/", {"code": f" {city.award.short.upper()[:6]} {city.award.short[6:]} "})
    assert answer["Location"] == f"/verify/{city.award.short}/"
    unknown = client.post("/verify/", {"code": "123456"})
    assert unknown.status_code == 400
    assert "没有公布过这个编号" in text_of(unknown)


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", b"PK\x03\x04broken", bundle(manifest_json=b"[1]")[0], bundle(results_json=b"{}")[0], bundle(manifest_json=b"\xff")[0]],
    # a zip holds the time it was made at, and workers that are not equally fast would name these tests otherwise
    ids=["empty", "no zip", "torn zip", "list for a manifest", "no results", "no text"],
)
def test_what_is_no_bundle_is_refused_in_a_sentence(client: Client, db: None, content: bytes) -> None:
    answer = client.post("/verify/", {"bundle": SimpleUploadedFile("bundle.zip", content)})
    assert answer.status_code == 400


def test_a_bundle_that_lacks_a_file_says_which() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("manifest.json", "{}")
    with pytest.raises(NotABundle, match=r"results\.json"):
        read_bundle(sink.getvalue())


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bundle_packed_in_a_way_that_cannot_be_unpacked_in_measure_is_refused(packed: int) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", packed) as archive:
        for name in ("manifest.json", "results.json", "declarations.json"):
            archive.writestr(name, '{"tables": {}}')
    with pytest.raises(NotABundle, match="zip"):
        read_bundle(sink.getvalue())


def test_a_bundle_that_lies_about_its_size_takes_no_memory_for_it() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * (64 * 2**20))
    content = sink.getvalue()
    told = (64 * 2**20).to_bytes(4, "little")
    assert content.count(told) == 2
    tracemalloc.start()
    try:
        with pytest.raises(NotABundle):
            read_bundle(content.replace(told, (9).to_bytes(4, "little")))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 * 2**20


def test_a_bundle_with_a_huge_manifest_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.public.bundle_check.LARGEST_JSON", 1000)
    assert read_bundle(bundle()[0]).run_id
    with pytest.raises(NotABundle, match="large"):
        read_bundle(bundle(manifest_json=b'{"a": "' + b"x" * 2000 + b'"}')[0])
