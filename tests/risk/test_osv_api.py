"""Does the mirror answer as OSV does, and refuse where "nothing" would be a lie?"""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.risk.advisory_texts import read, record, state, touches
from xingtu.risk import osv_api
from xingtu.risk.osv_api import Answer, answer
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.schema import open_risk


def ask(database: sqlite3.Connection, question: object, path: str = "/v1/query") -> Answer:
    return answer(database, "POST", path, json.dumps(question).encode())


def told(database: sqlite3.Connection, question: object, path: str = "/v1/query") -> Any:
    found = ask(database, question, path)
    assert found.status == 200, found.body
    return json.loads(found.body)


def package(version: str | None, name: str = "lantern", ecosystem: str = "PyPI", **more: str) -> dict[str, Any]:
    return {"package": {"name": name, "ecosystem": ecosystem}, **({"version": version} if version else {}), **more}


def ids(found: Any) -> list[str]:
    return [one["id"] for one in found.get("vulns", [])]


def test_a_version_is_answered_with_whole_records_and_an_untouched_one_with_an_empty_object(advisories: sqlite3.Connection) -> None:
    assert ids(told(advisories, package("2.0"))) == ["PYSEC-2026-1", "PYSEC-2026-2"]
    assert told(advisories, package("0.9"))["vulns"][0]["affected"][0]["package"]["name"] == "lantern"
    assert told(advisories, package("1.0", name="untouched")) == {}


def test_names_are_compared_as_their_ecosystem_does(advisories: sqlite3.Connection) -> None:
    assert ids(told(advisories, package("0.9", name="Lantern"))) == ["PYSEC-2026-1"]
    assert ids(told(advisories, package("v1.3.9", name="xinghe.example/gears", ecosystem="Go"))) == ["GO-2026-7"]
    assert told(advisories, package("1.3.9", name="Xinghe.example/gears", ecosystem="Go")) == {}


def test_without_a_version_all_records_in_force_are_named_and_withdrawn_ones_never(advisories: sqlite3.Connection) -> None:
    assert ids(told(advisories, package(None))) == ["PYSEC-2026-1", "PYSEC-2026-2"]
    assert json.loads(answer(advisories, "GET", "/v1/vulns/PYSEC-2026-3").body)["withdrawn"] == "2026-01-02T00:00:00Z"


def test_a_release_narrows_and_none_means_all(advisories: sqlite3.Connection) -> None:
    assert ids(told(advisories, package("2.9", ecosystem="Debian:12"))) == ["DSA-9"]
    assert ids(told(advisories, package("2.9", ecosystem="Debian"))) == ["DSA-9"]
    assert told(advisories, package("2.9", ecosystem="Debian:11")) == {}


def test_a_package_url_is_read_with_its_version_or_beside_one_and_never_with_two(advisories: sqlite3.Connection) -> None:
    assert ids(told(advisories, {"package": {"purl": "pkg:pypi/lantern@0.9"}})) == ["PYSEC-2026-1"]
    assert ids(told(advisories, {"package": {"purl": "pkg:pypi/lantern"}, "version": "0.9"})) == ["PYSEC-2026-1"]
    twice = {"package": {"purl": "pkg:pypi/lantern@0.9"}, "version": "0.9"}
    assert ask(advisories, twice).status == 400
    assert ask(advisories, {"queries": [package("1"), twice]}, "/v1/querybatch").status == 400


