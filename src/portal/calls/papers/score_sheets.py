"""评分表, 汇总表, 回避登记表: what the office files of a review, and the one sheet an expert keeps."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.utils import timezone

from portal.calls.models import Assignment, Call, Score
from portal.calls.selectors.panels import hundredths
from portal.calls.selectors.review_desk import Row
from portal.house.documents import Block, Column, Fields, Heading, Paper, Paragraph, SheetColumn, Signatures, Table, TableSheet, workbook
from xingtu.policy.aggregation import points, total, workings_of_total
from xingtu.policy.rubric import Review

Cell: TypeAlias = str | int | None


def own_sheet(assignment: Assignment, score: Score, review: Review, phase: str) -> Paper:
    """An expert's own 评分表: named by the assignment's number only, whatever the phase."""
    rows = tuple(
        (
            one.name, f"{one.weight}%" if one.counts else "不计入", str(one.scale),
            "弃权" if score.abstained else str(score.marks.get(one.id, "—")), score.comments.get(one.id, ""),
        )
        for one in review.criteria
    )  # fmt: skip
    counted = not score.abstained and all(one.id in score.marks for one in review.criteria if one.counts)
    at = timezone.localtime(score.submitted_at).strftime("%Y-%m-%d %H:%M") if score.submitted_at else "尚未提交"
    blocks: list[Block] = [
        Fields((("评审材料", str(assignment.pk)), ("评审阶段", phase), ("轮次", str(score.round)), ("提交时间", at)), columns=2),
        Table(
            (
                Column("评审指标", 4),
                Column("权重", 2, "center"),
                Column("满分", 1, "center"),
                Column("打分", 1, "center"),
                Column("意见", 6),
            ),
            rows,
        ),
        Heading("汇总"),
        Paragraph("\n".join(zh for zh, _en in workings_of_total(review, score.marks)) if counted else "不计算总分。"),
        Heading("总体意见"),
        Paragraph(score.abstain_reason if score.abstained else score.opinion or "无。"),
        Signatures(("专家（签字）",)),
    ]
    return Paper(title="专家评分表", number=f"评审材料 {assignment.pk}", blocks=tuple(blocks))


def review_workbook(call: Call, rows: Sequence[Row], scores: Iterable[Score], out: Iterable[Assignment], review: Review) -> bytes:
    """汇总表, 评分表 and 回避登记表 as one workbook; experts stand by name, it is the office's."""
    notes = (f"规则校验值 {call.version.policy_hash}", *([f"证据冻结的运行 {call.run.run_id}"] if call.run else []))
    phases = {phase.id: phase.name for phase in review.phases}
    summary = TableSheet(
        name="汇总表",
        columns=[
            SheetColumn("申报编号", "code"), SheetColumn("申报名称"), SheetColumn("申报单位（个人）"), SheetColumn("阶段"),
            SheetColumn("轮次", "number"), SheetColumn("评分数", "number"), SheetColumn("弃权", "number"), SheetColumn("方法"),
            SheetColumn("汇总分", "code"), SheetColumn("准确值", "code"), SheetColumn("分歧预警"), SheetColumn("计算过程"),
        ],
        rows=[_summary(row, phases) for row in rows],
        notes=notes,
    )  # fmt: skip
    sheets = TableSheet(
        name="评分表",
        columns=[
            SheetColumn("申报编号", "code"), SheetColumn("代号"), SheetColumn("专家"), SheetColumn("阶段"), SheetColumn("轮次", "number"),
            *(SheetColumn(one.name, "number") for one in review.criteria), SheetColumn("总分", "code"), SheetColumn("状态"),
            SheetColumn("意见"), SheetColumn("提交时间", "code"),
        ],
        rows=[_score(score, review, phases) for score in scores],
    )  # fmt: skip
    recused = TableSheet(
        name="回避登记表",
        columns=[SheetColumn(name) for name in ("申报编号", "申报名称", "专家", "情形", "理由", "声明时间")],
        rows=[_recusal(one) for one in out],
    )
    return workbook(
        [summary, sheets, recused], title=f"{call.name}评审汇总表", meta={"call": call.pk, "policy_hash": call.version.policy_hash}
    )


def recusal_paper(call: Call, out: Iterable[Assignment]) -> Paper:
    """回避登记表 as Word."""
    rows = tuple((str(n), *_recusal(one)) for n, one in enumerate(out, start=1))
    return Paper(
        title=f"{call.name}回避登记表",
        blocks=(
            Table(
                (
                    Column("序号", 1, "center"), Column("申报编号", 3), Column("申报名称", 4), Column("专家", 2), Column("情形", 2),
                    Column("理由", 5), Column("声明时间", 3),
                ),
                rows or (("", "", "无", "", "", "", ""),),
                note=f"共 {len(rows)} 项。",
            ),
            Signatures(("经办人（签字）", "监督人（签字）")),
        ),
        footer=(f"规则校验值 {call.version.policy_hash[:16]}",),
        landscape=True,
    )  # fmt: skip


def _summary(row: Row, phases: dict[str, str]) -> list[Cell]:
    one, final = row.application, row.final
    name = one.organisation.name if one.organisation else one.person.name if one.person else ""
    if final is None:
        return [one.number or "", one.title, name, "", None, None, None, "", "", "", "", ""]
    methods = {"mean": "平均", "median": "中位数", "trimmed": "去极值平均"}
    return [
        one.number or "", one.title, name, phases.get(final.phase, final.phase), final.round, final.scores, final.abstentions,
        methods.get(final.method, final.method), hundredths(final.hundredths), final.value, "有" if final.alarm else "无",
        "\n".join(zh for zh, _en in final.workings),
    ]  # fmt: skip


def _score(score: Score, review: Review, phases: dict[str, str]) -> list[Cell]:
    counted = not score.abstained and bool(score.marks)
    state = "弃权" if score.abstained else "逾期，不计入" if score.late else "计入"
    text = "\n".join(
        line for line in (*(f"{one.name}：{score.comments[one.id]}" for one in review.criteria if one.id in score.comments),
                          score.opinion, score.abstain_reason) if line
    )  # fmt: skip
    at = timezone.localtime(score.submitted_at).strftime("%Y-%m-%d %H:%M") if score.submitted_at else ""
    return [
        score.assignment.application.number or "", score.assignment.alias, score.assignment.expert.name,
        phases.get(score.phase, score.phase), score.round, *(score.marks.get(one.id) for one in review.criteria),
        points(total(review, score.marks)) if counted else "", state, text, at,
    ]  # fmt: skip


def _recusal(one: Assignment) -> tuple[str, ...]:
    at = timezone.localtime(one.declared_at).strftime("%Y-%m-%d %H:%M") if one.declared_at else ""
    application = one.application
    return (application.number or "", application.title, one.expert.name, str(one.get_state_display()), one.ended_reason, at)
