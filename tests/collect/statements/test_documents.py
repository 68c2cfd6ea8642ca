import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xingtu.collect.statements.document import StatementDocument
from xingtu.collect.statements.documents import read_statements
from xingtu.errors import FeedRefused
from xingtu.facts.statements import (
    AFFECTED,
    CITY,
    FIXED,
    JUSTIFICATIONS,
    NOT_AFFECTED,
    ORGANISATION,
    PROJECT,
    STATUSES,
    UNDER_INVESTIGATION,
    VEX,
    WAIVER,
    Statement,
    flaws,
)
from xingtu.facts.vex_words import FALSE_POSITIVE, JUSTIFICATION_FOR, JUSTIFICATION_OF, STATE_FOR, STATUS_OF


def openvex(*statements: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.org/vex-1",
        "author": "砺轴安全组",
        "timestamp": "2023-01-16T19:07:16.853479631-06:00",
        "version": 1,
        "statements": list(statements) or [said()],
        **changed,
    }


def said(**changed: Any) -> dict[str, Any]:
    return {
        "vulnerability": {"name": "CVE-2024-22195", "aliases": ["GHSA-h5c8-rqwp-cp95"]},
        "products": [{"@id": "pkg:pypi/Jinja2@3.1.2"}],
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        **changed,
    }


def cyclonedx(*vulnerabilities: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "timestamp": "2026-11-01T08:00:00Z",
            "authors": [{"name": "砺轴安全组"}],
            "component": {
                "type": "application",
                "bom-ref": "us",
                "name": "gearsim",
                "components": [{"bom-ref": "in", "purl": "pkg:npm/in@1"}],
            },
        },
        "components": [{"type": "library", "bom-ref": "j", "name": "jinja2", "purl": "pkg:pypi/jinja2@3.1.2"}],
        "vulnerabilities": list(vulnerabilities) or [analysed()],
        **changed,
    }


def analysed(**changed: Any) -> dict[str, Any]:
    return {
        "id": "CVE-2024-22195",
        "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "不用 xmlattr"},
        "affects": [{"ref": "j"}],
        **changed,
    }


def read(document: object, **how: Any) -> StatementDocument:
    return read_statements(json.dumps(document).encode(), **({"days": 180} | how))


def refused(document: object, **how: Any) -> str:
    told = read(document, **how)
    assert told.statements == ()
    (one,) = told.refused
    return one.words


def test_an_openvex_document_is_read() -> None:
    told = read(openvex())
    (one,) = told.statements
    assert (one.vulnerability, one.aliases) == ("CVE-2024-22195", ("GHSA-h5c8-rqwp-cp95",))
    assert (one.package, one.versions, one.reach, one.kind) == ("pkg:pypi/jinja2", ("3.1.2",), CITY, VEX)
    assert (one.status, one.justification, one.author) == (NOT_AFFECTED, "vulnerable_code_not_in_execute_path", "砺轴安全组")
    assert (one.issued_at, one.expires_on) == ("2023-01-17T01:07:16Z", date(2023, 7, 16))
    assert (one.source, one.publisher) == (told.digest, "砺轴安全组")
    assert (one.seen_level, one.seen_kev, one.seen_versions) == (None, None, None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"justification": None}, "既没有理由也没有说明"),
        ({"justification": "because"}, "不在可选值之内"),
        ({"status": "safe"}, "不在可选值之内"),
        ({"status": None}, "status"),
        ({"vulnerability": None}, "漏洞编号"),
        ({"vulnerability": {"name": ""}}, "name"),
        ({"vulnerability": {"name": "x" * 1000}}, "不是一个名字"),
        ({"products": []}, "没有说明"),
        ({"products": None}, "没有说明"),
        ({"products": [{"@id": "https://example.org/product"}]}, "请指明它是哪个项目"),
        ({"products": [{"@id": "pkg:oci/x", "subcomponents": [{"@id": "pkg:npm/a@1"}]}]}, "请指明它是哪个项目"),
        ({"products": [{"@id": "pkg:"}]}, "purl"),
        ({"products": [{"@id": "pkg:npm/a?vers=nothing"}]}, "版本范围"),
        ({"products": [{"@id": "xingtu:country/1"}]}, "不认识的产品"),
        ({"products": "x"}, "列表"),
        ({"timestamp": "yesterday"}, "不是时间"),
        ({"status_notes": "xingtu:statement {"}, "JSON"),
        ({"status_notes": 'xingtu:statement {"grade": 1}'}, "不认识的字段"),
        ({"status_notes": 'xingtu:statement {"kind": "waiver"}'}, "豁免"),
        ({"status_notes": 'xingtu:statement {"expires_on": "soon"}'}, "不是日期"),
        ({"impact_statement": "x" * 5000}, "文字过长"),
    ],
)
def test_one_bad_statement_is_set_aside(changed: Mapping[str, Any], words: str) -> None:
    assert words in refused(openvex(said(**changed)))
    told = read(openvex(said(**changed), said()))
    assert (len(told.statements), [one.place for one in told.refused]) == (1, ["statements[0]"])


