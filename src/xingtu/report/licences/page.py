"""How does licence evidence become one page (合规报告) that an official prints, a lawyer checks and a developer acts on?

One file, no script, no network. The first screen answers: which licence, may I use it, what must I do, what is open. A page lists at most
some thousand rows and says where the rest is.
"""

import shlex
from collections.abc import Sequence
from itertools import islice

from jinja2 import Environment, PackageLoader, StrictUndefined

import xingtu
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import ANSWERS
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences import outline
from xingtu.report.licences.advice import Advice
from xingtu.report.licences.alarm_lines import alarm_lines
from xingtu.report.licences.bill import instant
from xingtu.report.licences.shown import address, line_range, shown, shown_path, shown_place, visible
from xingtu.report.licences.wording import named, say
from xingtu.report.numbers import number
from xingtu.report.text import Lang

ROWS_SHOWN = 300
"""Parts, conflicts and questions on a page."""
LICENCES_SHOWN = 80
PLACES_SHOWN = 100
"""Places of one licence."""


def to_page(
    evidence: LicenceEvidence,
    *,
    advice: Advice | None = None,
    alarms: Sequence[LicenceAlarm] | None = None,
    command: str = "",
    lang: Lang = "zh",
) -> str:
    """The page; the same evidence gives the same bytes.

    advice: what the policy says of it; without one the page says that nobody judged
    alarms: None when nothing was compared
    command: how to get this page again; made from the repository and the commit where it is empty
    """
    look = evidence.look
    licences = outline.licences_seen(evidence)
    conflicts = sorted(evidence.conflicts, key=lambda conflict: -_urgency(conflict.answer))
    fitting = len(outline.answered(evidence, "compatible"))
    questions = outline.asked(evidence)
    raised = alarm_lines(alarms or (), advice, lang)
    return (
        _environment(lang, advice)
        .get_template("licences.html")
        .render(
            lang=lang,
            look=look,
            name=shown(look.name) or visible(look.repository),
            url=address(look.url),
            committed_at=instant(look.committed_at),
            engine=xingtu.__version__,
            command=command or f"xingtu licences {shlex.quote(f'{visible(look.repository)}@{look.commit}')} --format html",
            top=evidence.top,
            advice=advice,
            incomplete=outline.gaps(evidence, lang),
            coverage=outline.coverage(evidence, lang),
            open_points=outline.open_points(evidence, lang, alarms=sum(alarm.level != "green" for alarm in raised)),
            shown_roots=evidence.roots[:ROWS_SHOWN],
            hidden_roots=len(evidence.roots) - ROWS_SHOWN,
            conflicts=[conflict for conflict in conflicts if conflict.answer != "compatible"][:ROWS_SHOWN],
            compatible=[conflict for conflict in conflicts if conflict.answer == "compatible"][:ROWS_SHOWN],
            hidden_conflicts=sum(max(0, n - ROWS_SHOWN) for n in (len(conflicts) - fitting, fitting)),
            conflict_sentence=_conflict_sentence(evidence, lang),
            questions=list(islice(questions, ROWS_SHOWN)),
            hidden_questions=len(questions) - ROWS_SHOWN,
            compared=alarms is not None,
            alarms=raised,
            shown_licences=licences[:LICENCES_SHOWN],
            hidden_licences=len(licences) - LICENCES_SHOWN,
            places_shown=PLACES_SHOWN,
            reuse=evidence.reuse,
            reuse_share=outline.reuse_share(evidence),
        )
    )


def _environment(lang: Lang, advice: Advice | None) -> Environment:
    environment = Environment(
        loader=PackageLoader("xingtu.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    duties = {duty.id: duty.sentence.said(lang) for duty in advice.duties} if advice else {}
    duties |= {ident: text.said(lang) for ident, text in advice.obligations.items()} if advice else {}

    def worded(key: str, **values: object) -> str:
        return say(key, lang, **values)

    def reason(root: LicenceRoot) -> str:
        return visible(root.reason_en if lang == "en" else root.reason)

    environment.globals.update(
        t=worded,
        named=lambda group, ident: named(group, ident, lang),
        by=lambda root: visible(outline.concluder(root, lang)),
        reason=reason,
        said=lambda zh, en: en if lang == "en" else zh,
        lines=line_range,
    )
    environment.filters.update(
        said=lambda text: visible(text.said(lang)),
        shown=visible,
        path=shown_path,
        place=shown_place,
        score=outline.score,
        duty=lambda ident: visible(duties.get(ident, ident)),
        count=lambda value: number(value, lang=lang),
    )
    return environment


def _urgency(answer: str) -> int:
    return ANSWERS.index(answer) if answer in ANSWERS else len(ANSWERS)


def _conflict_sentence(evidence: LicenceEvidence, lang: Lang) -> str:
    counts = {answer: len(outline.answered(evidence, answer)) for answer in ANSWERS}
    if counts["compatible"] == len(evidence.conflicts):
        return say("conflicts.only_compatible", lang, n=number(counts["compatible"]))
    return say("conflicts.sentence", lang, **{answer: number(n) for answer, n in counts.items()})
