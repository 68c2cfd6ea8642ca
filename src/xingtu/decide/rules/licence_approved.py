"""许可证获认可：项目的许可证经 OSI 批准，或是木兰系列许可证吗？Is the licence approved by the OSI, or one of Mulan's?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

APPROVED, LICENCE = "project.licence_approved", "project.licence"


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The declared SPDX expression is what is judged; a licence nobody knows waits for a person."""
    del parameters
    approved, licence = case.facts.get(APPROVED), case.facts.get(LICENCE) or "?"
    evidence = f"licence_approved {LICENCE}"
    if approved is True:
        return Judgement(
            Outcome.PASS,
            f"许可证 {licence} 经 OSI 批准或属木兰系列。",
            f"The licence {licence} is approved by the OSI or one of the Mulan licences.",
            evidence,
        )
    if approved is False:
        return Judgement(
            Outcome.FAIL,
            f"许可证 {licence} 未经 OSI 批准，也不属木兰系列。",
            f"The licence {licence} is neither approved by the OSI nor one of the Mulan licences.",
            evidence,
        )
    return Judgement(
        Outcome.UNKNOWN,
        "没有登记许可证，或登记的许可证不在已知的名单中，须由人核对。",
        "No licence is registered, or none we know; a person must look.",
        evidence,
    )


RULE = Rule(
    id="licence_approved",
    version=1,
    name="许可证获认可",
    name_en="Approved licence",
    basis="开源创新榜 2023—2025 等通知：采用 OSI 批准或木兰系列许可证",
    judge=judge,
    needs=(APPROVED, LICENCE),
    examples=[
        (Case("tianqi", facts={APPROVED: True, LICENCE: "MulanPSL-2.0"}), {}, Outcome.PASS),
        (Case("tianqi", facts={APPROVED: False, LICENCE: "BUSL-1.1"}), {}, Outcome.FAIL),
        (Case("tianqi"), {}, Outcome.UNKNOWN),
    ],
)
