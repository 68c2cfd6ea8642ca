"""是自然人：账号是人，不是机器人或人工智能代理？Is the account a person, not a bot or an AI agent?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

NOT_PEOPLE = {"bot": ("机器人", "a bot"), "ai_agent": ("人工智能代理", "an AI agent")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Bots and AI agents are shown, never ranked with people, never paid."""
    del parameters
    if case.actor == "person":
        return Judgement(Outcome.PASS, "是人的账号。", "The account is a person's.", "is_person")
    if case.actor in NOT_PEOPLE:
        kind, kind_en = NOT_PEOPLE[case.actor]
        return Judgement(Outcome.FAIL, f"是{kind}：只显示，不排名，不发奖。", f"It is {kind_en}: shown, not ranked, not paid.", "is_person")
    return Judgement(Outcome.UNKNOWN, "不知道账号是不是人。", "It is not known whether the account is a person's.", "is_person")


RULE = Rule(
    id="is_person",
    version=1,
    name="是自然人",
    name_en="Is a person",
    basis="实施方案 三（一）：奖励的对象是企业与个人",
    judge=judge,
    examples=[
        (Case("li", actor="person"), {}, Outcome.PASS),
        (Case("dependabot", actor="bot"), {}, Outcome.FAIL),
        (Case("copilot", actor="ai_agent"), {}, Outcome.FAIL),
        (Case("someone", actor=""), {}, Outcome.UNKNOWN),
    ],
)
