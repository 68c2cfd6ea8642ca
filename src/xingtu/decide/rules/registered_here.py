"""在本市注册：申报单位在本市注册吗？Is the applying organisation registered in this city?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

HERE = "organisation.registered_here"


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Rest on the verified record of the organisation; a body nobody verified yet is neither here nor elsewhere."""
    del parameters
    evidence = f"registered_here {HERE}"
    here = case.facts.get(HERE)
    if here is True:
        return Judgement(
            Outcome.PASS, "申报单位已核验，在本市注册。", "The organisation is verified and registered in this city.", evidence
        )
    if here is False:
        return Judgement(
            Outcome.FAIL,
            "申报单位已核验，注册地不在本市。",
            "The organisation is verified; it is registered outside this city.",
            evidence,
        )
    return Judgement(
        Outcome.UNKNOWN,
        "申报单位的注册地还没有核验，须由区县对照营业执照确认。",
        "Where the organisation is registered was not verified yet; the district compares it with the business licence.",
        evidence,
    )


RULE = Rule(
    id="registered_here",
    version=1,
    name="在本市注册",
    name_en="Registered in this city",
    basis="各地申报通知的通行条件：在本市登记注册的法人单位",
    judge=judge,
    needs=(HERE,),
    examples=[
        (Case("tianqi", facts={HERE: True}), {}, Outcome.PASS),
        (Case("tianqi", facts={HERE: False}), {}, Outcome.FAIL),
        (Case("tianqi"), {}, Outcome.UNKNOWN),
    ],
)