def test_what_is_said_of_somebody_s_product_is_taken_only_for_that_project() -> None:
    product = [
        {"@id": "https://example.org/gearsim", "subcomponents": [{"@id": "pkg:npm/a@1"}, {"@id": "pkg:npm/a@2"}, {"@id": "pkg:npm/b"}]}
    ]
    told = read(openvex(said(products=product)), project="gearsim").statements
    assert [(one.package, one.versions, one.reach, one.reach_id) for one in told] == [
        ("pkg:npm/a", ("1", "2"), PROJECT, "gearsim"),
        ("pkg:npm/b", (), PROJECT, "gearsim"),
    ]
    assert len({one.id for one in told}) == 2
    (whole,) = read(openvex(said(products=[{"@id": "https://example.org/gearsim"}])), project="gearsim").statements
    assert (whole.package, whole.reach_id) == ("", "gearsim")


def test_what_is_handed_in_for_one_project_speaks_for_no_other() -> None:
    (narrowed,) = read(openvex(), project="gearsim").statements
    assert (narrowed.reach, narrowed.reach_id) == (PROJECT, "gearsim")
    other = openvex(said(products=[{"@id": "xingtu:project/minnow", "subcomponents": [{"@id": "pkg:npm/a"}]}]))
    assert "minnow" in refused(other, project="gearsim")
    assert read(other).statements[0].reach_id == "minnow"


def test_the_release_of_a_distribution_is_kept_as_it_limits_what_is_said() -> None:
    products = [{"@id": "pkg:deb/debian/a@1-1?arch=amd64&distro=debian-11"}]
    (made,) = read(openvex(said(products=products))).statements
    assert (made.package, made.versions) == ("pkg:deb/debian/a?distro=debian-11", ("1-1",))


def test_older_documents_name_their_products_as_texts() -> None:
    old = openvex(
        said(vulnerability="CVE-2024-22195", products=["pkg:golang/github.com/a/b@v1.2.3"]), **{"@context": "https://openvex.dev/ns"}
    )
    (one,) = read(old).statements
    assert (one.vulnerability, one.package, one.versions) == ("CVE-2024-22195", "pkg:golang/github.com/a/b", ("1.2.3",))


