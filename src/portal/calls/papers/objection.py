"""异议: the answer to whoever objected, and the office's register, which does not say who."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import override

from portal.calls.models import Objection
from portal.house.context import office
from portal.house.documents import Block, Column, Fields, Heading, Note, Paper, Paragraph, Seal, Table

GROUNDS = {
    "false": "申报内容不实", "copied": "代码或成果抄自他人", "ineligible": "不符合申报条件", "rights": "侵犯他人权利",
    "conflict": "应当回避而没有回避", "procedure": "程序不当", "other": "其他",
}  # fmt: skip


def answer_paper(objection: Objection) -> Paper:
    """To the objector; the name is written in by hand, so that no file carries it."""
    with override("zh-hans"):
        name = f"{office().name}开源生态项目办公室"
        answered = timezone.localdate(objection.answered_at) if objection.answered_at else None
        blocks: list[Block] = [
            Paragraph("________________：", indent=False),
            Paragraph(f"您于 {_day(timezone.localdate(objection.received_at))}对《{objection.notice.title}》提出的异议收悉。现答复如下。"),
            Fields((("针对", _about(objection)), ("理由", GROUNDS.get(objection.grounds, "其他")), ("处理结果", _outcome(objection)))),
            Heading("答复", numbered=False),
            Paragraph(objection.answer),
            Note("异议人的姓名和联系方式加密保存，未提供给被异议方。"),
        ]
        return Paper(
            title="关于公示异议的答复",
            masthead=f"{name}文件",
            blocks=tuple(blocks),
            footer=(f"公示编号 {objection.notice_id}",),
            seal=Seal(name, answered),
            dated_on=answered,
        )


def register_paper(objections: Sequence[Objection]) -> Paper:
    """异议登记表."""
    with override("zh-hans"):
        columns = (
            Column("序号", 1, "center"), Column("收到日期", 2), Column("公示", 4), Column("针对", 3), Column("理由", 3), Column("期限", 2),
            Column("状态", 2), Column("结果", 3),
        )  # fmt: skip
        rows = [
            (
                str(place), str(timezone.localdate(one.received_at)), one.notice.title, _about(one), GROUNDS.get(one.grounds, "其他"),
                str(one.due_on or "—"), str(one.get_state_display()), _outcome(one),
            )
            for place, one in enumerate(objections, start=1)
        ]  # fmt: skip
        return Paper(
            title="异议登记表",
            blocks=(Table(columns, tuple(rows), note="异议人的姓名和联系方式加密保存，不在本表列出。"),),
            dated_on=timezone.localdate(),
            landscape=True,
        )


def _about(objection: Objection) -> str:
    return objection.application.number or "" if objection.application else "整个名单"


def _outcome(objection: Objection) -> str:
    return str(objection.get_outcome_display() or objection.get_state_display())


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
