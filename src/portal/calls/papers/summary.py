"""推荐汇总表: what a district hands up, what the office files of a call."""

from collections.abc import Iterable
from datetime import date

from portal.calls.models import Application, Call
from portal.calls.programmes import programme_of
from portal.house.context import office
from portal.house.documents import Column, Paper, Seal, SheetColumn, Signatures, Table, TableSheet, workbook

COLUMNS = (
    ("number", "申报编号", 3), ("title", "申报名称", 5), ("applicant", "申报单位（个人）", 5), ("district", "区县（园区）", 2),
    ("step", "所处步骤", 3), ("checks", "资格核对", 2), ("due", "期限", 2), ("code", "内容码", 4),
)  # fmt: skip


def summary_rows(call: Call, applications: Iterable[Application]) -> list[dict[str, str]]:
    """A row for each application as ``selectors.desk.listed`` gives them."""
    steps = {step.id: step.staff for step in programme_of(call.version).steps}
    districts = {one.id: one.name for one in office().districts}
    return [
        {
            "number": row.number or "",
            "title": row.title,
            "applicant": row.organisation.name if row.organisation else row.person.name if row.person else "",
            "district": districts.get(row.district, row.district),
            "step": steps.get(row.step, row.step),
            "checks": _checks(row),
            "due": row.due_on.isoformat() if row.due_on else "",
            "code": row.content_code,
        }
        for row in applications
    ]


def _checks(row: Application) -> str:
    failed, unsettled, checked = (getattr(row, name, 0) for name in ("failed", "unsettled", "checked"))
    return "有不符合" if failed else "有待核实" if unsettled else "符合" if checked else "未核对"


def summary_workbook(call: Call, rows: list[dict[str, str]]) -> bytes:
    """As Excel: the hidden sheet says which call and which rules."""
    sheet = TableSheet(
        name="汇总表",
        columns=[SheetColumn(label, "code" if ident in {"number", "code"} else "text") for ident, label, _width in COLUMNS],
        rows=[[row[ident] for ident, _label, _width in COLUMNS] for row in rows],
        notes=(f"规则校验值 {call.version.policy_hash}", *([f"证据冻结的运行 {call.run.run_id}"] if call.run else [])),
    )
    return workbook([sheet], title=f"{call.name}汇总表", meta={"call": call.pk, "policy_hash": call.version.policy_hash})


def summary_paper(call: Call, rows: list[dict[str, str]], *, district: str, on: date) -> Paper:
    """As Word, landscape, with room for signature and stamp."""
    names = {one.id: one.name for one in office().districts}
    place = names.get(district, "")
    shown = [column for column in COLUMNS if column[0] not in {"step", "due"}]
    return Paper(
        title=f"{call.name}推荐汇总表",
        subtitle=place,
        blocks=(
            Table(
                (Column("序号", 1, "center"), *(Column(label, width) for _ident, label, width in shown)),
                tuple((str(place), *(row[ident] for ident, _label, _width in shown)) for place, row in enumerate(rows, start=1)),
                note=f"共 {len(rows)} 份。",
            ),
            Signatures(("经办人（签字）", "负责人（签字）")),
        ),
        footer=(f"规则校验值 {call.version.policy_hash[:16]}", *([f"运行 {call.run.short}"] if call.run else [])),
        seal=Seal(place or office().name, on),
        dated_on=on,
        landscape=True,
    )
