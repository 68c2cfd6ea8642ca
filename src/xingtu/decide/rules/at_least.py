"""达到下限：指标是否不低于规定的数？Is a metric at least as high as the programme asks?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

FLOOR: Parameters = {"metric": "merged_changes", "value": 20}
MILLIONTHS = {"merged_changes": 1_000_000}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Compare in the metric's shown unit, exactly: a share of 19.999999 is below 20."""
    metric, floor = str(parameters["metric"]), integer(parameters, "value")
    value, evidence = case.values.get(metric), f"at_least {metric}"
    name, name_en = case.named(metric)
    if value is None:
        return Judgement(
            Outcome.UNKNOWN,
            f"{name}未能测得，不能判断是否达到 {floor}。",
            f"{name_en} was not measured, so {floor} cannot be judged.",
            evidence,
        )
    if value < floor * case.scales.get(metric, 1):
        shown = case.shown(metric)
        return Judgement(Outcome.FAIL, f"{name}为 {shown}，低于 {floor}。", f"{name_en}: {shown}, below {floor}.", evidence)
    return Judgement(Outcome.PASS, f"{name}达到 {floor}。", f"{name_en} reaches {floor}.", evidence)


RULE = Rule(
    id="at_least",
    version=1,
    name="达到下限",
    name_en="At least",
    basis="各类奖励的资格条件",
    judge=judge,
    condition="{metric}不少于 {value}",
    condition_en="{metric} at least {value}",
    parameters={"metric": "metric", "value": "integer"},
    examples=[
        (Case("li", {"merged_changes": 20}), FLOOR, Outcome.PASS),
        (Case("li", {"merged_changes": 19}), FLOOR, Outcome.FAIL),
        (Case("li"), FLOOR, Outcome.UNKNOWN),  # not measured is not zero, and not a failure
        (Case("li", {"merged_changes": 20_000_000}, scales=MILLIONTHS), FLOOR, Outcome.PASS),
        (Case("li", {"merged_changes": 19_999_999}, scales=MILLIONTHS), FLOOR, Outcome.FAIL),
    ],
)