def test_affected_without_what_is_done_is_taken_with_a_note() -> None:
    told = read(openvex(said(status="affected", justification=None)))
    assert [one.status for one in told.statements] == [AFFECTED]
    assert [one.place for one in told.notes] == ["statements[0]"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"not json",
        b"\xff\xff",
        b"[" * 100_000,
        b'{"@context": "https://openvex.dev/ns", "@context": "x"}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        json.dumps(openvex(author=None)).encode(),
        json.dumps(openvex(timestamp=None)).encode(),
        json.dumps(openvex(timestamp="soon")).encode(),
        json.dumps(openvex(statements={})).encode(),
        json.dumps(cyclonedx(specVersion="1.3")).encode(),
        json.dumps(cyclonedx(vulnerabilities={"a": 1})).encode(),
        json.dumps(cyclonedx(metadata=7)).encode(),
        b" " * 16_000_001,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_no_document_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(FeedRefused):
        read_statements(content, days=180)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ("pkg:pypi/jinja2", ("3.1.2",), "")),
        ({"affects": [{"ref": "pkg:pypi/jinja2@3.1.1"}]}, ("pkg:pypi/jinja2", ("3.1.1",), "")),
        ({"affects": [{"ref": "in"}]}, ("pkg:npm/in", ("1",), "")),
        ({"affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:pypi/jinja2%403.0"}]}, ("pkg:pypi/jinja2", ("3.0",), "")),
        ({"affects": [{"ref": "j", "versions": [{"version": "3.0"}, {"version": "3.1"}]}]}, ("pkg:pypi/jinja2", ("3.0", "3.1"), "")),
        (
            {"affects": [{"ref": "j", "versions": [{"version": "3.0", "status": "affected"}, {"version": "3.1", "status": "unaffected"}]}]},
            ("pkg:pypi/jinja2", ("3.1",), ""),
        ),
        (
            {"affects": [{"ref": "j", "versions": [{"range": "vers:pypi/<3.1", "status": "unaffected"}]}]},
            ("pkg:pypi/jinja2", (), "vers:pypi/<3.1"),
        ),
    ],
)
def test_a_cyclonedx_analysis_is_read(changed: Mapping[str, Any], expected: tuple[str, tuple[str, ...], str]) -> None:
    (one,) = read(cyclonedx(analysed(**changed))).statements
    assert (one.package, one.versions, one.version_range) == expected
    assert (one.status, one.justification, one.impact) == (NOT_AFFECTED, "vulnerable_code_not_in_execute_path", "不用 xmlattr")
    assert (one.author, one.issued_at, one.reach) == ("砺轴安全组", "2026-11-01T08:00:00Z", CITY)


@pytest.mark.parametrize("state", STATUS_OF)
def test_every_state_of_cyclonedx_has_a_meaning(state: str) -> None:
    (one,) = (
        read(cyclonedx(analysed(analysis={"state": state, "response": ["update"]}))).statements
        if state != "not_affected"
        else read(cyclonedx()).statements
    )
    assert one.status == STATUS_OF[state]
    assert one.action == ("update" if state == "exploitable" else "")
    assert one.impact == {"false_positive": FALSE_POSITIVE, "not_affected": "不用 xmlattr"}.get(state, "")


def test_words_are_mapped_both_ways() -> None:
    assert {STATUS_OF[STATE_FOR[status]] for status in STATUSES} == set(STATUSES)
    assert set(JUSTIFICATION_FOR) == set(JUSTIFICATIONS) == set(JUSTIFICATION_OF.values())
    assert set(STATE_FOR.values()) <= set(STATUS_OF)
    assert set(JUSTIFICATION_FOR.values()) <= set(JUSTIFICATION_OF)
    assert STATUS_OF["resolved_with_pedigree"] == FIXED
    assert STATE_FOR[UNDER_INVESTIGATION] == "in_triage"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"analysis": {"state": "not_affected"}}, "既没有理由也没有说明"),
        ({"analysis": {}}, "没有结论"),
        ({"analysis": {"state": "fine"}}, "不在可选值之内"),
        ({"analysis": 7}, "对象"),
        ({"affects": []}, "没有说明"),
        ({"affects": [{"ref": "nobody"}]}, "没有 purl"),
        ({"affects": [{"ref": "us"}]}, "没有 purl"),
        ({"affects": [{"ref": "j", "versions": [{"version": "1", "status": "affected"}]}]}, "没有一个版本"),
        ({"affects": [{"ref": "j", "versions": [{"range": "up to 3", "status": "unaffected"}]}]}, "版本范围"),
        ({"id": None}, "id"),
    ],
)
def test_an_analysis_that_can_not_be_taken_is_set_aside(changed: Mapping[str, Any], words: str) -> None:
    assert words in refused(cyclonedx(analysed(**changed)))


def test_what_is_said_of_the_whole_subject_needs_a_project() -> None:
    (one,) = read(cyclonedx(analysed(affects=[{"ref": "us"}])), project="gearsim").statements
    assert (one.package, one.reach, one.reach_id) == ("", PROJECT, "gearsim")


def test_a_vulnerability_without_analysis_is_no_statement() -> None:
    told = read(cyclonedx({"id": "CVE-1", "affects": [{"ref": "j"}]}))
    assert (told.statements, told.refused) == ((), ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2), max_leaves=4
)