@pytest.mark.parametrize(
    "question",
    [
        [], "text", {}, {"package": []}, {"package": {"name": "lantern"}}, package("1", ecosystem="pypi"),
        {"package": {"name": "lantern", "ecosystem": "Nowhere"}}, {"commit": "6879efc2c1596d11a6a6ad296f80063b558d5e0f"},
        {"package": {"name": "https://xinghe.example/r.git", "ecosystem": "GIT"}, "version": "1"}, package("1") | {"page_token": "no"},
        {"package": {"name": "lantern", "ecosystem": "PyPI", "purl": "pkg:pypi/lantern"}}, {"package": {"purl": "pypi/lantern"}},
        {"package": {"name": 7, "ecosystem": "PyPI"}}, package("1\x00"), package("9" * 1001), package("\ud800"),
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused_with_words_and_not_answered_with_nothing(
    advisories: sqlite3.Connection, question: object
) -> None:
    found = ask(advisories, question)
    assert found.status == 400
    assert json.loads(found.body)["code"] == 3
    assert json.loads(found.body)["message"]


def test_an_ecosystem_nobody_speaks_of_and_an_empty_mirror_are_not_taken_for_safe(advisories: sqlite3.Connection, tmp_path: Path) -> None:
    assert ask(advisories, package("1.0.0", ecosystem="npm")).status == 503
    assert ask(advisories, {"queries": [package("1.0"), package("1.0.0", ecosystem="npm")]}, "/v1/querybatch").status == 503
    empty = open_risk(tmp_path / "empty")
    assert ask(empty, package("1.0")).status == 503
    empty.close()


def test_a_type_of_purl_osv_has_no_ecosystem_for_is_answered_as_osv_does_and_named(advisories: sqlite3.Connection) -> None:
    found = ask(advisories, {"queries": [{"package": {"purl": "pkg:docker/lamp@1.0"}}, package("0.9")]}, "/v1/querybatch")
    assert json.loads(found.body)["results"][0] == {}
    assert dict(found.headers)["X-Advisories-Not-Covered"] == "pkg:docker"


def test_a_version_without_a_place_in_the_order_is_said_to_be_unevaluated(advisories: sqlite3.Connection) -> None:
    assert dict(ask(advisories, package("no version")).headers)["X-Advisories-Unevaluated"] == "1"
    assert "X-Advisories-Unevaluated" not in dict(ask(advisories, package("1.0")).headers)


def test_a_batch_is_answered_in_the_order_asked_with_ids_and_instants_only(advisories: sqlite3.Connection) -> None:
    asked = [package("9", name="none"), package("2.0"), package("1.0.0", name="xinghe.example/gears", ecosystem="Go"), package("0.9")]
    results = told(advisories, {"queries": asked}, "/v1/querybatch")["results"]
    assert [ids(one) for one in results] == [[], ["PYSEC-2026-1", "PYSEC-2026-2"], ["GO-2026-7"], ["PYSEC-2026-1"]]
    assert results[0] == {}
    assert results[3]["vulns"] == [{"id": "PYSEC-2026-1", "modified": "2026-01-01T00:00:00Z"}]
    assert ask(advisories, {"queries": [package("1")] * 1001}, "/v1/querybatch").status == 400


def test_an_alias_is_not_found_but_led_to_the_record(advisories: sqlite3.Connection) -> None:
    found = answer(advisories, "GET", "/v1/vulns/CVE-2026-0001")
    assert found.status == 404
    assert "PYSEC-2026-1" in json.loads(found.body)["message"]
    assert answer(advisories, "GET", "/v1/vulns/../../etc/passwd").status == 404


def test_instants_end_in_z_because_pip_audit_reads_no_other(advisories: sqlite3.Connection) -> None:
    assert told(advisories, package("0.9"))["vulns"][0]["published"] == "2026-01-01T00:00:00Z"


def test_other_methods_and_addresses_are_refused(advisories: sqlite3.Connection) -> None:
    assert answer(advisories, "GET", "/v1/query").status == 405
    assert answer(advisories, "POST", "/v1/vulns/PYSEC-2026-1").status == 405
    assert answer(advisories, "GET", "/v1/determineversion").status == 404
    assert answer(advisories, "POST", "/v1/query", b"[" * 100_000).status == 400
    assert answer(advisories, "POST", "/v1/query", b"9" * 4_000_001).status == 413


def test_pages_of_many_records_hold_each_of_them_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = open_risk(tmp_path)
    names = [f"PYSEC-2026-{number:04d}" for number in range(25)]
    take_in(many, state(), read(*[record(name, touches("lantern", {"introduced": "0"})) for name in names]), {}, whole=True)
    monkeypatch.setattr(osv_api, "MOST_PER_QUERY", 10)
    monkeypatch.setattr(osv_api, "MOST_PER_BATCH", 15)
    seen, token = [], ""
    for size in (10, 10, 5):
        page = told(many, package("1", page_token=token))
        seen += ids(page)
        token = page.get("next_page_token", "")
        assert len(page["vulns"]) == size
    assert (seen, token) == (names, "")
    first, second, third = told(many, {"queries": [package("1")] * 3}, "/v1/querybatch")["results"]
    assert [len(ids(one)) for one in (first, second, third)] == [10, 5, 0]
    assert ids(told(many, package("1", page_token=second["next_page_token"])))[0] == names[5]
    assert ids(told(many, package("1", page_token=third["next_page_token"]))) == names[:10]
    monkeypatch.setattr(osv_api, "MOST_ANSWERED", 10)
    assert len(told(many, package("1"))["vulns"]) == 1
    many.close()


def test_a_client_that_follows_every_page_of_a_batch_as_osv_scanner_does_gets_each_record_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = open_risk(tmp_path)
    names = [f"PYSEC-2026-{number:04d}" for number in range(25)]
    records = [record(name, touches(f"p{number % 2}", {"introduced": "0"})) for number, name in enumerate(names)]
    take_in(many, state(), read(*records), {}, whole=True)
    monkeypatch.setattr(osv_api, "MOST_PER_QUERY", 4)
    monkeypatch.setattr(osv_api, "MOST_PER_BATCH", 6)
    waiting = {name: package("1", name=name) for name in ("p0", "p1", "p2")}
    got: dict[str, list[str]] = {name: [] for name in waiting}
    for _ in range(20):
        asked = list(waiting)
        results = told(many, {"queries": [waiting[name] for name in asked]}, "/v1/querybatch")["results"]
        assert len(results) == len(asked)
        for name, result in zip(asked, results, strict=True):
            got[name] += ids(result)
            if "next_page_token" in result:
                waiting[name] = package("1", name=name, page_token=result["next_page_token"])
            else:
                del waiting[name]
        if not waiting:
            break
    assert got == {"p0": names[::2], "p1": names[1::2], "p2": []}
    many.close()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20)
    | st.sampled_from(["PyPI", "Go", "lantern", "1.0", "pkg:pypi/lantern@1"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["package", "name", "ecosystem", "version", "purl", "queries", "commit", "page_token"]), inner),
    max_leaves=12,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(question=ANYTHING, batch=st.booleans())
def test_whatever_is_asked_is_answered(advisories: sqlite3.Connection, question: object, *, batch: bool) -> None:
    found = ask(advisories, {"queries": [question]} if batch else question, "/v1/querybatch" if batch else "/v1/query")
    assert found.status in {200, 400, 503}
    json.loads(found.body)
