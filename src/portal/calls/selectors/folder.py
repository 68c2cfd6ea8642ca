"""What does a page of one application need at once: its programme and form, its files, what is known, what the rules say of it?

Each part is read when it is first asked for and kept for the one request it serves.
"""

from collections.abc import Mapping
from functools import cached_property

from portal.calls.models import Application, Attachment, Check, Clarification
from portal.calls.programmes import programme_of
from portal.calls.selectors.answers import Part, digests_of, files_of, mark_of, parts_of, sizes_of
from portal.calls.selectors.judged import judged
from portal.calls.selectors.prefill import Fill, facts_told, fills_for
from portal.errors import WrongState
from portal.evidence.doors import said
from portal.evidence.selectors.application_facts import Prefilled
from portal.evidence.selectors.judging import Judged
from xingtu.policy.answers import faults
from xingtu.policy.flow import Step
from xingtu.policy.form import Fault, Form, content_code, is_empty, shown_fields
from xingtu.policy.programme import Programme

EDITABLE = frozenset({"draft", "returned", "payment_request"})


class Folder:
    """One application as its pages see it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    @cached_property
    def programme(self) -> Programme:
        """By the version its call opened with."""
        return programme_of(self.application.call.version)

    @cached_property
    def form(self) -> Form:
        """What it asks.

        Raises:
            WrongState: nobody applies under this programme.
        """
        if self.programme.form is None:
            raise WrongState(said(f"{self.programme.name}不用填写申报表。", f"Nobody fills in a form for {self.programme.name_en}."))
        return self.programme.form

    @cached_property
    def step(self) -> Step:
        """Where it stands."""
        return self.programme.step(self.application.step)

    @property
    def editable(self) -> bool:
        """Whether its applicant may still change it."""
        return self.application.step in EDITABLE

    @cached_property
    def files(self) -> dict[str, Attachment]:
        """Id → file of the answers."""
        return files_of(self.application)

    @cached_property
    def facts(self) -> dict[str, Prefilled]:
        """What the platform knows."""
        return facts_told(self.application)

    @cached_property
    def fills(self) -> dict[str, Fill]:
        """Field → what fills it; once it is handed in nothing does any more."""
        return fills_for(self.form.fields, self.facts) if self.editable else {}

    @property
    def answers(self) -> dict[str, object]:
        """As saved; measured facts stand where they are known."""
        return self.settled(self.application.answers)

    def settled(self, answers: Mapping[str, object]) -> dict[str, object]:
        """Answers in which measured facts stand as they are, and nothing the form does not ask.

        An empty text is kept: whoever deletes what was filled in for them has answered.
        """
        known = {field.id for field in self.form.fields}
        measured = {name: fill.value for name, fill in self.fills.items() if fill.measured}
        kept = {**answers, **measured}.items()
        return {name: answer for name, answer in kept if name in known and (answer == "" or not is_empty(answer))}

    def parts(self, answers: Mapping[str, object] | None = None) -> list[Part]:
        """The form as answered."""
        return parts_of(self.form, self.answers if answers is None else answers, self.files)

    def faults(self, answers: Mapping[str, object] | None = None, *, complete: bool = True) -> tuple[Fault, ...]:
        """What is wrong with the answers."""
        return faults(self.form, self.answers if answers is None else answers, sizes_of(self.files), complete=complete)

    def digests(self, answers: Mapping[str, object]) -> dict[str, list[str]]:
        """Field → digests of its files."""
        return digests_of(self.form, answers, self.files)

    def content_code(self, answers: Mapping[str, object] | None = None) -> str:
        """Of these answers, or the present ones."""
        given = self.answers if answers is None else answers
        return content_code(self.form, given, self.digests(given))

    def judged(self, answers: Mapping[str, object] | None = None) -> list[Judged]:
        """Rule by rule; preliminary until the evidence is frozen, and from then on as it was judged on it."""
        if not self.programme.rules:
            return []
        if self.frozen_checks:
            return [_as_judged(check) for check in self.frozen_checks]
        given = self.answers if answers is None else answers
        return judged(self.application, answers=given, facts=self.facts, run=self.application.run or self.application.call.run)

    @cached_property
    def frozen_checks(self) -> list[Check]:
        """What the rules, and people where rules could not, said of it on the frozen run; its own listing later changes nothing."""
        return list(self.application.checks.all()) if self.application.run_id and not self.editable else []

    @cached_property
    def clarifications(self) -> dict[str, Clarification]:
        """About → clarification."""
        return {row.about: row for row in self.application.clarifications.all()}

    def shown(self, answers: Mapping[str, object]) -> frozenset[str]:
        """Ids of the fields that apply."""
        return frozenset(field.id for field in shown_fields(self.form, answers))

    def marks(self, fields: frozenset[str] | set[str]) -> dict[str, str]:
        """Field → mark of what is saved, for noticing that somebody else has written meanwhile."""
        return {name: mark for name in sorted(fields) if (mark := mark_of(self.application.answers.get(name)))}


def _as_judged(check: Check) -> Judged:
    settled = f"{check.reason}人工认定：{check.resolution}" if check.resolution else check.reason
    settled_en = f"{check.reason_en} Settled by a person: {check.resolution}" if check.resolution else check.reason_en
    return Judged(
        check.rule, check.condition, check.condition_en, check.condition, check.condition_en, check.standing, settled, settled_en,
        check.evidence, check.run_id,
    )  # fmt: skip
