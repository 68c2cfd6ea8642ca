"""Into which kinds of file can an audit be written?"""

from enum import StrEnum

from xingtu.facts.audit import Audit
from xingtu.report.risk.json_file import to_json
from xingtu.report.risk.sarif import to_sarif
from xingtu.report.text import Lang
from xingtu.risk.stock import Reading


class Form(StrEnum):
    """Kinds of file."""

    JSON = "json"
    SARIF = "sarif"


def written(form: Form, audit: Audit, reading: Reading, lang: Lang) -> str:
    """The file's text; the same audit gives the same bytes."""
    del reading
    return {Form.JSON: to_json, Form.SARIF: to_sarif}[form](audit, lang)
