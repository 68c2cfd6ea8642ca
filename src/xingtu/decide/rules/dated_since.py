"""不早于某日：所填日期不早于通知写明的那一天吗？Does a date of the form lie on or after the day the notice names?"""

from xingtu.decide.case import Case, Question, as_day
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

SINCE: Parameters = {"field": "certified_on", "day": "2021-01-01"}
ASKED = {"certified_on": Question("著作权登记日期", "Date of the copyright certificate", "date")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The named day itself counts."""
    field, first = str(parameters["field"]), as_day(parameters["day"])
    (name, name_en), day, evidence = case.asked(field), case.day(field), f"dated_since {field}"
    if day is None or first is None:
        return Judgement(Outcome.UNKNOWN, f"{name}还没有填写，须不早于 {first}。", f"{name_en} is not given; not before {first}.", evidence)
    if day < first:
        return Judgement(Outcome.FAIL, f"{name}为 {day}，早于 {first}。", f"{name_en}: {day}, before {first}.", evidence)
    return Judgement(Outcome.PASS, f"{name}为 {day}，不早于 {first}。", f"{name_en}: {day}, not before {first}.", evidence)


RULE = Rule(
    id="dated_since",
    version=1,
    name="不早于某日",
    name_en="Dated since",
    basis="首版次申报通知（2023）：著作权证书日期在 2021 年 1 月 1 日以后",
    judge=judge,
    condition="{field}不早于 {day}",
    condition_en="{field} not before {day}",
    parameters={"field": "field:date", "day": "day"},
    examples=[
        (Case("tianqi", answers={"certified_on": "2021-01-01"}, questions=ASKED), SINCE, Outcome.PASS),
        (Case("tianqi", answers={"certified_on": "2020-12-31"}, questions=ASKED), SINCE, Outcome.FAIL),
        (Case("tianqi", answers={"certified_on": "去年"}, questions=ASKED), SINCE, Outcome.UNKNOWN),
    ],
)
