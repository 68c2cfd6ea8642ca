"""Where do an application's answers, the register, the evidence and the rules not agree, and what does the applicant say to each?

An answer that differs from what is registered, a rule that does not hold, a measured fact that is contested. Each is answered before
the application is handed in; the office decides on the answer later.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.calls.models import Clarification
from portal.calls.selectors.answers import line_of, mark_of, plain_text
from portal.calls.selectors.folder import Folder
from portal.evidence.doors import said
from portal.evidence.selectors.application_facts import DECLARED
from xingtu.policy.form import Field
from xingtu.policy.rule_use import RuleUse

PROSE = (".summary", ".description", ".summary_en", ".description_en", ".name_en")
"""Nobody writes these twice in the same words."""
COMPARED = frozenset({"text", "choice", "choices", "date", "integer", "money", "percent", "yes_no", "url", "uscc"})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``about`` names it for ever: ``fact:<field id>`` or ``rule:<position>``; ``section`` is where the answer can be changed."""

    about: str
    label: str
    question: str
    fact: dict[str, object] = field(default_factory=dict)
    section: str = ""
    clarification: Clarification | None = None

    @property
    def answered(self) -> bool:
        """Whether the applicant has said something to just this: another value, or another reason, is another question."""
        kept = self.clarification
        return kept is not None and bool(kept.answer) and kept.fact.get("mark") == self.fact.get("mark")


def contradictions(folder: Folder) -> list[Contradiction]:
    """All there are now, answered or not, in the order of the form and of the rules; then what is contested or was asked by the office."""
    found = [*_with_the_register(folder), *_with_the_rules(folder)]
    named = {one.about for one in found}
    others = [row for about, row in folder.clarifications.items() if about not in named and (not folder.editable or _stands(row))]
    return found + [Contradiction(row.about, row.label, row.question, row.fact, _section(folder, row.about), row) for row in others]


def _stands(row: Clarification) -> bool:
    """What once was a contradiction of its own and no longer is one is history."""
    return "mark" not in row.fact or bool(row.fact.get("contested"))


def _section(folder: Folder, about: str) -> str:
    fields = {f"fact:{asked.id}": section.id for section in folder.form.sections for asked in section.fields}
    return fields.get(about, "")


def unanswered(folder: Folder) -> list[Contradiction]:
    """Those that still stand in the way of handing in."""
    return [one for one in contradictions(folder) if not one.answered]


def contest_of(folder: Folder, asked: Field) -> Contradiction:
    """The contest of a measured fact, whether it was begun or not."""
    fill = folder.fills[asked.id]
    about = f"fact:{asked.id}"
    question = _("平台显示“%(value)s”（%(why)s）。请说明哪里不对，依据是什么。") % {"value": fill.text, "why": fill.why}
    fact = {"known": fill.value, "answered": None, "source": fill.source, "mark": mark_of(fill.value), "contested": True}
    section = next(section.id for section in folder.form.sections if asked in section.fields)
    return Contradiction(about, said(asked.label, asked.label_en), question, fact, section, folder.clarifications.get(about))


def _with_the_register(folder: Folder) -> list[Contradiction]:
    answers, found = folder.answers, []
    shown = folder.shown(answers)
    for section in folder.form.sections:
        for asked in section.fields:
            fill = folder.fills.get(asked.id)
            if fill is None or fill.confidence != DECLARED or asked.id not in shown or asked.id not in answers:
                continue
            if asked.kind not in COMPARED or asked.fact.endswith(PROSE) or answers[asked.id] == fill.value:
                continue
            about = f"fact:{asked.id}"
            given = plain_text(line_of(asked, answers[asked.id], folder.files))
            question = _("%(source)s里写的是“%(known)s”，这里填的是“%(given)s”。请说明为什么不同，或把其中一处改正。") % {
                "source": fill.source, "known": fill.text, "given": given,
            }  # fmt: skip
            fact = {
                "known": fill.value,
                "answered": answers[asked.id],
                "source": fill.source,
                "mark": mark_of([fill.value, answers[asked.id]]),
            }
            label = said(asked.label, asked.label_en)
            found.append(Contradiction(about, label, question, fact, section.id, folder.clarifications.get(about)))
    return found


def _with_the_rules(folder: Folder) -> list[Contradiction]:
    """Rules that do not hold; one about a question that is still to be answered waits for the answer."""
    missing = {fault.field.partition(".")[0] for fault in folder.faults()} if folder.editable else set()
    found = []
    for position, (use, judged) in enumerate(zip(folder.programme.rules, folder.judged(), strict=True)):
        if judged.outcome != "fail" or missing & _named_in(use):
            continue
        about = f"rule:{position}"
        condition, reason = judged.said
        fact: dict[str, object] = {
            "rule": judged.rule_id,
            "source": judged.run_id,
            "mark": mark_of([judged.condition, judged.reason]),
        }
        found.append(Contradiction(about, condition[:200], reason, fact, "", folder.clarifications.get(about)))
    return found


def _named_in(use: RuleUse) -> set[str]:
    values = use.parameters.values()
    return {word for value in values for word in ([value] if isinstance(value, str) else value if isinstance(value, tuple) else [])}
