"""Into which kinds of file can an audit be written?"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from xingtu.errors import EvidenceError
from xingtu.facts.audit import Audit
from xingtu.facts.statements import Statement
from xingtu.report.risk.cyclonedx_vex import to_cyclonedx_vex
from xingtu.report.risk.json_file import to_json
from xingtu.report.risk.openvex import to_openvex
from xingtu.report.risk.sarif import to_sarif
from xingtu.report.risk.sbom_cyclonedx import to_cyclonedx_sbom
from xingtu.report.risk.sbom_spdx import to_spdx_sbom
from xingtu.report.risk.sbom_tree import Tree
from xingtu.report.text import Lang
from xingtu.risk.stock import Reading

PUBLISHER = "xingtu audit"


class Form(StrEnum):
    """Kinds of file."""

    JSON = "json"
    SARIF = "sarif"
    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"
    OPENVEX = "openvex"
    CYCLONEDX_VEX = "cyclonedx-vex"


def written(form: Form, audit: Audit, reading: Reading, lang: Lang) -> str:
    """The file's text; the same audit gives the same bytes.

    Raises:
        EvidenceError: statements are asked for and none bears on what was found.
    """
    return WRITERS[form](audit, reading, lang)


def _cyclonedx(audit: Audit, reading: Reading, _: Lang) -> str:
    return to_cyclonedx_sbom(_tree(reading), [(row.finding, None if row.reopened_because else row.statement) for row in audit.rows])


def _openvex(audit: Audit, _: Reading, __: Lang) -> str:
    return to_openvex(_statements(audit), author=PUBLISHER, issued_at=audit.at)


def _cyclonedx_vex(audit: Audit, _: Reading, __: Lang) -> str:
    return to_cyclonedx_vex(_statements(audit), author=PUBLISHER, issued_at=audit.at)


WRITERS: Mapping[Form, Callable[[Audit, Reading, Lang], str]] = MappingProxyType(
    {
        Form.JSON: lambda audit, _, lang: to_json(audit, lang),
        Form.SARIF: lambda audit, _, lang: to_sarif(audit, lang),
        Form.CYCLONEDX: _cyclonedx,
        Form.SPDX: lambda _, reading, __: to_spdx_sbom(_tree(reading)),
        Form.OPENVEX: _openvex,
        Form.CYCLONEDX_VEX: _cyclonedx_vex,
    }
)


def _tree(reading: Reading) -> Tree:
    rows = {file.path: reading.contents[file.blob, file.parser].components for file in reading.stock.files}
    return Tree(reading.stock, rows, reading.committed_at, reading.url, reading.revision)


def _statements(audit: Audit) -> list[Statement]:
    """Those that decide a finding; nothing is stated that nobody has said."""
    said = list(dict.fromkeys(row.statement for row in audit.rows if row.statement is not None and not row.reopened_because))
    if not said:
        raise EvidenceError("没有任何声明适用于这些发现，写不出声明文件；请先用 --vex 给出声明，或在门户中作出声明")
    return said
