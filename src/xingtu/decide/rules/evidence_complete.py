"""证据完整：参评仓库的历史都读全了？Was the history of every repository read in full?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule


def judge(case: Case, parameters: Parameters) -> Judgement:
    """With something missing nobody can say that a place is right, nor that it is wrong."""
    del parameters
    if not case.missing:
        return Judgement(
            Outcome.PASS, "参评仓库的历史已全部读取。", "The history of every repository was read in full.", "evidence_complete"
        )
    first, more = case.missing[0].rstrip("。."), len(case.missing) - 1
    also, also_en = (f"（另有 {more} 处）", f" (and {more} more)") if more else ("", "")
    return Judgement(
        Outcome.UNKNOWN,
        f"证据不完整，名次可能有变：{first}{also}。",
        f"The evidence is incomplete, the place may change: {first}{also_en}.",
        "evidence_complete",
    )


RULE = Rule(
    id="evidence_complete",
    version=1,
    name="证据完整",
    name_en="Evidence complete",
    basis="发放资金的名单不得依据不完整的证据公布",
    judge=judge,
    examples=[
        (Case("li"), {}, Outcome.PASS),
        (Case("li", missing=("tianqi 缺少 3 个对象，请重新镜像。",)), {}, Outcome.UNKNOWN),
    ],
)
