"""联合体规模合适：联合申报的单位数在规定范围内吗？Are as many applicants joined as the programme asks?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, integer

JOINED = "application.co_applicants"
TWO_TO_FIVE: Parameters = {"at_least": 2, "at_most": 5}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The lead counts; a co-applicant counts once they have confirmed."""
    least, most, joined = integer(parameters, "at_least"), integer(parameters, "at_most"), case.known_number(JOINED)
    evidence = f"consortium_size {JOINED}"
    if joined is None:
        return Judgement(Outcome.UNKNOWN, "还不知道有多少联合申报单位。", "It is not known yet how many applicants are joined.", evidence)
    members = joined + 1
    said, said_en = f"连同牵头单位共 {members} 家", f"Applicants, with the lead: {members}"
    if not least <= members <= most:
        return Judgement(Outcome.FAIL, f"{said}，应为 {least}—{most} 家。", f"{said_en}; must be {least} to {most}.", evidence)
    return Judgement(Outcome.PASS, f"{said}，在 {least}—{most} 家之内。", f"{said_en}, within {least} to {most}.", evidence)


RULE = Rule(
    id="consortium_size",
    version=1,
    name="联合体规模合适",
    name_en="Consortium size",
    basis="揭榜挂帅通知（2024）：联合体由 2—5 家单位组成，一家牵头",
    judge=judge,
    condition="联合申报连同牵头单位为 {at_least}—{at_most} 家",
    condition_en="{at_least} to {at_most} applicants, the lead included",
    parameters={"at_least": "integer", "at_most": "integer"},
    needs=(JOINED,),
    examples=[
        (Case("tianqi", facts={JOINED: 1}), TWO_TO_FIVE, Outcome.PASS),
        (Case("tianqi", facts={JOINED: 0}), TWO_TO_FIVE, Outcome.FAIL),
        (Case("tianqi", facts={JOINED: 5}), TWO_TO_FIVE, Outcome.FAIL),
        (Case("tianqi"), TWO_TO_FIVE, Outcome.UNKNOWN),
    ],
)
