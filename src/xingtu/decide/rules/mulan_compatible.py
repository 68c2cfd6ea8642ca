"""可与木兰许可证合用：项目的代码能放进木兰宽松许可证第2版的作品吗？May the project's code go into a work under MulanPSL-2.0?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

MULAN = "project.licence.mulan"
CONCLUDED, DECLARED = "project.licence.concluded", "project.licence.declared"


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The answer of ``xingtu.decide.licence_facts``, copied in and given on as source: the strictest use."""
    del parameters
    licence = case.facts.get(CONCLUDED) or case.facts.get(DECLARED) or "?"
    evidence = f"mulan_compatible {MULAN}"
    match case.facts.get(MULAN):
        case "compatible":
            return Judgement(
                Outcome.PASS,
                f"许可证 {licence} 的代码可以放进木兰宽松许可证第2版的作品。",
                f"Code under {licence} may go into a work under MulanPSL-2.0.",
                evidence,
            )
        case "incompatible":
            return Judgement(
                Outcome.FAIL,
                f"许可证 {licence} 的代码不能拷入木兰宽松许可证第2版的作品。",
                f"Code under {licence} may not be copied into a work under MulanPSL-2.0.",
                evidence,
            )
        case _:
            return Judgement(
                Outcome.UNKNOWN,
                f"许可证 {licence} 能否与木兰宽松许可证第2版合用，须由专家复核。",
                f"Whether {licence} goes with MulanPSL-2.0 is for an expert to say.",
                evidence,
            )


RULE = Rule(
    id="mulan_compatible",
    version=1,
    name="可与木兰许可证合用",
    name_en="Goes with MulanPSL-2.0",
    basis="木兰宽松许可证第2版及其作者的说明，逐条见 policy/compatibility/mulan.toml",
    judge=judge,
    needs=(MULAN, CONCLUDED, DECLARED),
    examples=[
        (Case("tianqi", facts={MULAN: "compatible", CONCLUDED: "Apache-2.0"}), {}, Outcome.PASS),
        (Case("tianqi", facts={MULAN: "incompatible", CONCLUDED: "GPL-3.0-only"}), {}, Outcome.FAIL),
        (Case("tianqi", facts={MULAN: "review", DECLARED: "LicenseRef-Own"}), {}, Outcome.UNKNOWN),
        (Case("tianqi"), {}, Outcome.UNKNOWN),
    ],
)
