"""A form with every kind of field, written as a policy file writes it."""

from xingtu.policy.form import Form
from xingtu.policy.form_stanza import read_form
from xingtu.policy.stanza import read_stanza

FILE = "policy/programmes/x.toml"
TEXT = """
[[section]]
id = "applicant"
title = "申报单位"
title_en = "The applicant"

[[section.field]]
id = "name"
kind = "text"
label = "单位名称"
label_en = "Name"
fact = "organisation.name"
identifies = true
at_least = 2
at_most = 40

[[section.field]]
id = "uscc"
kind = "uscc"
label = "统一社会信用代码"
label_en = "Unified social credit code"
identifies = true

[[section.field]]
id = "phone"
kind = "phone"
label = "联系电话"
label_en = "Phone"
personal = true

[[section]]
id = "project"
title = "项目"
title_en = "The project"

[[section.field]]
id = "licence"
kind = "choice"
label = "许可证"
label_en = "Licence"
options = [
  { id = "mulan", label = "木兰", label_en = "Mulan" },
  { id = "other", label = "其他", label_en = "Other" },
]

[[section.field]]
id = "licence_name"
kind = "text"
label = "许可证名称"
label_en = "Its name"
when = { field = "licence", one_of = ["other"] }

[[section.field]]
id = "open"
kind = "yes_no"
label = "已公开"
label_en = "Public"

[[section.field]]
id = "opened_on"
kind = "date"
label = "公开日期"
label_en = "Public since"
when = { field = "open", one_of = ["true"] }

[[section.field]]
id = "fields"
kind = "choices"
label = "领域"
label_en = "Fields"
at_least = 1
at_most = 2
options = [
  { id = "ai", label = "人工智能", label_en = "AI" },
  { id = "car", label = "汽车软件", label_en = "Automotive" },
  { id = "os", label = "操作系统", label_en = "Operating systems" },
]

[[section.field]]
id = "about"
kind = "paragraph"
label = "简介"
label_en = "About"
help = "写给评审专家看。"
help_en = "Experts read this."
at_least = 5
at_most = 100

[[section.field]]
id = "developers"
kind = "integer"
label = "开发人数"
label_en = "Developers"
at_least = 1
at_most = 5000

[[section.field]]
id = "cost"
kind = "money"
label = "年度成本"
label_en = "Cost of the year"
at_most = 10_000_000_000

[[section.field]]
id = "own_share"
kind = "percent"
label = "自主比例"
label_en = "Own share"

[[section.field]]
id = "homepage"
kind = "url"
label = "主页"
label_en = "Home page"
required = false

[[section.field]]
id = "certificate"
kind = "attachment"
label = "证书"
label_en = "Certificate"
media = ["pdf", "jpg"]
max_bytes = 1_000_000
at_most = 2

[[section.field]]
id = "team"
kind = "table"
label = "成员"
label_en = "Members"
personal = true
at_least = 1
at_most = 3
columns = [
  { id = "name", kind = "text", label = "姓名", label_en = "Name", identifies = true },
  { id = "share", kind = "percent", label = "投入", label_en = "Share", required = false },
]
"""

SOUND: dict[str, object] = {
    "name": "星河大学",
    "uscc": "11500000009276281J",
    "phone": "023-63895000",
    "licence": "mulan",
    "open": True,
    "opened_on": "2025-02-28",
    "fields": ["ai", "os"],
    "about": "一个分布式数据库。",
    "developers": 12,
    "cost": 123_456_789,
    "own_share": "87.5",
    "certificate": ["file-1"],
    "team": [{"name": "林一", "share": "50"}, {"name": "吴二"}],
}
"""Answers nothing is wrong with."""
ATTACHMENTS = {"file-1": 1_000_000, "file-2": 1_000_001}


def form(text: str = TEXT) -> Form:
    """What the text asks."""
    root = read_stanza(text, FILE)
    found = read_form(root)
    root.close()
    assert found is not None
    return found
