"""占比不超过：申报表里的一个数不超过另一个数的百分之几吗？Is one number of the form at most so many percent of another?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

HARDWARE: Parameters = {"field": "hardware", "of": "contract", "percent": 50}
ASKED = {"hardware": Question("其中硬件金额", "Hardware in it", "money"), "contract": Question("合同金额", "Contract amount", "money")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Multiply instead of dividing: no rounding decides."""
    field, of, percent = str(parameters["field"]), str(parameters["of"]), integer(parameters, "percent")
    (name, name_en), (whole_name, whole_name_en) = case.asked(field), case.asked(of)
    part, whole, evidence = case.number(field), case.number(of), f"answer_within_share {field} {of}"
    if part is None or whole is None:
        return Judgement(
            Outcome.UNKNOWN,
            f"{name}或{whole_name}还没有填写，不能判断占比。",
            f"{name_en} or {whole_name_en} is not given; the share cannot be judged.",
            evidence,
        )
    (shown, shown_en), (all_shown, all_shown_en) = case.amount(field, part), case.amount(of, whole)
    said = f"{name}为 {shown}，{whole_name}为 {all_shown}"
    said_en = f"{name_en}: {shown_en}, {whole_name_en}: {all_shown_en}"
    if part * 100 > whole * percent:
        return Judgement(Outcome.FAIL, f"{said}，占比超过 {percent}%。", f"{said_en}; the share is above {percent}%.", evidence)
    return Judgement(Outcome.PASS, f"{said}，占比不超过 {percent}%。", f"{said_en}; the share is at most {percent}%.", evidence)


RULE = Rule(
    id="answer_within_share",
    version=1,
    name="占比不超过",
    name_en="Share at most",
    basis="补贴通知的构成条件，如合同金额不含硬件、申请金额不超过投入的一定比例",
    judge=judge,
    condition="{field}不超过{of}的 {percent}%",
    condition_en="{field} at most {percent}% of {of}",
    parameters={"field": "field:integer|money", "of": "field:integer|money", "percent": "integer"},
    examples=[
        (Case("tianqi", answers={"hardware": 50, "contract": 100}, questions=ASKED), HARDWARE, Outcome.PASS),
        (Case("tianqi", answers={"hardware": 51, "contract": 100}, questions=ASKED), HARDWARE, Outcome.FAIL),
        (Case("tianqi", answers={"hardware": 51}, questions=ASKED), HARDWARE, Outcome.UNKNOWN),
    ],
)
