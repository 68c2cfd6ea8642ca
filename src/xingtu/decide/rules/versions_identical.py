"""版本号一致：同一产品在各处写的版本号一致吗？Does the same product bear the same version everywhere in the form?"""

import re

from xingtu.decide.case import Case, Question, plain
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, several

VERSIONS: Parameters = {"fields": ("version", "certificate_version")}
ASKED = {
    "version": Question("申报的版本号", "Version applied for", "text"),
    "certificate_version": Question("著作权证书上的版本号", "Version on the certificate", "text"),
}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """V1.0, v1.0.0 and 1.0 are one version: certificates write a V, tags a third number."""
    fields = several(parameters, "fields")
    evidence, missing = f"versions_identical {' '.join(fields)}", [field for field in fields if not case.answer(field)]
    if missing:
        name, name_en = case.asked(missing[0])
        return Judgement(Outcome.UNKNOWN, f"{name}还没有填写，不能核对。", f"{name_en} is not given; it cannot be compared.", evidence)
    said = [(case.asked(field), case.answer(field)) for field in fields]
    if len({_number(version) for _, version in said}) > 1:
        return Judgement(
            Outcome.FAIL,
            f"版本号不一致：{'，'.join(f'{name[0]}为 {version}' for name, version in said)}。",
            f"The versions differ: {', '.join(f'{name[1]} is {version}' for name, version in said)}.",
            evidence,
        )
    return Judgement(Outcome.PASS, f"各处版本号一致：{said[0][1]}。", f"The versions agree: {said[0][1]}.", evidence)


def _number(version: str) -> str:
    number = re.sub(r"^(version|版本|ver|v)[.:]?", "", plain(version))
    return re.sub(r"(?<=\d)(\.0)+$", "", number)


RULE = Rule(
    id="versions_identical",
    version=1,
    name="版本号一致",
    name_en="Versions identical",
    basis="首版次材料核对：证书、测试报告、合同中的版本号须一致",
    judge=judge,
    condition="{fields}是同一个版本号",
    condition_en="The same version in {fields}",
    parameters={"fields": "fields:text"},
    examples=[
        (Case("tianqi", answers={"version": "v1.0.0", "certificate_version": "V1.0"}, questions=ASKED), VERSIONS, Outcome.PASS),
        (Case("tianqi", answers={"version": "1.2", "certificate_version": "V1.0"}, questions=ASKED), VERSIONS, Outcome.FAIL),
        (Case("tianqi", answers={"version": "1.10", "certificate_version": "V1.1"}, questions=ASKED), VERSIONS, Outcome.FAIL),
        (Case("tianqi", answers={"version": "1.2"}, questions=ASKED), VERSIONS, Outcome.UNKNOWN),
    ],
)
