"""名称一致：同一产品在各处写的名称一字不差吗？Does the same product bear the same name everywhere in the form?"""

from xingtu.decide.case import Case, Question, plain
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, several

NAMES: Parameters = {"fields": ("product_name", "certificate_name", "report_name")}
ASKED = {
    "product_name": Question("产品名称", "Product name", "text"),
    "certificate_name": Question("著作权证书上的名称", "Name on the certificate", "text"),
    "report_name": Question("测试报告上的名称", "Name in the test report", "text"),
}
SAID = {"product_name": "天启 CAE 平台", "certificate_name": "天启CAE平台", "report_name": "天启ＣＡＥ平台"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Full and half width, capitals and spaces make no difference; every other difference must be explained or corrected."""
    fields, evidence = several(parameters, "fields"), f"names_identical {' '.join(several(parameters, 'fields'))}"
    first, first_name = case.answer(fields[0]), case.asked(fields[0])
    for field in fields[1:]:
        other, name = case.answer(field), case.asked(field)
        if first and other and plain(first) != plain(other):
            return Judgement(
                Outcome.FAIL,
                f"{first_name[0]}写作 {first}，{name[0]}写作 {other}，不一致。",
                f"{first_name[1]} reads {first}, {name[1]} reads {other}.",
                evidence,
            )
    missing = [case.asked(field) for field in fields if not case.answer(field)]
    if missing:
        return Judgement(
            Outcome.UNKNOWN, f"{missing[0][0]}还没有填写，不能核对。", f"{missing[0][1]} is not given; it cannot be compared.", evidence
        )
    return Judgement(Outcome.PASS, f"各处名称一致：{first}。", f"The names agree: {first}.", evidence)


RULE = Rule(
    id="names_identical",
    version=1,
    name="名称一致",
    name_en="Names identical",
    basis="武汉 2025 首版次通知：产品名称在证书、测试报告和申报书中须一致",
    judge=judge,
    condition="{fields}写的是同一个名称",
    condition_en="The same name in {fields}",
    parameters={"fields": "fields:text"},
    examples=[
        (Case("tianqi", answers=SAID, questions=ASKED), NAMES, Outcome.PASS),
        (Case("tianqi", answers=SAID | {"report_name": "天启CAE平台软件"}, questions=ASKED), NAMES, Outcome.FAIL),
        (Case("tianqi", answers=SAID | {"report_name": " "}, questions=ASKED), NAMES, Outcome.UNKNOWN),
    ],
)
