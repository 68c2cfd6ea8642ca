"""Where does an answer say otherwise than what was measured or verified? Shown to the applicant and the desks, never a refusal.

An imported history makes a project older than its first commit here, and a name may have changed: the applicant explains.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.accounts.uscc import normalise_uscc
from portal.evidence.selectors.application_facts import Prefilled

if TYPE_CHECKING:
    from xingtu.policy.form import Field, Form

SEPARATORS = re.compile(r"[\n、，,;；]+")
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One answer that differs from one fact; ``field`` and ``fact`` are ids."""

    field: str
    fact: str
    answered: object
    known: object
    reason: str
    reason_en: str
    source: str


def contradictions(form: "Form", answers: Mapping[str, object], facts: Mapping[str, Prefilled]) -> list[Contradiction]:
    """In the order of the form; what was not answered, or is only declared or guessed by us, contradicts nothing."""
    found = []
    for field in form.fields:
        fact, answer = facts.get(field.fact), answers.get(field.id)
        if fact is None or not fact.measured or answer in (None, "", []):
            continue
        if _plain(field, answer) != _plain(field, fact.value):
            found.append(_told(field, answer, fact))
    return found


def _told(field: "Field", answer: object, fact: Prefilled) -> Contradiction:
    said, known, known_en = _shown(answer), _shown(fact.value), fact.explanation_en
    return Contradiction(
        field=field.id,
        fact=field.fact,
        answered=answer,
        known=fact.value,
        reason=f"“{field.label}”填写为 {said}，而{fact.explanation}为 {known}；请核对，或写明原因。",
        reason_en=f'"{field.label_en}" says {said}; known is {known} ({known_en}). Please check, or explain.',
        source=fact.source,
    )


def _plain(field: "Field", value: object) -> object:
    """The same for what means the same."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return frozenset(_word(str(one)) for one in value)
    if field.kind == "uscc":
        return normalise_uscc(str(value))
    text = str(value)
    if field.kind == "paragraph":
        return frozenset(_word(part) for part in SEPARATORS.split(text) if part.strip())
    return _word(text)


def _word(text: str) -> str:
    return SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold().removesuffix(".git")


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return SPACE.sub(" ", str(value)).strip()
