"""Programme files as a call publishes them, small enough to read."""

OPEN_CALL = "example-call-2025"
TEXT = """
[programme]
id = "example-call-2025"
version = 1
name = "示例征集（2025）"
name_en = "Example call 2025"
basis = "示例"
summary = "给一年里有实际开发的项目。"
summary_en = "For projects with real work in the year."
entry = "open_call"
subject = "project"
applicants = ["organisation", "person"]
money = false
incomplete = "allow"

[call]
opens_at = 2025-10-01T09:00:00+08:00
deadline_at = 2025-12-31T18:00:00+08:00

[repositories]
libraries = ["applicants"]

[window]
kind = "dates"
from = 2025-01-01
until = 2026-01-01

[[rule]]
id = "at_least"
metric = "merged_changes"
value = 20

[[rule]]
id = "evidence_complete"

[[section]]
id = "project"
title = "项目"
title_en = "The project"

[[section.field]]
id = "name"
kind = "text"
label = "项目名称"
label_en = "Name of the project"
fact = "project.name"

[[section.field]]
id = "people"
kind = "integer"
label = "近一年贡献者"
label_en = "Contributors of the last year"
fact = "project.contributors_365d"

[[section.field]]
id = "repositories"
kind = "paragraph"
label = "仓库地址"
label_en = "Addresses of the repositories"
fact = "project.repositories"

[[section.field]]
id = "licence"
kind = "text"
label = "许可证"
label_en = "Licence"
fact = "project.licence"

[[step]]
id = "draft"
shown = "草稿"
shown_en = "Draft"
staff = "草稿"
actor = "applicant"
moves = ["submitted"]

[[step]]
id = "submitted"
shown = "已提交"
shown_en = "Submitted"
staff = "已提交"
actor = "office"
moves = ["accepted"]

[[step]]
id = "accepted"
shown = "已通过"
shown_en = "Accepted"
staff = "已通过"
actor = "office"
moves = []
"""


def with_floor(floor: int) -> str:
    """The same call with another floor."""
    return TEXT.replace("value = 20", f"value = {floor}")
