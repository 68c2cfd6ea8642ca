"""近期无处罚：申报人承诺近期没有处罚记录，并经人在信用平台查过吗？Is no penalty of late declared, and was it looked up?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

PENALTIES = "applicant.penalties"
PLATFORMS = {
    "全国信用信息共享平台": ("全国信用信息共享平台", "the national credit information platform"),
    "信用中国": ("信用中国", "Credit China"),
}
"""Where penalties are looked up, in both languages; another name stands as it is."""
YEAR: Parameters = {"days": 365, "looked_up_in": "全国信用信息共享平台", "field": "clean_record"}
ASKED = {"clean_record": Question("近一年无行政处罚和失信记录", "No penalty and no breach of trust within a year", "yes_no")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The declaration alone never passes: a person looks it up in the named source and says how many were found."""
    field, days, source = str(parameters["field"]), integer(parameters, "days"), str(parameters["looked_up_in"])
    _, source_en = PLATFORMS.get(source, (source, source))
    (name, name_en), found, declared = case.asked(field), case.known_number(PENALTIES), case.answers.get(field)
    evidence = f"no_penalty_within {PENALTIES}"
    if found:
        return Judgement(
            Outcome.FAIL,
            f"在{source}查到近 {days} 日内的处罚记录 {found} 条。",
            f"Penalties found in {source_en} within {days} days: {found}.",
            evidence,
        )
    if declared is False:
        return Judgement(Outcome.FAIL, f"申报人对{name}答“否”。", f"The applicant answers no to {name_en}.", f"no_penalty_within {field}")
    if found is None or declared is not True:
        return Judgement(
            Outcome.UNKNOWN,
            f"须由人在{source}查询近 {days} 日的处罚记录后确认。",
            f"A person must look up penalties within {days} days in {source_en}.",
            evidence,
        )
    return Judgement(
        Outcome.PASS,
        f"申报人已承诺，经人在{source}查询，近 {days} 日内没有处罚记录。",
        f"Declared by the applicant and looked up in {source_en}: no penalty within {days} days.",
        evidence,
    )


RULE = Rule(
    id="no_penalty_within",
    version=1,
    name="近期无处罚",
    name_en="No penalty of late",
    basis="揭榜挂帅通知（2024）：自查询之日起近一年在全国信用信息共享平台无处罚记录",
    judge=judge,
    condition="{field}，且近 {days} 日内在{looked_up_in}查无处罚记录",
    condition_en="{field}, and no penalty within {days} days found in {looked_up_in}",
    parameters={"days": "integer", "looked_up_in": "text", "field": "field:yes_no"},
    needs=(PENALTIES,),
    words=PLATFORMS,
    examples=[
        (Case("tianqi", answers={"clean_record": True}, facts={PENALTIES: 0}, questions=ASKED), YEAR, Outcome.PASS),
        (Case("tianqi", answers={"clean_record": True}, facts={PENALTIES: 1}, questions=ASKED), YEAR, Outcome.FAIL),
        (Case("tianqi", answers={"clean_record": False}, questions=ASKED), YEAR, Outcome.FAIL),
        (Case("tianqi", answers={"clean_record": True}, questions=ASKED), YEAR, Outcome.UNKNOWN),  # declared, not looked up
    ],
)
