"""一年一次：申报人本年度还没有得过同一项目的奖励吗？Has the applicant had no award of this programme in the year yet?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

AWARDS = "applicant.awards."
SUBSIDY: Parameters = {"programme": "adopter-subsidy"}
FACT = f"{AWARDS}adopter-subsidy"


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Count awards in the calendar year of the deadline, under any file of the series."""
    fact = f"{AWARDS}{parameters['programme']}"
    awards, evidence = case.known_number(fact), f"once_per_year {fact}"
    name, name_en = case.named(str(parameters["programme"]))
    if awards is None:
        return Judgement(
            Outcome.UNKNOWN, f"还不知道本年度是否得过{name}。", f"It is not known yet whether {name_en} was awarded this year.", evidence
        )
    if awards:
        return Judgement(Outcome.FAIL, f"本年度已得过{name} {awards} 次。", f"Awards of {name_en} this year already: {awards}.", evidence)
    return Judgement(Outcome.PASS, f"本年度还没有得过{name}。", f"{name_en} was not awarded this year yet.", evidence)


RULE = Rule(
    id="once_per_year",
    version=1,
    name="一年一次",
    name_en="Once a year",
    basis="各类奖补通知：同一主体同一年度不重复享受",
    judge=judge,
    condition="本年度没有得过{programme}",
    condition_en="No award of {programme} in this year",
    parameters={"programme": "programme"},
    needs=(f"{AWARDS}<programme>",),
    examples=[
        (Case("tianqi", facts={FACT: 0}), SUBSIDY, Outcome.PASS),
        (Case("tianqi", facts={FACT: 1}), SUBSIDY, Outcome.FAIL),
        (Case("tianqi"), SUBSIDY, Outcome.UNKNOWN),
    ],
)
