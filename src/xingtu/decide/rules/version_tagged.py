"""版本有标签：申报的版本号能在仓库的标签里找到吗？Is the version applied for among the tags of the repository?"""

import re

from xingtu.decide.case import Case, Question, plain
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

TAGS = ("project.first_tag", "project.first_stable_tag", "project.latest_tag")
VERSION: Parameters = {"field": "version"}
ASKED = {"version": Question("申报的版本号", "Version applied for", "text")}
FACTS = {"project.first_tag": "v0.1.0", "project.first_stable_tag": "v1.0.0", "project.latest_tag": "v1.4.2"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Compare with the first tag, the first from 1.0 on and the newest; another version has to be explained, never fails."""
    field = str(parameters["field"])
    (name, name_en), version = case.asked(field), case.answer(field)
    tags, evidence = [str(case.facts[tag]) for tag in TAGS if case.facts.get(tag)], f"version_tagged {field}"
    if not version or not tags:
        what, what_en = (name, name_en) if not version else ("仓库的版本标签", "the version tags of the repository")
        return Judgement(Outcome.UNKNOWN, f"还不知道{what}，不能核对。", f"Not known yet: {what_en}; it cannot be compared.", evidence)
    found = next((tag for tag in tags if _number(tag) == _number(version)), "")
    if found:
        return Judgement(Outcome.PASS, f"{name} {version} 对应仓库的标签 {found}。", f"{name_en} {version} is the tag {found}.", evidence)
    listed = "、".join(dict.fromkeys(tags))
    return Judgement(
        Outcome.UNKNOWN,
        f"{name} {version} 与仓库的首个、首个 1.0 及最新标签（{listed}）都不同：请说明，由人判断。",
        f"{name_en} {version} is neither the first, the first 1.0 nor the newest tag ({', '.join(dict.fromkeys(tags))}): "
        "explain it, a person decides.",
        evidence,
    )


def _number(version: str) -> str:
    number = re.sub(r"^\D*", "", plain(version))
    return re.sub(r"(?<=\d)(\.0)+$", "", number)


RULE = Rule(
    id="version_tagged",
    version=1,
    name="版本有标签",
    name_en="Version tagged",
    basis="首版次材料核对：证书上的版本与仓库的标签对照，只要求说明，不作否决",
    judge=judge,
    condition="{field}与仓库的标签相符，否则须说明",
    condition_en="{field} is a tag of the repository, or it is explained",
    parameters={"field": "field:text"},
    needs=TAGS,
    examples=[
        (Case("tianqi", answers={"version": "V1.0"}, facts=FACTS, questions=ASKED), VERSION, Outcome.PASS),
        (Case("tianqi", answers={"version": "V2.0"}, facts=FACTS, questions=ASKED), VERSION, Outcome.UNKNOWN),
        (Case("tianqi", answers={"version": "V1.0"}, questions=ASKED), VERSION, Outcome.UNKNOWN),
    ],
)
