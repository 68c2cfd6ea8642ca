"""许可证是开源许可证：项目的许可证算不算开源？Is the project's licence an open source licence?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

OPEN = "project.licence.open"
CONCLUDED, DECLARED = "project.licence.concluded", "project.licence.declared"
COMPLETE, COMMIT = "project.licence.complete", "project.licence.commit"
SHOWN_COMMIT = 12


def judge(case: Case, parameters: Parameters) -> Judgement:
    """What the files say, by the classes of policy/licences.toml; what could not be read, or nobody has classed, waits for a person."""
    del parameters
    licence = case.facts.get(CONCLUDED) or case.facts.get(DECLARED) or "?"
    commit = str(case.facts.get(COMMIT) or "")[:SHOWN_COMMIT]
    evidence = f"licence_is_open {OPEN}" + (f"@{commit}" if commit else "")
    found = case.facts.get(OPEN)
    if found is False:
        return Judgement(
            Outcome.FAIL,
            f"许可证 {licence} 不是开源许可证。",
            f"The licence {licence} is not an open source licence.",
            evidence,
        )
    if found is True and case.facts.get(COMPLETE) is False:
        return Judgement(
            Outcome.UNKNOWN,
            f"许可证 {licence} 是开源许可证，但有文件没有读完，须由人核对。",
            f"The licence {licence} is open source, yet some files were not read to their end; a person must look.",
            evidence,
        )
    if found is True:
        return Judgement(
            Outcome.PASS,
            f"许可证 {licence} 是开源许可证。",
            f"The licence {licence} is an open source licence.",
            evidence,
        )
    return Judgement(
        Outcome.UNKNOWN,
        f"不能确定许可证 {licence} 是不是开源许可证，须由人核对。",
        f"It cannot be told whether the licence {licence} is open source; a person must look.",
        evidence,
    )


RULE = Rule(
    id="licence_is_open",
    version=1,
    name="许可证是开源许可证",
    name_en="Open source licence",
    basis="实施方案：建立软件开源种子项目库；类别见 policy/licences.toml（OSI、FSF 认可或木兰系列）",
    judge=judge,
    needs=(OPEN, CONCLUDED, DECLARED, COMPLETE, COMMIT),
    examples=[
        (Case("tianqi", facts={OPEN: True, CONCLUDED: "MulanPSL-2.0", COMPLETE: True, COMMIT: "0a1b2c3d4e5f"}), {}, Outcome.PASS),
        (Case("tianqi", facts={OPEN: False, CONCLUDED: "BUSL-1.1", COMPLETE: True}), {}, Outcome.FAIL),
        (Case("tianqi", facts={OPEN: True, DECLARED: "MIT", COMPLETE: False}), {}, Outcome.UNKNOWN),
        (Case("tianqi", facts={DECLARED: "LicenseRef-Own"}), {}, Outcome.UNKNOWN),
        (Case("tianqi"), {}, Outcome.UNKNOWN),
    ],
)
