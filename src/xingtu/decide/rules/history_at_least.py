"""有一段历史：到申报截止日，仓库的首次提交已过去足够久吗？Is the first commit old enough at the deadline?"""

from xingtu.decide.case import Case, months_before
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

FIRST_COMMIT, DEADLINE = "project.first_commit_on", "call.deadline_on"
HALF_A_YEAR: Parameters = {"months": 6}
CLOSES = {DEADLINE: "2026-11-30"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """A project set up for the call has nothing yet that can be judged; dates are those written in the commits."""
    months, first, deadline = integer(parameters, "months"), case.known_day(FIRST_COMMIT), case.known_day(DEADLINE)
    evidence = f"history_at_least {FIRST_COMMIT}"
    if first is None or deadline is None:
        return Judgement(
            Outcome.UNKNOWN,
            f"还不知道首次提交或截止日的日期，不能判断历史是否满 {months} 个月。",
            f"The day of the first commit or the deadline is not known; whether {months} months have passed cannot be judged.",
            evidence,
        )
    limit = months_before(deadline, months)
    if first > limit:
        return Judgement(
            Outcome.FAIL,
            f"首次提交在 {first}，到截止日 {deadline} 不满 {months} 个月。",
            f"The first commit is of {first}, less than {months} months before the deadline {deadline}.",
            evidence,
        )
    return Judgement(
        Outcome.PASS,
        f"首次提交在 {first}，到截止日 {deadline} 已满 {months} 个月。",
        f"The first commit is of {first}, {months} months or more before the deadline {deadline}.",
        evidence,
    )


RULE = Rule(
    id="history_at_least",
    version=1,
    name="有一段历史",
    name_en="History at least",
    basis="征集对象是已有真实贡献的项目；临时为申报而建的仓库无从评审",
    judge=judge,
    condition="到申报截止日，首次提交已满 {months} 个月",
    condition_en="The first commit is at least {months} months old at the deadline",
    parameters={"months": "integer"},
    needs=(FIRST_COMMIT, DEADLINE),
    examples=[
        (Case("tianqi", facts=CLOSES | {FIRST_COMMIT: "2026-05-30"}), HALF_A_YEAR, Outcome.PASS),
        (Case("tianqi", facts=CLOSES | {FIRST_COMMIT: "2026-05-31"}), HALF_A_YEAR, Outcome.FAIL),
        (Case("tianqi", facts=CLOSES), HALF_A_YEAR, Outcome.UNKNOWN),
    ],
)
