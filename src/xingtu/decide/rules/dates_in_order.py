"""日期先后相符：所填日期按应有的先后排列吗？Do the dates of the form follow each other as they must?"""

from itertools import pairwise

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, several

ORDER: Parameters = {"fields": ("finished_on", "certified_on", "first_sold_on")}
ASKED = {
    "finished_on": Question("开发完成日期", "Development finished", "date"),
    "certified_on": Question("著作权登记日期", "Copyright registered", "date"),
    "first_sold_on": Question("首次销售日期", "First sold", "date"),
}
DATES = {"finished_on": "2025-03-01", "certified_on": "2025-06-01", "first_sold_on": "2025-06-01"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The same day is no contradiction; a later one before an earlier one is."""
    fields = several(parameters, "fields")
    days, evidence = {field: case.day(field) for field in fields}, f"dates_in_order {' '.join(fields)}"
    given = [(field, day) for field, day in days.items() if day is not None]
    for (one, earlier), (other, later) in pairwise(given):
        if earlier > later:
            (name, name_en), (then, then_en) = case.asked(one), case.asked(other)
            return Judgement(
                Outcome.FAIL,
                f"{name}（{earlier}）晚于{then}（{later}），先后不符。",
                f"{name_en} ({earlier}) is after {then_en} ({later}).",
                evidence,
            )
    if len(given) < len(fields):
        name, name_en = case.asked(next(field for field in fields if days[field] is None))
        return Judgement(
            Outcome.UNKNOWN, f"{name}还没有填写，先后不能核对。", f"{name_en} is not given; the order cannot be checked.", evidence
        )
    said = " ≤ ".join(str(day) for _, day in given)
    return Judgement(Outcome.PASS, f"各日期先后相符：{said}。", f"The dates are in order: {said}.", evidence)


RULE = Rule(
    id="dates_in_order",
    version=1,
    name="日期先后相符",
    name_en="Dates in order",
    basis="首版次材料核对：开发完成、登记、销售的日期不得自相矛盾",
    judge=judge,
    condition="{fields}依次不颠倒",
    condition_en="In this order: {fields}",
    parameters={"fields": "fields:date"},
    examples=[
        (Case("tianqi", answers=DATES, questions=ASKED), ORDER, Outcome.PASS),
        (Case("tianqi", answers=DATES | {"first_sold_on": "2025-05-31"}, questions=ASKED), ORDER, Outcome.FAIL),
        (Case("tianqi", answers=DATES | {"certified_on": ""}, questions=ASKED), ORDER, Outcome.UNKNOWN),
        # a contradiction between two dates stands, whatever the third will be
        (Case("tianqi", answers={"finished_on": "2025-03-02", "first_sold_on": "2025-03-01"}, questions=ASKED), ORDER, Outcome.FAIL),
    ],
)
