"""What does an empty programme's file begin with? A whole one that loads: an official changes it rather than guessing what is lacking."""

SKELETON = """# 新的项目。名称、简介、表单、规则和步骤都请改成实际的；verified = false 的数字都是占位，公布前逐项核实。
# A new programme: change everything. Numbers with verified = false are placeholders.
[programme]
id = "new-programme-2026"
version = 1
name = "新项目（请改名）"
name_en = "New programme (to be named)"
basis = "请写明依据"
summary = "请用两三句话写明：给谁、做什么、得到什么。"
summary_en = "Say in two or three sentences: for whom, what for, what they get."
entry = "open_call"
subject = "project"
applicants = ["organisation"]
money = false

[call]
opens_at = 2026-03-01T09:00:00+08:00
deadline_at = 2026-04-30T18:00:00+08:00
freeze = "deadline"

[repositories]
libraries = ["applicants"]

[window]
kind = "dates"
from = 2025-01-01
until = 2026-01-01

# ── 资格规则 ─────────────────────────────────────────────────────────────────────────────────────
[[rule]]
id = "applicant_verified"

# ── 表单 ─────────────────────────────────────────────────────────────────────────────────────────
[[section]]
id = "project"
title = "项目情况"
title_en = "The project"

[[section.field]]
id = "name"
kind = "text"
label = "项目名称"
label_en = "Name of the project"
fact = "project.name"
identifies = true

[[section.field]]
id = "summary"
kind = "paragraph"
label = "项目简介"
label_en = "What the project does"
at_most = 1000

# ── 公示 ─────────────────────────────────────────────────────────────────────────────────────────
[notice]
length = 5
unit = "working"
masks = "project-list"
verified = false
source = "占位：按本市公示下限"

# ── 步骤 ─────────────────────────────────────────────────────────────────────────────────────────
[[step]]
id = "draft"
shown = "草稿"
shown_en = "Draft"
staff = "草稿（未提交）"
actor = "applicant"
moves = ["submitted", "abandoned"]

[[step]]
id = "submitted"
shown = "已提交"
shown_en = "Submitted"
staff = "已提交"
actor = "system"
moves = ["intake"]

[[step]]
id = "intake"
shown = "受理"
shown_en = "Intake"
staff = "受理（形式审查）"
actor = "office"
moves = ["shortlist", "returned", "declined"]
due_days = 5

[[step]]
id = "returned"
shown = "退回补正"
shown_en = "Returned"
staff = "退回补正"
actor = "applicant"
moves = ["intake", "lapsed"]
due_days = 5
late = "lapsed"

[[step]]
id = "shortlist"
shown = "拟定名单"
shown_en = "Shortlist"
staff = "拟定名单"
actor = "office_head"
moves = ["notice", "declined"]

[[step]]
id = "notice"
shown = "公示中"
shown_en = "Public notice"
staff = "公示（可受理异议）"
actor = "clock"
moves = ["listed", "objection"]

[[step]]
id = "objection"
shown = "异议核查"
shown_en = "Objection"
staff = "异议核查"
actor = "office"
moves = ["listed", "notice", "declined"]
due_days = 10

[[step]]
id = "listed"
shown = "已通过"
shown_en = "Listed"
staff = "已通过"
actor = "office_head"
moves = []

[[step]]
id = "declined"
shown = "未通过"
shown_en = "Declined"
staff = "未通过（写明理由）"
actor = "office"
moves = []

[[step]]
id = "lapsed"
shown = "逾期"
shown_en = "Lapsed"
staff = "逾期未补正"
actor = "clock"
moves = []

[[step]]
id = "abandoned"
shown = "已放弃"
shown_en = "Abandoned"
staff = "已放弃"
actor = "applicant"
moves = []
"""