@settings(max_examples=60)
@given(st.sampled_from([openvex(), cyclonedx()]), st.data())
def test_whatever_stands_in_it_there_is_an_answer_or_an_error(document: dict[str, Any], data: st.DataObject) -> None:
    broken = json.loads(json.dumps(document))
    holder: Any = broken
    while isinstance(holder, (dict, list)) and holder:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if data.draw(st.booleans()):
            holder[key] = data.draw(JSON)
            break
        holder = holder[key]
    try:
        read(broken)
    except FeedRefused:
        return


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="@＠%"), min_size=1, max_size=8)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="@＠%", include_characters=" \n"), max_size=20
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 1, 1))
LIMITS = st.sampled_from([((), ""), (("1.0",), ""), (("1.0", "2.0-rc.1"), ""), ((), "vers:npm/>=1.0|<2.0"), ((), "vers:npm/*")])
PACKAGES = st.sampled_from(["pkg:npm/a", "pkg:npm/%40s/a", "pkg:pypi/jinja2", "pkg:maven/org.a/b", "pkg:golang/github.com/a/b"])


@st.composite
def spoken(draw: st.DrawFn) -> Statement:
    """Statements that are made here."""
    kind = draw(st.sampled_from([VEX, WAIVER]))
    status = AFFECTED if kind == WAIVER else draw(st.sampled_from(STATUSES))
    limited = draw(LIMITS)
    reach = draw(st.sampled_from([PROJECT, ORGANISATION, CITY]))
    author = draw(NAMES)
    return Statement(
        id=draw(NAMES),
        kind=kind,
        vulnerability=draw(st.sampled_from(["CVE-2024-1", "GHSA-1", "OHSA-2026-01-CVE-1"])),
        aliases=draw(st.sampled_from([(), ("CVE-2024-2", "PYSEC-1")])),
        package=draw(PACKAGES) if limited != ((), "") else draw(st.one_of(st.just(""), PACKAGES)),
        versions=limited[0],
        version_range=limited[1],
        reach=reach,
        reach_id="" if reach == CITY else draw(NAMES),
        status=status,
        justification=draw(st.sampled_from(JUSTIFICATIONS)) if status == NOT_AFFECTED else "",
        impact=draw(TEXTS),
        action=draw(TEXTS) or "升级" if status == AFFECTED else draw(TEXTS),
        evidence=draw(TEXTS),
        author=author,
        reviewer="复" + author if kind == WAIVER else draw(st.sampled_from(["", "复" + author])),
        issued_at=f"{draw(DAYS)}T02:03:04Z",
        expires_on=draw(st.dates(date(2027, 2, 1), date(2030, 1, 1))),
        seen_level=draw(st.sampled_from([None, "", "low", "critical"])),
        seen_kev=draw(st.sampled_from([None, True, False])),
        seen_versions=draw(st.sampled_from([None, (), ("1.0", "2.0")])),
        seen_range=draw(st.sampled_from(["", "vers:npm/<2.0"])),
    )


@settings(max_examples=80)
@given(st.lists(spoken(), min_size=1, max_size=3, unique_by=lambda one: one.id), st.sampled_from(["openvex", "cyclonedx"]), st.booleans())
def test_what_is_written_is_read_back_as_it_was(made: list[Statement], kind: str, own: bool) -> None:  # noqa: FBT001 -- drawn
    from xingtu.report.risk.cyclonedx_vex import to_cyclonedx_vex  # noqa: PLC0415 -- only this test knows the writers
    from xingtu.report.risk.openvex import to_openvex  # noqa: PLC0415

    assert [flaws(one) for one in made] == [[]] * len(made)
    write = to_openvex if kind == "openvex" else to_cyclonedx_vex
    written = write(made, author=made[0].author if own else "门户", issued_at="2026-11-26T01:00:00Z")
    told = read_statements(written.encode(), days=180)
    assert told.refused == told.notes == ()
    assert {replace(one, source="", publisher="") for one in told.statements} == set(made)
    assert write(list(reversed(made)), author=told.author, issued_at="2026-11-26T01:00:00Z") == written
