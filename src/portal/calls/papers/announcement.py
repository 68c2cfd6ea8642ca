"""通知: what the office publishes when a call opens, as Word and PDF; its text begins as the programme's rules say it."""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import override

from portal.calls.models import Call, ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.calls.selectors.calls import Planned, schedule_of_call
from portal.calls.selectors.programme_words import Words, words_of
from portal.house.context import office
from portal.house.documents import Attachments, Block, Column, Heading, Note, Paper, Paragraph, Seal, Table

HEADING = re.compile(r"^[一二三四五六七八九十]{1,3}、\s*(?P<text>.+)$")
WEEKDAYS = "一二三四五六日"


def announcement_text(version: ProgrammeVersion, *, rolling: bool) -> str:
    """The text an official begins with. A line that begins with 一、 is a heading.

    Dates stand in the table alone, so that moving one leaves none behind.
    """
    with override("zh-hans"):
        programme = programme_of(version)
        words = words_of(programme)
        lines = [
            "各区县（园区）经信部门，各有关单位：",
            f"根据{_ended(programme.basis)}，现组织开展“{programme.name}”申报工作。有关事项通知如下。",
            *_sections(words, rolling=rolling),
        ]
    return "\n".join(lines)


def _sections(words: Words, *, rolling: bool) -> list[str]:
    lines = ["一、征集内容", words.gives, "二、申报条件", "".join(words.who)]
    lines += [f"{number}. {_sentence(condition.text)}" for number, condition in enumerate(words.conditions, start=1)]
    chapters: list[tuple[str, list[str]]] = []
    if words.money:
        chapters.append(("支持方式", [*(f"{rule.name}：{rule.sentence}{_rows(rule.rows)}" for rule in words.money), *words.limits]))
    when = "常年受理，随时可以申报；" if rolling else "截止时间一到，系统自动停止受理；"
    dates = f"{when}申报时间和各步骤的办理期限见文末“时间安排”表。"
    how = "申报人登录星图平台在线填写申报书并上传材料；系统按已有事实预填的内容，请逐项核对，不符的写明情况。"
    chapters.append(("申报程序", [dates, how]))
    if words.review:
        chapters.append(("评审办法", list(words.review)))
    if words.notice:
        chapters.append(("公示与异议", list(words.notice)))
    if words.milestones:
        chapters.append(("绩效与追回", [f"{name}：{sentence}" for name, sentence in words.milestones]))
    for number, (title, body) in enumerate(chapters, start=2):
        lines += [f"{_numeral(number + 1)}、{title}", *body]
    return lines


def announcement_paper(call: Call) -> Paper:
    """With the office's red head, the dates as a table, and what the rules can be checked by."""
    with override("zh-hans"):
        programme = programme_of(call.version)
        blocks: list[Block] = [*_blocks(call.announcement), Heading("时间安排", numbered=False), _dates(call)]
        attached = ["申报书（空白样式）"] if programme.form else []
        attached.append(f"项目规则文件（第 {call.version.version} 版，校验值 {call.version.policy_hash[:16]}）")
        blocks.append(Attachments(tuple(attached)))
        if programme.unverified:
            blocks.append(Note("注：规则中尚有未经办公室核实的数字，项目页上逐项标明“未核实”及其出处；核实后以新的版本为准。"))
        issued = timezone.localdate(call.opened_at) if call.opened_at else timezone.localdate()
        return Paper(
            title=f"关于组织申报{_quoted(call.name)}的通知",
            number=call.document_number,
            masthead=f"{office().name}开源办公室文件",
            blocks=tuple(blocks),
            footer=(f"规则校验值 {call.version.policy_hash[:16]}", f"征集编号 {call.pk}"),
            seal=Seal(f"{office().name}开源办公室", issued),
            dated_on=issued,
        )


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    for place, line in enumerate(line.strip() for line in text.splitlines()):
        if not line:
            continue
        if HEADING.match(line):
            blocks.append(Heading(line, numbered=False))
        else:
            blocks.append(Paragraph(line, indent=place > 0))
    return blocks


def _dates(call: Call) -> Table:
    rows = [("开始受理", _moment(call.opens_at), ""), ("申报截止", _moment(call.deadline_at) if call.deadline_at else "常年受理", "")]
    rows += [(one.name, f"{_day(one)} 前" if one.by_on else "", f"{one.working_days} 个工作日") for one in schedule_of_call(call)]
    unsure = any(one.provisional for one in schedule_of_call(call))
    note = (
        "带“暂定”的日期所在年度的放假安排尚未公布，以国务院办公厅通知为准。" if unsure else "工作日按国务院办公厅公布的放假和调休安排计算。"
    )
    return Table((Column("事项", 3), Column("时间", 4), Column("时限", 2)), tuple(rows), note=note)


def _day(planned: Planned) -> str:
    if planned.by_on is None:
        return ""
    return f"{_date(planned.by_on)}{'（暂定）' if planned.provisional else ''}"


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{_date(local.date())} {local:%H:%M}"


def _date(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日（周{WEEKDAYS[day.weekday()]}）"


def _rows(rows: tuple[tuple[str, int], ...]) -> str:
    return "；".join(f"{label} {amount // 100:,} 元" for label, amount in rows) + "。" if rows else ""


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "；")) else f"{text}。"


def _ended(text: str) -> str:
    return text.rstrip("。")


def _quoted(name: str) -> str:
    return name if name.startswith(("“", "《")) else f"“{name}”"


def _numeral(number: int) -> str:
    return "一二三四五六七八九十"[number - 1] if number <= len("一二三四五六七八九十") else str(number)
