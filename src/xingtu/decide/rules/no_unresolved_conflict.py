"""没有未解决的许可证冲突：项目所含各部分的许可证都能放进来吗？May all parts of the project go into it?"""

from collections.abc import Mapping

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

CONFLICTS, COMPLETE, COMMIT = "project.licence.conflicts", "project.licence.complete", "project.licence.commit"
SHOWN_COMMIT = 12


def judge(case: Case, parameters: Parameters) -> Judgement:
    """An incompatible part fails; one for an expert, or a file not read to its end, waits for a person. A ruling resolves either."""
    del parameters
    commit = str(case.facts.get(COMMIT) or "")[:SHOWN_COMMIT]
    evidence = f"no_unresolved_conflict {CONFLICTS}" + (f"@{commit}" if commit else "")
    incompatible, review = _counts(case.facts.get(CONFLICTS))
    if incompatible:
        return Judgement(
            Outcome.FAIL,
            f"有 {incompatible} 处许可证不兼容。",
            f"{incompatible} parts may not be combined with the project's licence.",
            evidence,
        )
    if review:
        return Judgement(
            Outcome.UNKNOWN,
            f"有 {review} 处许可证须由专家复核。",
            f"An expert has to look at {review} parts.",
            evidence,
        )
    if incompatible is None or review is None or case.facts.get(COMPLETE) is not True:
        return Judgement(
            Outcome.UNKNOWN,
            "没有完整检测过各部分的许可证，须先检测。",
            "The licences of its parts were not examined to the end; that comes first.",
            evidence,
        )
    return Judgement(Outcome.PASS, "没有未解决的许可证冲突。", "No licence conflict is open.", evidence)


def _counts(value: object) -> tuple[int | None, int | None]:
    """How many parts are incompatible, and how many wait for an expert; None: not known."""
    given = value if isinstance(value, Mapping) else {}
    incompatible, review = (
        number if isinstance(number := given.get(name), int) and not isinstance(number, bool) and number >= 0 else None
        for name in ("incompatible", "review")
    )
    return incompatible, review


RULE = Rule(
    id="no_unresolved_conflict",
    version=1,
    name="没有未解决的许可证冲突",
    name_en="No open licence conflict",
    basis="实施方案：组织开展开源许可证、开源漏洞等风险检测",
    judge=judge,
    needs=(CONFLICTS, COMPLETE, COMMIT),
    examples=[
        (Case("tianqi", facts={CONFLICTS: {"incompatible": 0, "review": 0}, COMPLETE: True, COMMIT: "0a1b2c3d4e5f"}), {}, Outcome.PASS),
        (Case("tianqi", facts={CONFLICTS: {"incompatible": 2, "review": 1}, COMPLETE: True}), {}, Outcome.FAIL),
        (Case("tianqi", facts={CONFLICTS: {"incompatible": 0, "review": 3}, COMPLETE: True}), {}, Outcome.UNKNOWN),
        (Case("tianqi", facts={CONFLICTS: {"incompatible": 0, "review": 0}, COMPLETE: False}), {}, Outcome.UNKNOWN),
        (Case("tianqi"), {}, Outcome.UNKNOWN),
    ],
)
