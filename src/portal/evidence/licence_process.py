"""Which licences does a repository hold? Answered in a process of its own, a question and an answer a line, as JSON.

``services.licence_examining`` starts it. It knows nothing of Django: it reads clones and the lake, writes evidence and reports, and
says what is new. Nobody else in the portal loads the index of licence texts.
"""

import json
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xingtu.collect.asked import Asked
from xingtu.errors import XingtuError
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.licences import Form, Judging, Planned, Told, advised, compare, examine, judged, judging, keep_index, written
from xingtu.licences.judging import policy_of
from xingtu.policy.licence_expression import licences
from xingtu.policy.licence_policy import LicencePolicy
from xingtu.report.text import Lang
from xingtu.settings import now, settings
from xingtu.store.files import whole_folder, write_whole

logger = logging.getLogger(__name__)
POLITE = 10
"""Pages and runs go first."""
PLANNED = Planned()
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
REPORTS: Mapping[Form, str] = {
    Form.HTML: "report.{lang}.html",
    Form.XLSX: "licences.{lang}.xlsx",
    Form.NOTICE: "NOTICE.{lang}.txt",
    Form.SPDX: "spdx.json",
    Form.CYCLONEDX: "cyclonedx.json",
    Form.JSON: "licences.json",
}


def main() -> None:
    """Answer until nobody asks any more."""
    os.nice(POLITE)
    # whatever a library prints goes to the log and never between the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        question = json.loads(line)
        try:
            answer = answer_to(question)
        except XingtuError as error:
            answer = {"problem": str(error)}
        except Exception as error:
            logger.exception("licences of %s", question["repository"])
            answer = {"problem": f"程序出错（{type(error).__name__}）；详情在日志中，请告知维护者"}
        answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        answers.flush()


def answer_to(question: Mapping[str, Any]) -> dict[str, Any]:
    """Examine a commit, compare it with the one before, write the reports.

    Raises:
        XingtuError: the repository cannot be read, or the policy cannot be carried out.
    """
    here = settings()
    rules = judging(here.policy, on=now().date(), city_file=Path(question["city"]))
    asked = Asked(question["repository"], question["name"], question["url"], Path(question["git"]), question["commit"])
    revisions = [question["commit"], *([question["before"]] if question["before"] else [])]
    # both by the same tools: an upgrade alone raises no alarm
    after, *earlier = examine(asked, revisions, home=here.home, rules=rules, workers=here.workers, listener=keep_index)
    alarms = compare(earlier[0], after, rules=rules, workers=here.workers) if earlier else ()
    evidence = judged(after.evidence(), rules, PLANNED)
    reports = Path(question["reports"]) / after.summary.scan
    if not reports.is_dir():
        _write(reports, evidence, asked, rules, alarms if earlier else None)
    return {
        "scan": after.summary.scan,
        "rulings": rules.name(),
        "conflicts": [asdict(row) for row in evidence.conflicts],
        "alarms": [_alarm(row) for row in alarms],
        **policy_says(evidence, rules),
    }


def policy_says(evidence: LicenceEvidence, rules: Judging) -> dict[str, Any]:
    """What the city's policy says of the concluded licence: its class, whether it is open, for what it may be used, what must be done."""
    policy, _tables = policy_of(rules.policy)
    concluded = evidence.top.concluded
    ident, names = class_of(concluded, policy)
    return {
        "open": policy.is_open(concluded) if concluded else None,
        "class": ident,
        "judged": asdict(advised(evidence, rules, PLANNED)) | {"class": names},
    }


def class_of(text: str, policy: LicencePolicy) -> tuple[str, dict[str, str]]:
    """The class that decides: of what holds together the strictest, of a choice the mildest; empty where a list lacks one."""
    expression = policy.read(text) if text else None
    found = [policy.category(licence) for licence in licences(expression)] if expression is not None else []
    known = [category for category in found if category is not None]
    if not known or len(known) < len(found):
        return "", {}
    rank = policy.rank(text)
    chosen = next((category for category in known if category.rank == rank), known[0])
    return chosen.id, {"zh": chosen.name, "en": chosen.name_en}


def _alarm(row: LicenceAlarm) -> dict[str, Any]:
    """Without the author's name: the commit names it to whoever has the clone."""
    return {name: value for name, value in asdict(row).items() if name != "changed_by"}


def _write(folder: Path, evidence: LicenceEvidence, asked: Asked, rules: Judging, alarms: tuple[LicenceAlarm, ...] | None) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    advice = advised(evidence, rules, PLANNED)
    with whole_folder(folder) as beside:
        for form, name in REPORTS.items():
            for lang in LANGUAGES if "{lang}" in name else LANGUAGES[:1]:
                write_whole(beside / name.format(lang=lang), written(form, Told(evidence, asked, advice, alarms, (), lang)))


if __name__ == "__main__":
    main()
