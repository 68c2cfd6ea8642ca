"""单位明确：贡献归属的单位是已知的？Is the organisation a known one?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule
from xingtu.facts.authorship import UNKNOWN_ORGANISATION


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Work whose employer nobody declared is shown as a row of its own; it is no organisation and earns nothing."""
    del parameters
    if case.subject == UNKNOWN_ORGANISATION:
        return Judgement(
            Outcome.FAIL,
            "未申明单位的贡献合计：只显示，不排名，不发奖；申明任职后下次运行计入单位。",
            "Sum of work with no declared employer: shown, not ranked, not paid; once declared, the next run counts it for the employer.",
            "organisation_known",
        )
    return Judgement(Outcome.PASS, "单位明确。", "The organisation is known.", "organisation_known")


RULE = Rule(
    id="organisation_known",
    version=1,
    name="单位明确",
    name_en="Organisation known",
    basis="实施方案 三（一）：奖励的对象是企业与个人",
    judge=judge,
    examples=[
        (Case("tianqi"), {}, Outcome.PASS),
        (Case(UNKNOWN_ORGANISATION), {}, Outcome.FAIL),
    ],
)
