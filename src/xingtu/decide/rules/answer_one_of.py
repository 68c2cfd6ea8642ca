"""所选在范围内：申报表里选的是项目受理的选项吗？Is the option chosen in the form one the programme takes?"""

from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule, several

ORIGIN: Parameters = {"field": "origin", "options": ("original",)}
ASKED = {"origin": Question("著作权取得方式", "How the copyright was acquired", "choice")}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """The options are ids of the form; their words stand in the form."""
    field, taken = str(parameters["field"]), several(parameters, "options")
    (name, name_en), answer, evidence = case.asked(field), case.answer(field), f"answer_one_of {field}"
    if not answer:
        return Judgement(Outcome.UNKNOWN, f"{name}还没有选择。", f"{name_en} is not answered yet.", evidence)
    chosen, chosen_en = case.named(f"{field}.{answer}", answer)
    if answer in taken:
        return Judgement(Outcome.PASS, f"{name}为{chosen}，在受理范围内。", f"{name_en}: {chosen_en}, which is taken.", evidence)
    wanted = [case.named(f"{field}.{option}", option) for option in taken]
    return Judgement(
        Outcome.FAIL,
        f"{name}为{chosen}，受理的是：{'、'.join(pair[0] for pair in wanted)}。",
        f"{name_en}: {chosen_en}; taken: {', '.join(pair[1] for pair in wanted)}.",
        evidence,
    )


RULE = Rule(
    id="answer_one_of",
    version=1,
    name="所选在范围内",
    name_en="Answer among those taken",
    basis="各类申报通知限定的范围，如著作权原始取得、法人类型",
    judge=judge,
    condition="{field}为：{options}",
    condition_en="{field} is one of: {options}",
    parameters={"field": "field:choice|text", "options": "texts"},
    examples=[
        (Case("tianqi", answers={"origin": "original"}, questions=ASKED), ORIGIN, Outcome.PASS),
        (Case("tianqi", answers={"origin": "bought"}, questions=ASKED), ORIGIN, Outcome.FAIL),
        (Case("tianqi", answers={"origin": ""}, questions=ASKED), ORIGIN, Outcome.UNKNOWN),
    ],
)
