"""已在台账登记：申报的对象已登记，而且是项目要求的那一类吗？Is what is applied for registered, and of the right kind?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

KIND, REGISTERED_ON = "record.kind", "record.registered_on"
PROJECT: Parameters = {"kind": "project"}
KINDS = {
    "project": ("开源项目", "an open source project"),
    "enterprise": ("开源企业", "an enterprise"),
    "community": ("开源社区", "a community"),
    "product": ("开源产品", "a product"),
    "expert": ("专家", "an expert"),
    "partner": ("服务机构与合作方", "a partner"),
}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Evidence is measured of registered things only: what is not registered yet cannot be looked at."""
    wanted, found, registered_on = str(parameters["kind"]), case.facts.get(KIND), case.facts.get(REGISTERED_ON)
    name, name_en = KINDS.get(wanted, (wanted, wanted))
    evidence = f"registered_as {REGISTERED_ON}"
    if found and found != wanted:
        other, other_en = KINDS.get(str(found), (str(found), str(found)))
        return Judgement(
            Outcome.FAIL, f"所选登记是{other}，不是{name}。", f"The chosen record is {other_en}, not {name_en}.", f"registered_as {KIND}"
        )
    if found and registered_on:
        return Judgement(Outcome.PASS, f"已于 {registered_on} 登记为{name}。", f"Registered on {registered_on} as {name_en}.", evidence)
    if found and registered_on == "":
        return Judgement(
            Outcome.FAIL,
            "所选登记还没有通过核对；请先完成登记再提交申报。",
            "The chosen record is not registered yet; complete its registration before submitting.",
            evidence,
        )
    return Judgement(
        Outcome.UNKNOWN,
        f"还不知道申报的是哪一个{name}；请选择一条登记。",
        f"It is not known yet what the application is about; choose a record that is {name_en}.",
        evidence,
    )


RULE = Rule(
    id="registered_as",
    version=1,
    name="已在台账登记",
    name_en="Registered",
    basis="证据只取自已登记的对象；登记时已确认归属",
    judge=judge,
    condition="申报的对象已登记为{kind}",
    condition_en="What is applied for is registered as {kind}",
    parameters={"kind": "text"},
    needs=(KIND, REGISTERED_ON),
    words=KINDS,
    examples=[
        (Case("tianqi", facts={KIND: "project", REGISTERED_ON: "2026-03-01"}), PROJECT, Outcome.PASS),
        (Case("tianqi", facts={KIND: "product", REGISTERED_ON: "2026-03-01"}), PROJECT, Outcome.FAIL),
        (Case("tianqi", facts={KIND: "project", REGISTERED_ON: ""}), PROJECT, Outcome.FAIL),
        (Case("tianqi"), PROJECT, Outcome.UNKNOWN),
    ],
)
