"""首次提交早于：代码的首次提交不晚于所填日期吗？Is the first commit no later than a date of the form?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

FIRST_COMMIT = "project.first_commit_on"
CERTIFICATE: Parameters = {"field": "certified_on"}
ASKED = {"certified_on": Question("著作权登记日期", "Date of the copyright certificate", "date")}
FACTS = {FIRST_COMMIT: "2024-05-06"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Never a failure: history is often imported late. It has to be explained, and a person decides."""
    field = str(parameters["field"])
    (name, name_en), day, first = case.asked(field), case.day(field), case.known_day(FIRST_COMMIT)
    evidence = f"first_commit_before {FIRST_COMMIT}"
    if first is None or day is None:
        what, what_en = ("首次提交的日期", "the day of the first commit") if first is None else (name, name_en)
        return Judgement(
            Outcome.UNKNOWN, f"还不知道{what}，不能核对先后。", f"Not known yet: {what_en}; the order cannot be checked.", evidence
        )
    if first > day:
        return Judgement(
            Outcome.UNKNOWN,
            f"仓库的首次提交在 {first}，晚于{name}（{day}）。历史可能是后来导入的：请说明，由人判断。",
            f"The first commit is of {first}, after {name_en} ({day}). History may have been imported late: explain it, a person decides.",
            evidence,
        )
    return Judgement(
        Outcome.PASS,
        f"仓库的首次提交在 {first}，不晚于{name}（{day}）。",
        f"The first commit is of {first}, not after {name_en} ({day}).",
        evidence,
    )


RULE = Rule(
    id="first_commit_before",
    version=1,
    name="首次提交早于",
    name_en="First commit before",
    basis="首版次材料核对：代码的历史与证书日期对照，只要求说明，不作否决",
    judge=judge,
    condition="仓库的首次提交不晚于{field}，否则须说明",
    condition_en="The first commit is not after {field}, or it is explained",
    parameters={"field": "field:date"},
    needs=(FIRST_COMMIT,),
    examples=[
        (Case("tianqi", answers={"certified_on": "2024-05-06"}, facts=FACTS, questions=ASKED), CERTIFICATE, Outcome.PASS),
        (Case("tianqi", answers={"certified_on": "2024-05-05"}, facts=FACTS, questions=ASKED), CERTIFICATE, Outcome.UNKNOWN),
        (Case("tianqi", answers={"certified_on": "2024-05-06"}, questions=ASKED), CERTIFICATE, Outcome.UNKNOWN),
    ],
)
