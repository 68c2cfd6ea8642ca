"""已作肯定回答：申报表里的这一问答了“是”吗？Was this question of the form answered yes?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

OWN: Parameters = {"field": "own_rights"}
ASKED = {"own_rights": Question("拥有自主知识产权", "Holds its own rights", "yes_no")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """A declaration of the applicant; whether it is true is for the proofs that come with it."""
    field = str(parameters["field"])
    (name, name_en), answer, evidence = case.asked(field), case.answers.get(field), f"answered_yes {field}"
    if answer is True:
        return Judgement(Outcome.PASS, f"申报人对{name}答“是”。", f"The applicant answers yes to {name_en}.", evidence)
    if answer is False:
        return Judgement(Outcome.FAIL, f"申报人对{name}答“否”。", f"The applicant answers no to {name_en}.", evidence)
    return Judgement(Outcome.UNKNOWN, f"{name}还没有回答。", f"{name_en} is not answered yet.", evidence)


RULE = Rule(
    id="answered_yes",
    version=1,
    name="已作肯定回答",
    name_en="Answered yes",
    basis="各类申报通知要求申报人承诺的事项",
    judge=judge,
    condition="{field}答“是”",
    condition_en="{field} is answered yes",
    parameters={"field": "field:yes_no"},
    examples=[
        (Case("tianqi", answers={"own_rights": True}, questions=ASKED), OWN, Outcome.PASS),
        (Case("tianqi", answers={"own_rights": False}, questions=ASKED), OWN, Outcome.FAIL),
        (Case("tianqi", questions=ASKED), OWN, Outcome.UNKNOWN),
    ],
)
