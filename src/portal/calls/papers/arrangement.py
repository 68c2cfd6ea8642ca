"""资金安排表: who gets how much of one call, with the totals in figures and in words, for signature and for the file."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import override

from portal.accounts.roles import Role
from portal.calls.models import Award, Call
from portal.calls.programmes import programme_of
from portal.calls.selectors.money import grant_name
from portal.house.context import office
from portal.house.documents import Column, Fields, Paper, Paragraph, Seal, SheetColumn, Signatures, Table, TableSheet, workbook
from xingtu.policy.budget import amount_in_words
from xingtu.policy.grant_facts import yuan

Row = tuple[str, str, str, str, int, int]


def arrangement_rows(awards: Sequence[Award]) -> list[Row]:
    """Number, applicant, title, grant, applied and arranged amount in fen."""
    with override("zh-hans"):
        return [
            (
                award.application.number or "",
                recipient(award),
                award.application.title,
                grant_name(award),
                award.applied_fen,
                arranged_fen(award),
            )
            for award in awards
        ]


def recipient(award: Award) -> str:
    """Who receives the money."""
    application = award.application
    return application.organisation.name if application.organisation else application.person.name if application.person else ""


def arranged_fen(award: Award) -> int:
    """What was approved, or is proposed while it was not."""
    return award.approved_fen or award.recommended_fen


def arrangement_paper(call: Call, awards: Sequence[Award], *, on: date) -> Paper:
    """As Word, landscape, with a line for each of the programme's approvals."""
    rows = arrangement_rows(awards)
    applied, arranged = sum(row[4] for row in rows), sum(row[5] for row in rows)
    body = [(str(place), *row[:4], yuan(row[4]), yuan(row[5])) for place, row in enumerate(rows, start=1)]
    body.append(("", "合计", "", "", "", yuan(applied), yuan(arranged)))
    columns = (
        Column("序号", 1, "center"), Column("申报编号", 3), Column("收款单位（个人）", 5), Column("申报名称", 5), Column("资金项目", 3),
        Column("申领金额（元）", 3, "right"), Column("安排金额（元）", 3, "right"),
    )  # fmt: skip
    with override("zh-hans"):
        signers = tuple(f"{Role(role).label}（签字）" for role in programme_of(call.version).approvals)
    return Paper(
        title=f"{call.name}资金安排表",
        blocks=(
            Table(columns, tuple(body), note=f"共 {len(rows)} 笔。金额按项目规则计算，单位为元。"),
            Fields((("合计金额（小写）", f"¥{yuan(arranged)}"), ("合计金额（大写）", f"人民币{amount_in_words(arranged)}"))),
            Paragraph("以上安排须经项目规则规定的各道审批，并公示期满无异议后拨付。"),
            Signatures(signers),
        ),
        footer=(f"规则校验值 {call.version.policy_hash[:16]}", *([f"运行 {call.run.short}"] if call.run else [])),
        seal=Seal(office().name, on),
        dated_on=on,
        landscape=True,
    )


def arrangement_workbook(call: Call, awards: Sequence[Award]) -> bytes:
    """As Excel, with totals."""
    rows = arrangement_rows(awards)
    sheet = TableSheet(
        name="资金安排表",
        columns=(
            SheetColumn("申报编号", "code"), SheetColumn("收款单位（个人）"), SheetColumn("申报名称"), SheetColumn("资金项目"),
            SheetColumn("申领金额", "money"), SheetColumn("安排金额", "money"), SheetColumn("安排金额（大写）"),
        ),
        rows=[(*row, amount_in_words(row[5])) for row in rows],
        totals=True,
        notes=(f"合计安排人民币{amount_in_words(sum(row[5] for row in rows))}", f"规则校验值 {call.version.policy_hash}"),
    )  # fmt: skip
    return workbook([sheet], title=f"{call.name}资金安排表", meta={"call": call.pk, "policy_hash": call.version.policy_hash})


def ledger_workbook(awards: Sequence[Award], *, names: dict[str, str]) -> bytes:
    """The ledger as it stands on the page. ``names``: ids of states → label."""
    with override("zh-hans"):
        rows = [
            (
                award.application.number or "", recipient(award), award.application.title, award.application.call.name, grant_name(award),
                award.applied_fen, award.recommended_fen, award.approved_fen, award.paid_fen, award.recovered_fen,
                names.get(award.state, award.state),  # type: ignore[attr-defined]
            )
            for award in awards
        ]  # fmt: skip
    columns = (
        SheetColumn("申报编号", "code"), SheetColumn("收款单位（个人）"), SheetColumn("申报名称"), SheetColumn("征集"),
        SheetColumn("资金项目"),
        SheetColumn("申领", "money"), SheetColumn("建议", "money"), SheetColumn("批准", "money"), SheetColumn("拨付", "money"),
        SheetColumn("追回", "money"), SheetColumn("状态"),
    )  # fmt: skip
    return workbook([TableSheet("兑现台账", columns, rows, totals=True)], title="兑现台账", meta={"kind": "ledger"})
