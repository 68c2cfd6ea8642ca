"""申报主体已核验：单位的统一社会信用代码或个人的邮箱经过核验吗？Is the applicant, organisation or person, verified?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

KIND, STANDING, MAILBOXES = "applicant.kind", "organisation.standing", "person.mailboxes"


def judge(case: Case, parameters: Parameters) -> Judgement:
    """An organisation is verified by a person of the office or by proof; a person by a mailbox that answered."""
    del parameters
    return _person(case) if case.facts.get(KIND) == "person" else _organisation(case)


def _organisation(case: Case) -> Judgement:
    evidence, standing = f"applicant_verified {STANDING}", case.facts.get(STANDING)
    if standing == "verified":
        return Judgement(
            Outcome.PASS,
            "申报单位的统一社会信用代码已核验。",
            "The organisation's unified social credit code is verified.",
            evidence,
        )
    if standing == "closed":
        return Judgement(Outcome.FAIL, "申报单位已注销，不能申报。", "The organisation is closed; it cannot apply.", evidence)
    return Judgement(
        Outcome.UNKNOWN,
        "申报单位还没有核验；请在单位页面提交营业执照，由经办人核验。",
        "The organisation is not verified yet; submit its business licence on its page, the office verifies it.",
        evidence,
    )


def _person(case: Case) -> Judgement:
    evidence = f"applicant_verified {MAILBOXES}"
    if mailboxes := case.known_number(MAILBOXES):
        return Judgement(
            Outcome.PASS,
            f"申报人已证明 {mailboxes} 个邮箱属于本人。",
            f"Mailboxes proven to be the applicant's own: {mailboxes}.",
            evidence,
        )
    return Judgement(
        Outcome.UNKNOWN,
        "申报人还没有证明任何一个邮箱属于本人；请在“我是谁”中证明。",
        "The applicant has proven no mailbox yet; prove one under “Who am I”.",
        evidence,
    )


RULE = Rule(
    id="applicant_verified",
    version=1,
    name="申报主体已核验",
    name_en="Applicant verified",
    basis="奖励和入库须落到真实的单位和个人；身份认领先于任何奖励",
    judge=judge,
    needs=(KIND, STANDING, MAILBOXES),
    examples=[
        (Case("tianqi", facts={KIND: "organisation", STANDING: "verified"}), {}, Outcome.PASS),
        (Case("tianqi", facts={KIND: "organisation", STANDING: "closed"}), {}, Outcome.FAIL),
        (Case("tianqi", facts={KIND: "organisation", STANDING: "declared"}), {}, Outcome.UNKNOWN),
        (Case("tianqi"), {}, Outcome.UNKNOWN),
        (Case("li", facts={KIND: "person", MAILBOXES: 2}), {}, Outcome.PASS),
        (Case("li", facts={KIND: "person"}), {}, Outcome.UNKNOWN),
    ],
)
