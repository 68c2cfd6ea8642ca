"""How does the evidence of a tree become a file: as JSON, SPDX, CycloneDX, NOTICE, page, workbook or SARIF?

Each kind imports its own writer, because some of their libraries take long to start.
"""

import hashlib
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from xingtu.collect.asked import Asked
from xingtu.collect.blobs import blob_reader
from xingtu.collect.git import open_git_directory, sealed
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.licences.texts import ATTRIBUTION, licence_texts
from xingtu.report.licences.advice import Advice
from xingtu.report.text import Lang


class Form(StrEnum):
    """The kinds of file."""

    JSON = "json"
    SPDX = "spdx"
    SPDX_TV = "spdx-tv"
    CYCLONEDX = "cyclonedx"
    NOTICE = "notice"
    HTML = "html"
    XLSX = "xlsx"
    SARIF = "sarif"


@dataclass(frozen=True, slots=True)
class Told:
    """Everything a writer may want."""

    evidence: LicenceEvidence
    asked: Asked
    advice: Advice
    alarms: Sequence[LicenceAlarm] | None = None
    """None: nothing was compared."""
    options: Sequence[str] = ()
    """What was asked beside the tree, for the command that makes this very file again."""
    lang: Lang = "zh"

    @property
    def texts(self) -> Callable[[str], str | None]:
        """SPDX id -> full text."""
        named = [expression for root in self.evidence.roots for expression in (root.declared, root.detected, root.concluded)]
        named += [finding.spdx for finding in self.evidence.findings]
        return licence_texts(named, self.evidence.findings).get

    def command(self, form: Form) -> str:
        """It names the commit, and no path of this machine."""
        where = self.evidence.look.url or self.evidence.look.name
        return shlex.join(["xingtu", "licences", f"{where}@{self.evidence.look.commit}", *self.options, "--format", form.value])


def written(form: Form, told: Told) -> bytes:
    """The file's bytes; the same evidence gives the same."""
    done = WRITERS[form](told)
    return done if isinstance(done, bytes) else done.encode("utf-8", "backslashreplace")


def _json(told: Told) -> str:
    from xingtu.report.licences.files_json import to_json  # noqa: PLC0415

    return to_json(told.evidence, alarms=told.alarms)


def _spdx(told: Told) -> str:
    from xingtu.report.licences.spdx import to_spdx_json  # noqa: PLC0415

    with _digests(told.asked) as digests:
        return to_spdx_json(told.evidence, texts=told.texts, digests=digests)


def _spdx_tag_value(told: Told) -> str:
    from xingtu.report.licences.spdx import to_spdx_tag_value  # noqa: PLC0415

    with _digests(told.asked) as digests:
        return to_spdx_tag_value(told.evidence, texts=told.texts, digests=digests)


def _cyclonedx(told: Told) -> str:
    from xingtu.report.licences.cyclonedx import to_cyclonedx  # noqa: PLC0415

    return to_cyclonedx(told.evidence, texts=told.texts)


def _notice(told: Told) -> str:
    from xingtu.report.licences.notice import to_notice  # noqa: PLC0415

    return to_notice(told.evidence, texts=told.texts, attribution=ATTRIBUTION, lang=told.lang)


def _html(told: Told) -> str:
    from xingtu.report.licences.page import to_page  # noqa: PLC0415

    return to_page(told.evidence, advice=told.advice, alarms=told.alarms, command=told.command(Form.HTML), lang=told.lang)


def _xlsx(told: Told) -> bytes:
    from xingtu.report.licences.workbook import to_workbook  # noqa: PLC0415

    return to_workbook(told.evidence, advice=told.advice, alarms=told.alarms, lang=told.lang)


def _sarif(told: Told) -> str:
    from xingtu.report.licences.sarif import to_sarif  # noqa: PLC0415

    return to_sarif(told.evidence, advice=told.advice, alarms=told.alarms or (), lang=told.lang)


WRITERS: Mapping[Form, Callable[[Told], bytes | str]] = {
    Form.JSON: _json,
    Form.SPDX: _spdx,
    Form.SPDX_TV: _spdx_tag_value,
    Form.CYCLONEDX: _cyclonedx,
    Form.NOTICE: _notice,
    Form.HTML: _html,
    Form.XLSX: _xlsx,
    Form.SARIF: _sarif,
}


@contextmanager
def _digests(asked: Asked) -> Iterator[Callable[[str], str | None]]:
    """SPDX names files by the SHA-1 of their content, git by another hash."""
    with sealed(open_git_directory(asked.path)) as git, blob_reader(git) as reader:

        def digest(blob: str) -> str | None:
            content = reader.read(blob)
            return None if content is None else hashlib.sha1(content, usedforsecurity=False).hexdigest()

        yield digest
