"""不少于若干项：申报表的这张表填了足够多的行吗？Does this table of the form have enough rows?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

TWO: Parameters = {"field": "achievements", "value": 2}
ASKED = {"achievements": Question("近三年开源成果", "Open source achievements of the last three years", "table")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """A row in which nothing is written does not count."""
    field, least = str(parameters["field"]), integer(parameters, "value")
    (name, name_en), rows, evidence = case.asked(field), len(case.rows(field)), f"rows_at_least {field}"
    if rows < least:
        return Judgement(Outcome.FAIL, f"{name}填了 {rows} 项，不足 {least} 项。", f"{name_en}: {rows} rows, fewer than {least}.", evidence)
    return Judgement(Outcome.PASS, f"{name}填了 {rows} 项，不少于 {least} 项。", f"{name_en}: {rows} rows, at least {least}.", evidence)


RULE = Rule(
    id="rows_at_least",
    version=1,
    name="不少于若干项",
    name_en="Rows at least",
    basis="各类申报通知对成果、案例、课程数量的要求",
    judge=judge,
    condition="{field}不少于 {value} 项",
    condition_en="{field}: at least {value} rows",
    parameters={"field": "field:table", "value": "integer"},
    examples=[
        (Case("tianqi", answers={"achievements": [{"name": "甲"}, {"name": "乙"}]}, questions=ASKED), TWO, Outcome.PASS),
        (Case("tianqi", answers={"achievements": [{"name": "甲"}, {"name": ""}]}, questions=ASKED), TWO, Outcome.FAIL),
        (Case("tianqi", questions=ASKED), TWO, Outcome.FAIL),
    ],
)
