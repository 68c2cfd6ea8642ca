"""首版：申报的是 1.0 版，或附有重大突破的证明吗？Is it version 1.0, or is a breakthrough proven?"""

import re

from xingtu.decide.case import Case, Question, plain
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

FIRST: Parameters = {"field": "version", "proof": "breakthrough"}
ASKED = {
    "version": Question("申报的版本号", "Version applied for", "text"),
    "breakthrough": Question("重大突破证明", "Proof of a breakthrough", "attachment"),
}
ONE_POINT_ZERO = re.compile(r"(version|版本|ver|v)?[.:]?1(\.0(\.\d+)*)?(版)?")


def judge(case: Case, parameters: Parameters) -> Judgement:
    """A proof is read by people: another version with a proof waits for them, without one it fails."""
    field, proof = str(parameters["field"]), str(parameters["proof"])
    (name, name_en), (paper, paper_en) = case.asked(field), case.asked(proof)
    version, files, evidence = case.answer(field), len(case.rows(proof)), f"version_first {field}"
    if not version:
        return Judgement(Outcome.UNKNOWN, f"{name}还没有填写。", f"{name_en} is not given yet.", evidence)
    if ONE_POINT_ZERO.fullmatch(plain(version)):
        return Judgement(Outcome.PASS, f"{name}为 {version}，是 1.0 版。", f"{name_en}: {version}, which is 1.0.", evidence)
    if files:
        return Judgement(
            Outcome.UNKNOWN,
            f"{name}为 {version}，不是 1.0 版；{paper}已上传 {files} 个文件，须由人判断是否构成重大突破。",
            f"{name_en}: {version}, not 1.0; files given as {paper_en}: {files}; a person decides whether they prove a breakthrough.",
            evidence,
        )
    return Judgement(
        Outcome.FAIL,
        f"{name}为 {version}，不是 1.0 版，也没有上传{paper}。",
        f"{name_en}: {version}, not 1.0, and {paper_en} is not uploaded.",
        evidence,
    )


RULE = Rule(
    id="version_first",
    version=1,
    name="首版",
    name_en="First version",
    basis="首版次申报通知：版本原则上为 1.0，否则须证明有重大突破（省部级奖项、重点或示范项目）",
    judge=judge,
    condition="{field}为 1.0，或附{proof}",
    condition_en="{field} is 1.0, or {proof} is given",
    parameters={"field": "field:text", "proof": "field:attachment"},
    examples=[
        (Case("tianqi", answers={"version": "V1.0"}, questions=ASKED), FIRST, Outcome.PASS),
        (Case("tianqi", answers={"version": "1.0.3"}, questions=ASKED), FIRST, Outcome.PASS),
        (Case("tianqi", answers={"version": "V10"}, questions=ASKED), FIRST, Outcome.FAIL),
        (Case("tianqi", answers={"version": "2.1"}, questions=ASKED), FIRST, Outcome.FAIL),
        (Case("tianqi", answers={"version": "2.1", "breakthrough": ["a1"]}, questions=ASKED), FIRST, Outcome.UNKNOWN),
        (Case("tianqi", questions=ASKED), FIRST, Outcome.UNKNOWN),
    ],
)
