"""附件已上传：要求的材料上传了吗？Was the paper the programme asks for uploaded?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

REPORT: Parameters = {"field": "test_report"}
ASKED = {"test_report": Question("第三方测试报告", "Third-party test report", "attachment")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Count files; what stands in them is for people to read."""
    field = str(parameters["field"])
    (name, name_en), files, evidence = case.asked(field), len(case.rows(field)), f"attachment_given {field}"
    if files:
        return Judgement(Outcome.PASS, f"{name}已上传 {files} 个文件。", f"{name_en}: files uploaded: {files}.", evidence)
    return Judgement(Outcome.FAIL, f"{name}还没有上传。", f"{name_en} is not uploaded yet.", evidence)


RULE = Rule(
    id="attachment_given",
    version=1,
    name="附件已上传",
    name_en="Attachment given",
    basis="各类申报通知所列的必交材料",
    judge=judge,
    condition="已上传{field}",
    condition_en="{field} is uploaded",
    parameters={"field": "field:attachment"},
    examples=[
        (Case("tianqi", answers={"test_report": ["a1"]}, questions=ASKED), REPORT, Outcome.PASS),
        (Case("tianqi", answers={"test_report": []}, questions=ASKED), REPORT, Outcome.FAIL),
        (Case("tianqi", questions=ASKED), REPORT, Outcome.FAIL),
    ],
)
