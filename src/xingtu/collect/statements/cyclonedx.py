"""What does the analysis of vulnerabilities in a CycloneDX document (1.4 to 1.7, JSON) say?

What it is about is told by reference: to a component of the same document, to one of another document (BOM-Link) whose name is a package
URL, or by a package URL itself. A vulnerability without analysis is no statement.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import unquote

from xingtu.collect.osv_record import Reader
from xingtu.collect.statements.document import (
    MOST_STATEMENTS,
    About,
    Refused,
    Said,
    StatementDocument,
    Taking,
    about_purl,
    content_of,
    gathered,
    instant_of,
    joined,
    statements,
    taking,
)
from xingtu.errors import BadRecord, FeedRefused
from xingtu.facts.statements import AFFECTED, CITY, NOT_AFFECTED, PROJECT, UNDER_INVESTIGATION, Statement
from xingtu.facts.vex_words import ANYTHING, FALSE_POSITIVE, JUSTIFICATION_OF, PROPERTY, STATUS_OF
from xingtu.versions.vers import parse_vers

FORMAT = "cyclonedx"
VERSIONS = ("1.4", "1.5", "1.6", "1.7")
BOM_LINK = "urn:cdx:"
UNAFFECTED = "unaffected"


def is_cyclonedx(document: object) -> bool:
    """A JSON object that calls itself CycloneDX."""
    return isinstance(document, Mapping) and document.get("bomFormat") == "CycloneDX"


def read_cyclonedx_vex(content: bytes, *, days: int, project: str = "") -> StatementDocument:
    """Read a document; parameters as of ``read_openvex``.

    Raises:
        FeedRefused: it is no CycloneDX document of a version we read.
    """
    document = content_of(content)
    if not is_cyclonedx(document):
        raise FeedRefused("不是 CycloneDX 文件：顶层没有 bomFormat: CycloneDX")
    at = Reader(document, "")
    by = taking(content, days, project)
    try:
        version = at.text("specVersion")
        if version not in VERSIONS:
            raise at.refuse("specVersion", f"不在能读的版本之内（{'、'.join(VERSIONS)}）")
        metadata = at.reader("metadata")
        author, issued_at = _author(metadata), instant_of(metadata, "timestamp") if metadata else ""
        listed = at.value("vulnerabilities") or []
        if not isinstance(listed, list) or len(listed) > MOST_STATEMENTS:
            raise at.refuse("vulnerabilities", f"应当是列表，且不超过 {MOST_STATEMENTS} 条")
        ident = at.text("serialNumber") if at.has("serialNumber") else ""
    except BadRecord as error:
        raise FeedRefused(f"CycloneDX 文件不能采用：{error}") from None
    subject, purls = _purls(document)
    refused: list[Refused] = []
    notes: list[Refused] = []

    def places() -> Iterator[tuple[str, Callable[[], list[Statement]]]]:
        for number, one in enumerate(listed):
            place = f"vulnerabilities[{number}]"
            if not isinstance(one, Mapping) or one.get("analysis") is not None:
                yield place, partial(_statements, one, place, (author, issued_at, subject, purls), by)

    found = gathered(places(), refused, notes)
    return StatementDocument(FORMAT, ident, author, issued_at, by.digest, found, tuple(refused), tuple(notes))


def _author(metadata: Reader | None) -> str:
    """Authors, else who made or supplied it."""
    if metadata is None:
        return ""
    names = [one.text("name") for one in metadata.readers("authors") if one.has("name")]
    for key in ("manufacturer", "manufacture", "supplier"):
        firm = metadata.reader(key)
        if firm is not None and firm.has("name"):
            names.append(firm.text("name"))
    return names[0] if names else ""


def _purls(document: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """(reference of the subject, reference -> package URL with version) of all components; what is broken is none."""
    metadata = document.get("metadata")
    subject = metadata.get("component") if isinstance(metadata, Mapping) else None
    waiting: list[Any] = [subject, *_listed(document)]
    found: dict[str, str] = {}
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            ref, purl = one.get("bom-ref"), one.get("purl")
            if isinstance(ref, str) and isinstance(purl, str):
                found[ref] = purl
            waiting += _listed(one)
    ref = subject.get("bom-ref") if isinstance(subject, Mapping) else None
    return ref if isinstance(ref, str) else "", found


def _listed(holder: Mapping[str, Any]) -> list[Any]:
    held = holder.get("components")
    return held if isinstance(held, list) else []


def _statements(one: object, place: str, document: tuple[str, str, str, dict[str, str]], by: Taking) -> list[Statement]:
    author, issued_at, subject, purls = document
    at = Reader(one, "")
    analysis = at.reader("analysis")
    if analysis is None:
        raise at.refuse("analysis", "应当是一个对象")
    state = analysis.text("state") if analysis.has("state") else ""
    if state not in STATUS_OF:
        raise analysis.refuse("state", f"不在可选值之内：{state[:40]!r}" if state else "没有结论")
    status = STATUS_OF[state]
    word = analysis.text("justification") if analysis.has("justification") else ""
    if word and word not in JUSTIFICATION_OF:
        raise analysis.refuse("justification", f"不在可选值之内：{word[:40]!r}")
    told = _told(at)
    detail = analysis.text("detail") if analysis.value("detail") else ""
    said = Said(
        ident="",
        vulnerability=at.text("id"),
        aliases=tuple(one.text("id") for one in at.readers("references")),
        status=status,
        justification=JUSTIFICATION_OF.get(word, "") if status == NOT_AFFECTED else "",
        impact=(detail or (FALSE_POSITIVE if state == "false_positive" else "")) if status == NOT_AFFECTED and not told else "",
        action=_action(at, analysis, detail) if status == AFFECTED and not told else "",
        evidence=detail if status not in {NOT_AFFECTED, AFFECTED} and not told else "",
        author=author,
        issued_at=instant_of(analysis, "lastUpdated", "firstIssued") or instant_of(at, "updated", "created") or issued_at,
        extra=told,
    )
    if not said.issued_at:
        raise BadRecord("没有写明日期（analysis.firstIssued 或 metadata.timestamp）")
    about = joined([held for affected in at.readers("affects") for held in _about(affected, status, (subject, purls), by)])
    if not about:
        raise at.refuse("affects", "没有说明是哪个组件")
    if told:
        about = [replace(one, package="") if one.package == ANYTHING else one for one in about]
    return statements(said, about, by, place)


def _action(at: Reader, analysis: Reader, detail: str) -> str:
    words = [at.text(key) for key in ("recommendation", "workaround") if at.value(key)]
    return "\n".join([*words, detail, *analysis.texts("response")]).strip() if words or detail else "、".join(analysis.texts("response"))


def _about(affected: Reader, status: str, known: tuple[str, dict[str, str]], by: Taking) -> list[About]:
    ref = affected.text("ref")
    subject, purls = known
    plain = unquote(ref.rpartition("#")[2]) if ref.startswith(BOM_LINK) else ref
    purl = purls.get(ref) or (plain if plain.startswith("pkg:") else purls.get(plain, ""))
    if plain == subject and by.project:
        one = About("", (), "", PROJECT, by.project)
    elif purl:
        one = about_purl(purl, CITY, "")
    else:
        raise affected.refuse("ref", f"{ref[:80]!r} 指的组件没有 purl，也不是项目本身")
    listed = affected.readers("versions")
    if not listed:
        return [one]
    counted = [version for version in listed if _is_meant(version, status)]
    if not counted:
        raise affected.refuse("versions", "没有一个版本与结论相符")
    return [_of_version(one, version) for version in counted]


def _is_meant(version: Reader, status: str) -> bool:
    """A version that is said to be affected is not closed by the same entry, and the other way round."""
    told = version.value("status")
    if status in {AFFECTED, UNDER_INVESTIGATION}:
        return told != UNAFFECTED
    return told in {None, UNAFFECTED}


def _of_version(one: About, version: Reader) -> About:
    if version.has("range"):
        return About(one.package, (), str(parse_vers(version.text("range"))), one.reach, one.reach_id)
    text = version.text("version")
    is_go = one.package.startswith("pkg:golang/")
    return About(one.package, (text.removeprefix("v") if is_go else text,), "", one.reach, one.reach_id)


def _told(at: Reader) -> Mapping[str, Any]:
    """What one of our own documents says beyond CycloneDX."""
    for one in at.readers("properties"):
        if one.value("name") == PROPERTY:
            try:
                extra = json.loads(one.text("value"))
            except (ValueError, RecursionError):
                raise one.refuse("value", "不是合法的 JSON") from None
            if isinstance(extra, Mapping):
                return extra
            raise one.refuse("value", "应当是一个对象")
    return {}
