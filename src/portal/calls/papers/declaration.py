"""What stands in an 申报书? Cover, the form as answered, clarifications, list of attachments, promise, seal, the offices' opinions.

One paper is printed as Word and as PDF; its content code stands in the footer of every page, so that the stamped scan can be held
against the form in store. Names that people gave their files are not printed: a file is known by its number and its digest.
"""

from collections.abc import Iterator, Mapping

from django.utils import timezone
from django.utils.translation import override

from portal.calls.models import Attachment, PartyState
from portal.calls.selectors.answers import Line, Part
from portal.calls.selectors.folder import Folder
from portal.calls.selectors.receipt import applicant_of
from portal.calls.selectors.versions import submitted_version
from portal.calls.steps import DISTRICT_CHECK
from portal.house.documents import (
    Block,
    Column,
    Fields,
    Heading,
    Note,
    Opinion,
    PageBreak,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from portal.register.vocabulary import districts, name_of

LONG = 60
"""A longer answer stands as a paragraph of its own."""
DIGEST_SHOWN = 16
NARROW = {"integer": 1.0, "percent": 1.0, "yes_no": 1.0, "date": 1.5}
PROMISE = "申报单位承诺：本申报书及全部附件真实、合法、完整，不涉及国家秘密；如有不实，愿意承担相应责任，并退回已获得的支持。"
OWN_PROMISE = PROMISE.replace("申报单位", "本人")


def answers_on_paper(folder: Folder, *, own: bool) -> Mapping[str, object]:
    """What the paper says: what was handed in, or to the applicant what they are writing."""
    if own and folder.editable:
        return folder.answers
    kept = submitted_version(folder.application)
    return kept.answers if kept else folder.answers


def declaration_paper(folder: Folder, *, own: bool = True) -> Paper:
    """The paper; the same for the same answers, whenever it is printed."""
    with override("zh-hans"):
        return _paper(folder, answers_on_paper(folder, own=own))


def attachments_of(folder: Folder, answers: Mapping[str, object]) -> list[tuple[str, Attachment]]:
    """Label of the question and file, in the order of the form: their places are their numbers."""
    return [(line.label, file) for part in folder.parts(answers) for line in part.lines for file in line.files]


def _paper(folder: Folder, answers: Mapping[str, object]) -> Paper:
    application, programme = folder.application, folder.programme
    code = folder.content_code(answers)
    handed_in = code == application.content_code and application.submitted_at is not None
    number = f"申报编号 {application.number}" if application.number and handed_in else "草稿，尚未提交"
    on = timezone.localdate(application.submitted_at) if handed_in and application.submitted_at else None
    blocks = [
        *_cover(folder, code, handed_in=handed_in),
        PageBreak(),
        *_form(folder.parts(answers)),
        *_parties(folder),
        *_clarified(folder),
        *_attachments(folder, answers),
        *_promise(folder),
        *_opinions(folder),
    ]
    title = programme.name if programme.name.endswith("申报书") else f"{programme.name}申报书"
    return Paper(title=title, number=number, blocks=tuple(blocks), footer=(f"内容码 {code}", number), dated_on=on)


def _cover(folder: Folder, code: str, *, handed_in: bool) -> Iterator[Block]:
    application = folder.application
    body = application.organisation
    rows = [("申报名称", application.title), ("申报单位" if body else "申报人", applicant_of(folder))]
    if body:
        rows.append(("统一社会信用代码", body.uscc or ""))
        rows.append(("经办人", application.person.name if application.person else ""))
    rows.append(("所在区县（园区）", name_of(districts(), application.district) if application.district else ""))
    rows.append(("提交时间", _instant(folder) if handed_in else "尚未提交"))
    rows.append(("内容码", code))
    yield Fields(tuple(rows))
    yield Note("内容码由申报内容和附件算出，印在每一页页脚。盖章扫描件上的内容码与平台上的一致，才是同一份内容。")


def _instant(folder: Folder) -> str:
    at = folder.application.submitted_at
    return timezone.localtime(at).strftime("%Y年%-m月%-d日 %H:%M") if at else ""


def _form(parts: list[Part]) -> Iterator[Block]:
    for part in parts:
        yield Heading(part.title)
        pairs: list[tuple[str, str]] = []
        for line in part.lines:
            apart = list(_apart(line))
            if apart and pairs:
                yield Fields(tuple(pairs))
                pairs = []
            yield from apart
            if not apart:
                pairs.append((line.label, f"见附件（{len(line.files)} 个）" if line.files else line.text))
        if pairs:
            yield Fields(tuple(pairs))


def _apart(line: Line) -> Iterator[Block]:
    """What does not stand beside its label."""
    if line.columns:
        widths = [NARROW.get(column.kind, 2.0) for column in line.field.columns]
        columns = (Column("序号", 0.6, "center"), *(Column(name, width) for name, width in zip(line.columns, widths, strict=True)))
        rows = tuple((str(number), *row) for number, row in enumerate(line.rows, start=1))
        yield Heading(line.label, level=2)
        yield Table(columns, rows)
    elif line.field.kind == "paragraph" and (len(line.text) > LONG or "\n" in line.text):
        yield Heading(line.label, level=2)
        yield Paragraph(line.text)


def _parties(folder: Folder) -> Iterator[Block]:
    joined = folder.application.parties.filter(state=PartyState.ACCEPTED).select_related("organisation", "person")
    rows = tuple(
        (str(place), party.organisation.name if party.organisation else (party.person.name if party.person else ""), party.part)
        for place, party in enumerate(joined, start=1)
    )
    if rows:
        yield Heading("联合申报方")
        yield Table((Column("序号", 0.6, "center"), Column("名称", 3), Column("分工", 3)), rows)


def _clarified(folder: Folder) -> Iterator[Block]:
    said = [row for row in folder.clarifications.values() if row.answer]
    if said:
        yield Heading("矛盾与澄清")
        yield Table(
            (Column("事项", 2), Column("平台所见", 3), Column("申报方说明", 4)),
            tuple((row.label, row.question, row.answer) for row in said),
        )


def _attachments(folder: Folder, answers: Mapping[str, object]) -> Iterator[Block]:
    yield Heading("附件清单")
    rows = tuple(
        (str(number), label, file.media.upper(), _size(file.size_bytes), file.sha256[:DIGEST_SHOWN])
        for number, (label, file) in enumerate(attachments_of(folder, answers), start=1)
    )
    columns = (
        Column("序号", 0.6, "center"),
        Column("材料", 3),
        Column("格式", 0.8, "center"),
        Column("大小", 1, "right"),
        Column("校验值（前 16 位）", 2.4),
    )
    yield Table(columns, rows, note="校验值为文件 SHA-256 的前 16 位。")


def _size(count: int) -> str:
    return f"{count / 1024:.1f} KB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"


def _promise(folder: Folder) -> Iterator[Block]:
    body = folder.application.organisation
    yield Heading("承诺")
    yield Paragraph(PROMISE if body else OWN_PROMISE)
    yield Signatures(("法定代表人（签字）", "经办人（签字）") if body else ("申报人（签字）",))


def _opinions(folder: Folder) -> Iterator[Block]:
    if folder.application.organisation:
        yield Opinion("申报单位意见", signed="（盖章）")
    if folder.programme.has_step(DISTRICT_CHECK):
        yield Opinion("区县（园区）初审意见", signed="（盖章）")
