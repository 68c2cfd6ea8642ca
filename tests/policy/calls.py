"""Programmes that people apply to: a call without money and one that pays, as small as they can be and still be carried out."""

from pathlib import Path

from xingtu.decide.rules import at_least, evidence_complete
from xingtu.policy.office import parse_office
from xingtu.policy.programme import Programme, load_programme

ROOT = Path(__file__).parents[2]
METRICS = ("merged_changes", "credited_lines")
RULES = {module.RULE.id: module.RULE for module in (at_least, evidence_complete)}
OFFICE = parse_office((ROOT / "policy/office.toml").read_text("utf-8"), file_name="policy/office.toml")
LIBRARIES = ("seed_library", "nursery")

HEAD = """
[programme]
id = "seeds-2026"
version = 1
name = "种子项目征集（2026）"
name_en = "Seed project call 2026"
basis = "示例"
summary = "征集一批开源项目入库。"
summary_en = "A call for open source projects."
entry = "open_call"
subject = "project"
also_subjects = ["community"]
applicants = ["organisation", "person"]
co_applicants = 4
library = "seed_library"
valid_from = 2026-01-01
valid_until = 2026-12-31
money = false

[call]
opens_at = 2026-03-01T09:00:00+08:00
deadline_at = 2026-04-30T18:00:00+08:00

[repositories]
libraries = ["candidates"]

[window]
kind = "dates"
from = 2025-01-01
until = 2026-01-01

[evidence]
metrics = ["merged_changes", "credited_lines"]

[[rule]]
id = "at_least"
metric = "merged_changes"
value = 3
verified = false
source = "占位"
"""
FORM = """
[[section]]
id = "project"
title = "项目"
title_en = "The project"

[[section.field]]
id = "name"
kind = "text"
label = "名称"
label_en = "Name"

[[section.field]]
id = "cost"
kind = "money"
label = "年度成本"
label_en = "Cost of the year"

[[section.field]]
id = "team"
kind = "table"
label = "成员"
label_en = "Members"
columns = [
  { id = "name", kind = "text", label = "姓名", label_en = "Name" },
  { id = "paid", kind = "money", label = "报酬", label_en = "Pay" },
]
"""
REVIEW = """
[review]
experts = 5
at_least = 3
quorum = 3
aggregate = "trimmed"
spread_alarm = "0.30"
recusal_years = 3
load = 12
pass_mark = 60
verified = false
source = "占位"

[[review.criterion]]
id = "originality"
name = "自主性"
name_en = "Originality"
help = "看代码。"
help_en = "Look at the code."
weight = 60
scale = 10

[[review.criterion]]
id = "use"
name = "应用"
name_en = "Use"
help = "看用户。"
help_en = "Look at the users."
weight = 40
scale = 5

[[review.criterion]]
id = "remark"
name = "备注"
name_en = "Remark"
help = "不计分。"
help_en = "Does not count."
weight = 0
scale = 5
counts = false

[[review.phase]]
id = "blind"
name = "匿名评分"
name_en = "Blind"
applicant_names = false
reviewer_names = false
others = "never"
scores = true
working_days = 10
"""
NOTICE = """
[notice]
length = 5
unit = "working"
objection_days = 2
masks = "project-list"
verified = false
source = "占位"
"""
STEPS = {
    "draft": "submitted abandoned",
    "submitted": "recusal declined",
    "recusal": "review",
    "review": "notice declined",
    "notice": "listed objection",
    "objection": "listed declined",
    "listed": "tracking",
    "tracking": "",
    "declined": "",
    "abandoned": "",
}
MILESTONE = """
[[milestone]]
id = "alive"
name = "仍在维护"
name_en = "Still maintained"
months = 12
verified = false
source = "占位"
[milestone.rule]
id = "at_least"
metric = "merged_changes"
value = 1
"""
MONEY = """
[budget]
amount_fen = 10_000_000
awards_at_most = 5
verified = false
source = "占位"

[[grant]]
id = "cost"
name = "成本补助"
name_en = "Share of the cost"
kind = "share"
base = ["answer.cost", "sum.team.paid"]
rate = "0.30"
cap_fen = 2_000_000
verified = false
source = "占位"
"""


def steps(moves: dict[str, str]) -> str:
    """A flow in TOML: step id -> the steps it moves to, separated by blanks."""
    made = []
    for name, to in moves.items():
        actor = "applicant" if name == "draft" else "office"
        words = f'shown = "示"\nshown_en = "shown"\nstaff = "内"\nactor = "{actor}"'
        made.append(f'[[step]]\nid = "{name}"\n{words}\nmoves = {to.split()}')
    return "\n".join(made)


CALL = "\n".join((HEAD, FORM, REVIEW, NOTICE, MILESTONE, steps(STEPS)))
"""Leads into a library, pays nothing."""
PAYING_STEPS = {name: to for name, to in STEPS.items() if name != "listed"} | {
    "notice": "awarded objection",
    "objection": "awarded declined",
    "awarded": "paid",
    "paid": "tracking",
    "tracking": "accepted recovery",
    "accepted": "",
    "recovery": "",
}
PAYING_HEAD = HEAD.replace("money = false", 'money = true\napprovals = ["office_clerk", "finance"]').replace(
    'library = "seed_library"\n', ""
)
PAYING = "\n".join((PAYING_HEAD, FORM, REVIEW, NOTICE, MILESTONE, MONEY, steps(PAYING_STEPS)))
"""Pays a share of the cost, enters nothing."""


def load(text: str = CALL, file_name: str = "policy/programmes/seeds-2026.toml") -> Programme:
    """The programme of the text."""
    return load_programme(text, file_name=file_name, metrics=METRICS, rules=RULES, office=OFFICE, libraries=LIBRARIES)
