"""What does the platform already know that a form asks, how sure is each answer, and where does it come from?

Measured and verified facts are shown as they are and can only be contested; what is less sure fills blanks. What a repository said of
itself when its address was pasted keeps the reason and the confidence it was read with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.calls.models import Application
from portal.calls.selectors.answers import line_of
from portal.calls.selectors.facts import facts_for
from portal.evidence.models import Intake, IntakeState
from portal.evidence.selectors.application_facts import DECLARED, MEASURED, Prefilled
from portal.evidence.selectors.runs import newest_observation
from xingtu.policy.form import Field

CERTAIN = 5
KEEP_SECONDS = 60
NUMBERS, TEXTS = frozenset({"integer", "money"}), frozenset({"text", "paragraph", "url", "phone", "uscc", "date", "percent"})


@dataclass(frozen=True, slots=True)
class Fill:
    """What stands in a field before anybody wrote in it; ``value`` has the shape of an answer."""

    fact: str
    value: object
    text: str
    confidence: int
    why: str
    source: str

    @property
    def measured(self) -> bool:
        """Shown as it is; it can only be contested."""
        return self.confidence >= MEASURED

    @property
    def chip(self) -> str:
        """How it is known, as the pages' chips say it; empty: measured, which has a word of its own."""
        known = {CERTAIN: "verified", MEASURED: "", DECLARED: "declared"}
        return known.get(self.confidence, "inferred")

    @property
    def said(self) -> str:
        """Confidence and reason in one sentence."""
        if self.confidence >= MEASURED:
            return _("把握 %(n)d/5：%(why)s。") % {"n": self.confidence, "why": self.why}
        return _("把握 %(n)d/5，请核对：%(why)s。") % {"n": self.confidence, "why": self.why}


def facts_told(application: Application) -> dict[str, Prefilled]:
    """Fact id → fact, of the frozen run once there is one.

    Clones and tables are read for them, and a page that saves itself asks every few seconds: they are kept for a minute, unless the
    register changes.
    """
    run, record, body = application.run or application.call.run, application.record, application.organisation
    spoken = run or newest_observation()
    state = (
        record and (record.pk, record.version, record.state),
        body and (body.pk, body.name, body.uscc, body.standing, body.district),
        application.person and (application.person.pk, application.person.name, application.person.email),
        spoken.pk if spoken else None,
        timezone.localdate().isoformat(),
    )
    key = f"facts:{application.pk}:{sha256(repr(state).encode()).hexdigest()}"
    kept: dict[str, Prefilled] | None = caches["pieces"].get(key)
    if kept is None:
        found = facts_for(application, run)
        kept = found | (_as_read(found, application.record_id) if application.record_id else {})
        caches["pieces"].set(key, kept, KEEP_SECONDS)
    return kept


def _as_read(found: Mapping[str, Prefilled], record: str) -> dict[str, Prefilled]:
    """Declared facts that are still what the repository said of itself."""
    intake = Intake.objects.filter(record=record, state=IntakeState.DRAFTED).first()
    if intake is None:
        return {}
    kept = {}
    for row in intake.found:
        ident = f"project.{row['field']}"
        fact = found.get(ident)
        if fact is not None and fact.confidence == DECLARED and fact.value == row["value"] and row["confidence"] <= DECLARED:
            kept[ident] = replace(fact, confidence=row["confidence"], explanation=row["why"], explanation_en=row["why"], source=intake.url)
    return kept


def fills_for(fields: tuple[Field, ...], facts: Mapping[str, Prefilled]) -> dict[str, Fill]:
    """Field id → what fills it; a fact that does not fit the field's kind fills nothing."""
    english = (get_language() or "").startswith("en")
    found = {}
    for field in fields:
        fact = facts.get(field.fact) if field.fact else None
        value = _fitting(field, fact.value) if fact is not None else None
        if fact is not None and value is not None:
            why = (fact.explanation_en if english else fact.explanation).rstrip("。.")
            found[field.id] = Fill(field.fact, value, line_of(field, value, {}).text, fact.confidence, why, _source(fact.source))
    return found


def _source(source: str) -> str:
    kind, _colon, ident = source.partition(":")
    if kind == "run":
        return _("运行 %(id)s") % {"id": ident}
    if kind == "licences":
        return _("许可证检测（提交 %(id)s）") % {"id": ident}
    said = {"record": _("登记"), "organisation": _("单位资料"), "person": _("个人资料"), "accounts": _("办理身份")}
    return said.get(kind, source)


def _fitting(field: Field, value: object) -> object:  # noqa: PLR0911 -- a line a kind
    if isinstance(value, bool):
        return value if field.kind == "yes_no" else None
    if isinstance(value, int):
        return value if field.kind in NUMBERS else str(value) if field.kind in {"text", "percent"} else None
    if isinstance(value, list | tuple):
        words = [str(word) for word in value]
        if field.kind == "choices":
            return [option.id for option in field.options if option.id in words] or None
        return "、".join(words) or None if field.kind in {"text", "paragraph"} else None
    if field.kind == "choice":
        return value if isinstance(value, str) and field.option(value) else None
    if not isinstance(value, str) or field.kind not in TEXTS or not value:
        return None
    text = value if field.kind == "paragraph" else " ".join(value.split())
    return text[: field.at_most] if field.kind in {"text", "paragraph"} and field.at_most else text
