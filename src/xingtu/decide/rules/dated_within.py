"""日期在期限内：所填日期在申报截止日之前的若干个月之内吗？Does a date of the form lie within so many months before the deadline?"""

from xingtu.decide.case import Case, Question, months_before
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

DEADLINE = "call.deadline_on"
CERTIFICATE: Parameters = {"field": "certified_on", "months": 24}
ASKED = {"certified_on": Question("著作权登记日期", "Date of the copyright certificate", "date")}
CLOSES = {DEADLINE: "2026-11-30"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Both ends count: the very day two years before is still within two years."""
    field, months = str(parameters["field"]), integer(parameters, "months")
    (name, name_en), day, deadline = case.asked(field), case.day(field), case.known_day(DEADLINE)
    evidence = f"dated_within {field}"
    if day is None or deadline is None:
        what, what_en = (name, name_en) if day is None else ("申报截止日", "the deadline")
        return Judgement(
            Outcome.UNKNOWN,
            f"还不知道{what}，不能判断是否在截止日前 {months} 个月之内。",
            f"Not known yet: {what_en}; whether it lies within {months} months before the deadline cannot be judged.",
            evidence,
        )
    first = months_before(deadline, months)
    said, said_en = f"{name}为 {day}", f"{name_en}: {day}"
    if day > deadline:
        return Judgement(Outcome.FAIL, f"{said}，晚于截止日 {deadline}。", f"{said_en}, after the deadline {deadline}.", evidence)
    if day < first:
        return Judgement(
            Outcome.FAIL,
            f"{said}，早于 {first}（截止日前 {months} 个月）。",
            f"{said_en}, before {first} ({months} months before the deadline).",
            evidence,
        )
    return Judgement(Outcome.PASS, f"{said}，在 {first} 至 {deadline} 之间。", f"{said_en}, between {first} and {deadline}.", evidence)


RULE = Rule(
    id="dated_within",
    version=1,
    name="日期在期限内",
    name_en="Dated within",
    basis="首版次申报通知（2024）：著作权证书日期距截止日不超过 2 年",
    judge=judge,
    condition="{field}在申报截止日前 {months} 个月之内",
    condition_en="{field} within {months} months before the deadline",
    parameters={"field": "field:date", "months": "integer"},
    needs=(DEADLINE,),
    examples=[
        (Case("tianqi", answers={"certified_on": "2024-11-30"}, facts=CLOSES, questions=ASKED), CERTIFICATE, Outcome.PASS),
        (Case("tianqi", answers={"certified_on": "2024-11-29"}, facts=CLOSES, questions=ASKED), CERTIFICATE, Outcome.FAIL),
        (Case("tianqi", answers={"certified_on": "2026-12-01"}, facts=CLOSES, questions=ASKED), CERTIFICATE, Outcome.FAIL),
        (Case("tianqi", facts=CLOSES, questions=ASKED), CERTIFICATE, Outcome.UNKNOWN),
        (Case("tianqi", answers={"certified_on": "2024-11-30"}, questions=ASKED), CERTIFICATE, Outcome.UNKNOWN),
    ],
)
