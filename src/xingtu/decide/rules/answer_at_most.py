"""所填不超过：申报表里的数不超过规定的数吗？Is a number of the form at most what the programme allows?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

WANTED: Parameters = {"field": "requested", "value": 50_000_000}
ASKED = {"requested": Question("申请补贴金额", "Subsidy applied for", "money")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Compare exactly; money is compared in fen and shown in yuan."""
    field, ceiling = str(parameters["field"]), integer(parameters, "value")
    (name, name_en), number, evidence = case.asked(field), case.number(field), f"answer_at_most {field}"
    most, most_en = case.amount(field, ceiling)
    if number is None:
        return Judgement(Outcome.UNKNOWN, f"{name}还没有填写，不得超过 {most}。", f"{name_en} is not given; at most {most_en}.", evidence)
    shown, shown_en = case.amount(field, number)
    if number > ceiling:
        return Judgement(Outcome.FAIL, f"{name}为 {shown}，超过 {most}。", f"{name_en}: {shown_en}, above {most_en}.", evidence)
    return Judgement(Outcome.PASS, f"{name}为 {shown}，不超过 {most}。", f"{name_en}: {shown_en}, at most {most_en}.", evidence)


RULE = Rule(
    id="answer_at_most",
    version=1,
    name="所填不超过",
    name_en="Answer at most",
    basis="各类申报通知的上限条件，如申请金额、项目周期",
    judge=judge,
    condition="{field}不超过 {value}",
    condition_en="{field} at most {value}",
    parameters={"field": "field:integer|money|percent", "value": "integer"},
    examples=[
        (Case("tianqi", answers={"requested": 50_000_000}, questions=ASKED), WANTED, Outcome.PASS),
        (Case("tianqi", answers={"requested": 50_000_001}, questions=ASKED), WANTED, Outcome.FAIL),
        (Case("tianqi", questions=ASKED), WANTED, Outcome.UNKNOWN),
    ],
)
