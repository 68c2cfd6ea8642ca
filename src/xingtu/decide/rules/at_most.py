"""不超过上限：指标是否不高于规定的数？Is a metric at most what the programme allows?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

CEILING: Parameters = {"metric": "self_merge_share", "value": 80}
MILLIONTHS = {"self_merge_share": 1_000_000}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Compare in the metric's shown unit, exactly: 80.000001 is above 80."""
    metric, ceiling = str(parameters["metric"]), integer(parameters, "value")
    value, evidence = case.values.get(metric), f"at_most {metric}"
    name, name_en = case.named(metric)
    if value is None:
        return Judgement(
            Outcome.UNKNOWN,
            f"{name}未能测得，不能判断是否超过 {ceiling}。",
            f"{name_en} was not measured, so {ceiling} cannot be judged.",
            evidence,
        )
    if value > ceiling * case.scales.get(metric, 1):
        shown = case.shown(metric)
        return Judgement(Outcome.FAIL, f"{name}为 {shown}，高于 {ceiling}。", f"{name_en}: {shown}, above {ceiling}.", evidence)
    return Judgement(Outcome.PASS, f"{name}不超过 {ceiling}。", f"{name_en} is at most {ceiling}.", evidence)


RULE = Rule(
    id="at_most",
    version=1,
    name="不超过上限",
    name_en="At most",
    basis="各类奖励的资格条件",
    judge=judge,
    condition="{metric}不高于 {value}",
    condition_en="{metric} at most {value}",
    parameters={"metric": "metric", "value": "integer"},
    examples=[
        (Case("li", {"self_merge_share": 80}), CEILING, Outcome.PASS),
        (Case("li", {"self_merge_share": 81}), CEILING, Outcome.FAIL),
        (Case("li"), CEILING, Outcome.UNKNOWN),
        (Case("li", {"self_merge_share": 80_500_000}, scales=MILLIONTHS), CEILING, Outcome.FAIL),
    ],
)
