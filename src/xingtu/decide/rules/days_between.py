"""相隔天数合适：所填两个日期相隔的天数在规定范围内吗？Do two dates of the form lie as far apart as the programme asks?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

TERM: Parameters = {"earlier": "starts_on", "later": "ends_on", "at_least": 90, "at_most": 730}
ASKED = {"starts_on": Question("项目开始日期", "Project starts", "date"), "ends_on": Question("项目结束日期", "Project ends", "date")}
DATES = {"starts_on": "2026-01-01", "ends_on": "2026-04-01"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Count calendar days from the earlier to the later date."""
    earlier, later = str(parameters["earlier"]), str(parameters["later"])
    least, most = integer(parameters, "at_least"), integer(parameters, "at_most")
    (name, name_en), (then, then_en) = case.asked(earlier), case.asked(later)
    begin, end, evidence = case.day(earlier), case.day(later), f"days_between {earlier} {later}"
    if begin is None or end is None:
        return Judgement(
            Outcome.UNKNOWN,
            f"{name}或{then}还没有填写，须相隔 {least}—{most} 天。",
            f"{name_en} or {then_en} is not given; they must lie {least} to {most} days apart.",
            evidence,
        )
    days = (end - begin).days
    said, said_en = f"{name}（{begin}）至{then}（{end}）相隔 {days} 天", f"From {name_en} ({begin}) to {then_en} ({end}): {days} days"
    if not least <= days <= most:
        return Judgement(Outcome.FAIL, f"{said}，应为 {least}—{most} 天。", f"{said_en}; must be {least} to {most}.", evidence)
    return Judgement(Outcome.PASS, f"{said}，在 {least}—{most} 天之内。", f"{said_en}, within {least} to {most}.", evidence)


RULE = Rule(
    id="days_between",
    version=1,
    name="相隔天数合适",
    name_en="Days between",
    basis="各类申报通知对项目周期、活动周期的规定",
    judge=judge,
    condition="{earlier}至{later}相隔 {at_least}—{at_most} 天",
    condition_en="From {earlier} to {later} {at_least} to {at_most} days",
    parameters={"earlier": "field:date", "later": "field:date", "at_least": "integer", "at_most": "integer"},
    examples=[
        (Case("tianqi", answers=DATES, questions=ASKED), TERM, Outcome.PASS),
        (Case("tianqi", answers=DATES | {"ends_on": "2026-03-31"}, questions=ASKED), TERM, Outcome.FAIL),
        (Case("tianqi", answers=DATES | {"ends_on": "2025-12-31"}, questions=ASKED), TERM, Outcome.FAIL),
        (Case("tianqi", answers={"starts_on": "2026-01-01"}, questions=ASKED), TERM, Outcome.UNKNOWN),
    ],
)
