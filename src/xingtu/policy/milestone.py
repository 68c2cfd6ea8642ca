"""What must still be true some months after an award or a listing, and how much is recovered when it is not?"""

from dataclasses import dataclass

from xingtu.policy.form import Form
from xingtu.policy.rule_use import Known, RuleUse, read_rule
from xingtu.policy.stanza import Stanza, distinct


@dataclass(frozen=True, slots=True)
class Milestone:
    """Due ``months`` after payment, or after listing where there is no money; ``warn_days`` before, the rule is tried."""

    id: str
    name: str
    name_en: str
    months: int
    rule: RuleUse
    warn_days: int
    recover_share: str
    verified: bool = False
    source: str = ""


def read_milestones(root: Stanza, known: Known, form: Form | None) -> tuple[Milestone, ...]:
    """The ``[[milestone]]`` stanzas, each with its ``[milestone.rule]``.

    Raises:
        PolicyError: a rule or metric is not known, or the warning would come before the beginning.
    """
    stanzas = root.inners("milestone", label="milestone")
    milestones = tuple(_milestone(stanza, known, form) for stanza in stanzas)
    distinct(stanzas, [milestone.id for milestone in milestones])
    return milestones


def _milestone(stanza: Stanza, known: Known, form: Form | None) -> Milestone:
    milestone = Milestone(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        months=stanza.integer("months", at_least=1, at_most=240),
        rule=read_rule(stanza.inner("rule"), known, form),
        warn_days=stanza.integer("warn_days", default=30, at_most=365),
        recover_share=stanza.decimal("recover_share", default="0"),
        verified=stanza.flag("verified"),
        source=stanza.text("source"),
    )
    stanza.close()
    # the shortest month has 28 days
    if milestone.warn_days > milestone.months * 28:
        stanza.refuse(f"warn_days = {milestone.warn_days} 比 {milestone.months} 个月还长，一开始就在预警；请减小。")
    return milestone
