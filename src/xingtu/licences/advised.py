"""What does the city's policy say of a concluded licence: for what may it be used, and what has to be done?"""

from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.licences.judging import Judging, Planned, policy_of
from xingtu.policy.licence_expression import Licence, licences
from xingtu.policy.licence_policy import LIST, LicencePolicy
from xingtu.report.licences.advice import Advice, Duty, UseAnswer
from xingtu.report.text import Text

STANDINGS = {
    "approved": Text("经认可的开源许可证", "an approved open source licence"),
    "unlisted": Text("按类别是开源，但未经 OSI、FSF 或本市认可", "open by its category, yet approved by neither OSI, FSF nor this city"),
    "unclear": Text("性质不明", "of unclear nature"),
    "source_available": Text("源代码可见，但不是开源", "source-available, which is not open source"),
    "closed": Text("不开放", "not open"),
}


def advised(evidence: LicenceEvidence, rules: Judging, planned: Planned) -> Advice:
    """What the policy says of the licence concluded, or of the one that is planned instead."""
    policy, _ = policy_of(rules.policy)
    concluded = planned.outbound or evidence.top.concluded
    expression = policy.read(concluded)
    named = tuple(dict.fromkeys(licences(expression))) if expression is not None else ()
    asked: dict[str, list[str]] = {}
    for licence in named:
        for obligation in policy.asks(licence, distribution=planned.distribution, modified=None):
            asked.setdefault(obligation, []).append(str(licence))
    uses = tuple(
        UseAnswer(Text(use.name, use.name_en), policy.verdict(concluded, use.id) if named else "unknown", _reason(named, policy))
        for use in policy.uses.values()
    )
    duties = tuple(
        Duty(id_, Text(id_), Text(policy.obligations[id_].text, policy.obligations[id_].text_en), tuple(by)) for id_, by in asked.items()
    )
    draft = "" if policy.verified else "（占位，未经核实 unverified）"
    return Advice(
        policy=f"policy/licences.toml@{policy.version}{draft} · {LIST}@{policy.listed.version}",
        uses=uses,
        duties=duties,
        obligations={one.id: Text(one.text, one.text_en) for one in policy.obligations.values()},
        alarms={one.id: Text(one.name, one.name_en) for one in policy.alarms.values()},
    )


def _reason(named: tuple[Licence, ...], policy: LicencePolicy) -> Text:
    said = [(str(licence), STANDINGS[policy.standing(licence)]) for licence in named]
    return Text("；".join(f"{name}：{text.zh}" for name, text in said), "; ".join(f"{name}: {text.en}" for name, text in said))
