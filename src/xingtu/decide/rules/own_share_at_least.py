"""自有代码占比：自己写的代码占全部代码的比例够高吗？Is enough of the code written by the applicant?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

SHARE = "own_code_share"
HALF: Parameters = {"percent": 50}
MILLIONTHS = {SHARE: 10_000}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The share is measured, in percent; where it is not measured a person compares the declaration with the report."""
    floor, value, evidence = integer(parameters, "percent"), case.values.get(SHARE), f"own_share_at_least {SHARE}"
    if value is None:
        return Judgement(
            Outcome.UNKNOWN,
            f"自有代码占比未能测得，是否达到 {floor}% 须由人对照测试报告判断。",
            f"The share of own code was not measured; a person judges by the test report whether it reaches {floor}%.",
            evidence,
        )
    shown = case.shown(SHARE)
    if value < floor * case.scales.get(SHARE, 1):
        return Judgement(
            Outcome.FAIL, f"自有代码占 {shown}%，低于 {floor}%。", f"The share of own code is {shown}%, below {floor}%.", evidence
        )
    return Judgement(
        Outcome.PASS, f"自有代码占 {shown}%，不低于 {floor}%。", f"The share of own code is {shown}%, at least {floor}%.", evidence
    )


RULE = Rule(
    id="own_share_at_least",
    version=1,
    name="自有代码占比",
    name_en="Share of own code",
    basis="首版次申报通知：拥有自主知识产权，著作权原始取得",
    judge=judge,
    condition="自有代码占比不低于 {percent}%",
    condition_en="Share of own code at least {percent}%",
    parameters={"percent": "integer"},
    examples=[
        (Case("tianqi", {SHARE: 500_000}, scales=MILLIONTHS), HALF, Outcome.PASS),
        (Case("tianqi", {SHARE: 499_999}, scales=MILLIONTHS), HALF, Outcome.FAIL),
        (Case("tianqi"), HALF, Outcome.UNKNOWN),
    ],
)
