"""所填不低于：申报表里的数不低于规定的数吗？Is a number of the form at least as high as the programme asks?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

SPENT: Parameters = {"field": "research_cost", "value": 100_000_000}
ASKED = {"research_cost": Question("上年度研发投入", "R&D spending of last year", "money")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Compare exactly; money is compared in fen and shown in yuan."""
    field, floor = str(parameters["field"]), integer(parameters, "value")
    (name, name_en), number, evidence = case.asked(field), case.number(field), f"answer_at_least {field}"
    least, least_en = case.amount(field, floor)
    if number is None:
        return Judgement(
            Outcome.UNKNOWN, f"{name}还没有填写，须不低于 {least}。", f"{name_en} is not given; at least {least_en}.", evidence
        )
    shown, shown_en = case.amount(field, number)
    if number < floor:
        return Judgement(Outcome.FAIL, f"{name}为 {shown}，低于 {least}。", f"{name_en}: {shown_en}, below {least_en}.", evidence)
    return Judgement(Outcome.PASS, f"{name}为 {shown}，不低于 {least}。", f"{name_en}: {shown_en}, at least {least_en}.", evidence)


RULE = Rule(
    id="answer_at_least",
    version=1,
    name="所填不低于",
    name_en="Answer at least",
    basis="各类申报通知的数量条件，如研发投入、成立年限、在孵项目数",
    judge=judge,
    condition="{field}不低于 {value}",
    condition_en="{field} at least {value}",
    parameters={"field": "field:integer|money|percent", "value": "integer"},
    examples=[
        (Case("tianqi", answers={"research_cost": 100_000_000}, questions=ASKED), SPENT, Outcome.PASS),
        (Case("tianqi", answers={"research_cost": 99_999_999}, questions=ASKED), SPENT, Outcome.FAIL),
        (Case("tianqi", answers={"research_cost": None}, questions=ASKED), SPENT, Outcome.UNKNOWN),
        (Case("tianqi", answers={"share": "59.99"}), {"field": "share", "value": 60}, Outcome.FAIL),
        (Case("tianqi", answers={"share": "NaN"}), {"field": "share", "value": 60}, Outcome.UNKNOWN),
    ],
)
