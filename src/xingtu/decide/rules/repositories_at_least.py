"""有公开仓库：项目登记了足够多可以读取的仓库吗？Does the project have enough repositories that can be read?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

REPOSITORIES = "project.repository_count"
ONE: Parameters = {"value": 1}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Mirrors of one repository count once, as the register holds them."""
    least, count, evidence = integer(parameters, "value"), case.known_number(REPOSITORIES), f"repositories_at_least {REPOSITORIES}"
    if count is None:
        return Judgement(
            Outcome.UNKNOWN,
            "还不知道项目有多少仓库；请在登记中填写仓库地址。",
            "It is not known how many repositories the project has; give their addresses in the register.",
            evidence,
        )
    if count < least:
        return Judgement(Outcome.FAIL, f"登记了 {count} 个仓库，不足 {least} 个。", f"Repositories: {count}, fewer than {least}.", evidence)
    return Judgement(Outcome.PASS, f"登记了 {count} 个仓库，不少于 {least} 个。", f"Repositories: {count}, at least {least}.", evidence)


RULE = Rule(
    id="repositories_at_least",
    version=1,
    name="有公开仓库",
    name_en="Repositories at least",
    basis="贡献以 git 仓库为准：没有仓库就没有可以核对的事实",
    judge=judge,
    condition="登记的仓库不少于 {value} 个",
    condition_en="At least {value} repositories",
    parameters={"value": "integer"},
    needs=(REPOSITORIES,),
    examples=[
        (Case("tianqi", facts={REPOSITORIES: 1}), ONE, Outcome.PASS),
        (Case("tianqi", facts={REPOSITORIES: 0}), ONE, Outcome.FAIL),
        (Case("tianqi"), ONE, Outcome.UNKNOWN),
    ],
)
