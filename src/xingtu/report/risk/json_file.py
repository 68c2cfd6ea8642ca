"""How is an audit given to a program? As one JSON document with stable keys, one finding a line (``--format json``).

``format``
    ``xingtu-audit/1``; the number goes up when a key changes its meaning or goes away. New keys may come.
``gate``
    ``id``, ``name``, ``result`` (pass, fail, insufficient) and ``reasons``: ``result``, ``kind``, ``finding`` (its ``fingerprint``, or
    null), ``value``, ``limit``; shares are millionths. Where the result is ``insufficient`` nothing is proved, whatever ``findings``
    holds.
``freshness``
    ``alarms``, ``coverage`` and ``sources``: how old and how complete all of this is.
``stock``
    ``project``, ``name``, ``tip``, ``origin``, ``components``, ``unresolved``; ``files`` (``path``, ``blob``, ``parser``, ``resolved``,
    ``components``, ``unresolved``, ``notes``); ``faults`` (``path``, ``line``, ``words``); ``vendored``: copies that were not compared.
``findings``
    in order of work: ``fingerprint`` (project, package and group: the same from run to run), ``urgency``, ``state``, ``counted`` (false:
    only in tests' data, or only the least version that is asked for), ``group``, ``ids``, ``ecosystem``, ``package``, ``versions``,
    ``fixed``, ``level`` and ``score`` in tenths (null: no source says), ``severity_source``, ``malicious``, ``kev`` (null, or ``added_on``,
    ``due_on``, ``ransomware``), ``epss`` (null, or ``score``, ``percentile`` in millionths, ``score_on``), ``days``, ``days_because``,
    ``published``, ``summary``, ``places`` (``path``, ``line``, ``scope``, ``direct``, ``via``), ``statement`` (null, or who said what until
    when), ``reopened_because``, ``not_applied``: authors whose statements are not trusted.
``related``
    exploited CVEs (KEV) that a record names as related: not the same flaw; they decide nothing.
``notes``
    what CNVD and CNNVD say of CVEs among these findings.
"""

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from xingtu.facts.audit import Audit
from xingtu.facts.findings import Finding
from xingtu.facts.risk_gate import Judged
from xingtu.report.licences.document import document
from xingtu.report.licences.shown import visible
from xingtu.report.risk.source_table import freshness_data
from xingtu.report.text import Lang

FORMAT = "xingtu-audit/1"


def fingerprint(finding: Finding) -> str:
    """Names a finding from run to run, whatever lines and versions do."""
    said = f"{finding.project}\x00{finding.ecosystem}\x00{finding.package}\x00{finding.group}"
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def to_json(audit: Audit, lang: Lang = "zh") -> str:
    """The document; the same audit gives the same bytes."""
    marks = {row.finding.fid: fingerprint(row.finding) for row in audit.rows}
    gate = audit.gate
    return document(
        {
            "format": FORMAT,
            "asked": visible(audit.asked),
            "at": audit.at,
            "revision": audit.revision,
            "gate": {
                "id": gate.gate,
                "name": gate.name_en if lang == "en" else gate.name,
                "result": gate.result,
                "reasons": [
                    {
                        "result": reason.result,
                        "kind": reason.kind,
                        "finding": None if reason.fid is None else marks[reason.fid],
                        "value": visible(reason.value),
                        "limit": reason.limit,
                    }
                    for reason in gate.reasons
                ],
            },
            "freshness": freshness_data(audit.sources, audit.coverage, lang, oldest_days=audit.oldest_days),
            "stock": _stock(audit),
            "findings": [finding_row(row) for row in audit.rows],
            "related": [asdict(one) for one in audit.related],
            "notes": [asdict(note) for note in audit.notes],
            "statements_not_read": [visible(words) for words in audit.vex_faults],
        },
        {"gate", "freshness", "stock"},
    )


def finding_row(row: Judged) -> dict[str, Any]:
    """One finding as JSON has it; also of the portal's answers."""
    finding, said = row.finding, row.statement
    return {
        "fingerprint": fingerprint(finding),
        "urgency": row.urgency,
        "state": row.state,
        "counted": not (row.is_sample or row.is_minimum),
        "group": finding.group,
        "ids": list(finding.ids),
        "ecosystem": finding.ecosystem,
        "package": visible(finding.package),
        "versions": [visible(one) for one in finding.versions],
        "fixed": list(finding.fixed),
        "level": finding.level or None,
        "score": finding.score,
        "severity_source": finding.severity_source or None,
        "malicious": finding.malicious,
        "kev": {"added_on": finding.kev_added_on, "due_on": finding.kev_due_on or None, "ransomware": finding.ransomware}
        if finding.kev_added_on
        else None,
        "epss": None
        if finding.epss is None
        else {"score": finding.epss, "percentile": finding.epss_percentile, "score_on": finding.epss_on or None},
        "days": row.days,
        "days_because": row.days_because,
        "published": finding.published or None,
        "summary": visible(finding.summary),
        "places": [
            {"path": visible(one.path), "line": one.line, "scope": one.scope, "direct": one.direct, "via": visible(one.via)}
            for one in finding.places
        ],
        "statement": None
        if said is None
        else {
            "id": said.id,
            "kind": said.kind,
            "status": said.status,
            "justification": said.justification or None,
            "reason": visible(row.reason) or None,
            "author": visible(said.author),
            "reviewer": visible(said.reviewer) or None,
            "until": row.until.isoformat() if row.until else None,
        },
        "reopened_because": list(row.reopened_because),
        "not_applied": [visible(one) for one in dict.fromkeys(said.author for said in row.unapplied)],
    }


def _stock(audit: Audit) -> dict[str, Any]:
    stock = audit.stock
    return {
        "project": visible(stock.project),
        "name": visible(stock.name),
        "tip": stock.tip,
        "origin": stock.origin,
        "components": stock.components,
        "unresolved": stock.unresolved,
        "files": [asdict(file) | {"path": visible(file.path)} for file in stock.files],
        "faults": [{"path": visible(one.path), "line": one.line, "words": visible(one.words)} for one in stock.faults],
        "vendored": [visible(one) for one in stock.vendored],
    }
