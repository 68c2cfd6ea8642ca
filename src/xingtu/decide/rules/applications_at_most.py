"""申报数不超限：申报人在本次征集中没有超过限报的件数吗？Has the applicant no more applications than a call takes from each?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

OTHERS = "application.others"
ONE: Parameters = {"value": 1}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Count live applications of the same applicant in this call, this one included; drafts of others do not count."""
    most, others, evidence = integer(parameters, "value"), case.known_number(OTHERS), f"applications_at_most {OTHERS}"
    if others is None:
        return Judgement(
            Outcome.UNKNOWN, "还不知道申报人另有多少件申报。", "It is not known yet how many applications the applicant has.", evidence
        )
    total = others + 1
    if total > most:
        return Judgement(
            Outcome.FAIL,
            f"连同本件共申报 {total} 件，每个申报人限报 {most} 件；请撤回多余的。",
            f"Applications, this one included: {total}; at most {most} each. Withdraw what is too many.",
            evidence,
        )
    return Judgement(
        Outcome.PASS,
        f"连同本件共申报 {total} 件，不超过 {most} 件。",
        f"Applications, this one included: {total}, at most {most}.",
        evidence,
    )


RULE = Rule(
    id="applications_at_most",
    version=1,
    name="申报数不超限",
    name_en="Applications at most",
    basis="武汉 2025 首版次通知：每个单位限报一个产品",
    judge=judge,
    condition="每个申报人限报 {value} 件",
    condition_en="At most {value} applications from each applicant",
    parameters={"value": "integer"},
    needs=(OTHERS,),
    examples=[
        (Case("tianqi", facts={OTHERS: 0}), ONE, Outcome.PASS),
        (Case("tianqi", facts={OTHERS: 1}), ONE, Outcome.FAIL),
        (Case("tianqi"), ONE, Outcome.UNKNOWN),
    ],
)
