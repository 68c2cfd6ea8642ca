"""公示: the list as Word and PDF, the sentences that stand under it, and the look for personal data before anybody publishes it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.calls.models import Call, Notice
from portal.calls.programmes import programme_of
from portal.calls.selectors.notices import Dates, dates_of, has_result, lines_shown, rules_of
from portal.house.context import office
from portal.house.documents import Block, Column, Note, Paper, Paragraph, Seal, Table, pdf, word
from portal.house.file_texts import text_in
from portal.house.personal_data import KINDS, Finding, findings
from xingtu.policy.notice import NoticeRules

NEEDS: Mapping[str, str] = {
    "name": "姓名或单位名称", "phone": "联系电话", "address": "联系地址", "stamp": "单位公章或本人签名的扫描件",
    "signature": "本人签名的扫描件", "organisation": "单位名称",
}  # fmt: skip
LEFT = {"gone": "已移出名单", "reviewed": "重新核查中"}
WEEKDAYS = "一二三四五六日"
WIDTHS = {"number": 1.4, "project": 4.0, "organisation": 4.0, "person": 1.6, "amount": 2.4, "place": 1.4}


def default_title(call: Call) -> str:
    """As offices title a notice."""
    what = "拟奖励名单" if programme_of(call.version).money else "拟入选名单"
    return f"关于{_quoted(call.name)}{what}的公示"


def default_introduction(call: Call, count: int) -> str:
    """The text an official begins with; dates and the way to object are added by the platform, so that they are never wrong."""
    programme = programme_of(call.version)
    basis = f"根据{programme.basis.rstrip('。')}，" if programme.basis else ""
    way = (
        "经申报、初审、受理、专家评审和合议"
        if programme.review
        else "经统计、核验和审批"
        if programme.entry == "ranking"
        else "经申报和审核"
    )
    return f"{basis}{way}，{_quoted(call.name)}形成名单，共 {count} 项，现予公示，接受社会监督。"


def sentences(rules: NoticeRules, dates: Dates) -> list[str]:
    """How long it stands and how to object, from the file and the calendar."""
    unit = "个工作日" if rules.unit == "working" else "天"
    needs = "、".join(NEEDS.get(need, need) for need in rules.needs)
    anonymous = "匿名异议不予受理。" if rules.anonymous == "refuse" else "匿名异议只作记录，不予答复。"
    said = [
        f"公示期自 {_day(dates.starts_on)}起，至 {_day(dates.ends_on)}止，共 {rules.length} {unit}。",
        f"任何单位和个人对名单有异议的，请在 {_day(dates.objections_until)}前（含当日），在星图平台本公示页面写明事实和理由并附证明材料。",
    ]
    if rules.needs:
        said.append(f"提出异议须提供{needs}。{anonymous}")
    said.append(f"办公室对异议人的身份保密，自收到异议之日起 {rules.answer_within} 个工作日内核查答复。")
    return said


def notice_dates(notice: Notice) -> Dates:
    """As published; before that, as they would be if it were published today."""
    if notice.starts_on and notice.ends_on and notice.objections_until and notice.expires_on and notice.published_at:
        return Dates(
            timezone.localdate(notice.published_at),
            notice.starts_on,
            notice.ends_on,
            notice.objections_until,
            notice.expires_on,
            notice.provisional,
        )
    return dates_of(rules_of(notice.call), timezone.localdate())


def columns_printed(notice: Notice) -> tuple[Column, ...]:
    """The list's columns as a paper sets them."""
    aligned: dict[str, Literal["center", "right"]] = {"amount": "right", "number": "center", "place": "center"}
    return tuple(Column(column["label"], WIDTHS.get(column["id"], 2.0), aligned.get(column["id"], "left")) for column in notice.columns)


def notice_paper(notice: Notice, dates: Dates) -> Paper:
    """With the office's red head; what left the list since is marked."""
    with override("zh-hans"):
        rules = rules_of(notice.call)
        rows = []
        for shown in lines_shown(notice):
            cells = [text or "—" for text in shown.texts]
            if shown.standing in LEFT:
                cells[-1] = LEFT[shown.standing]
            rows.append(tuple(cells))
        blocks: list[Block] = [
            *(Paragraph(line) for line in notice.introduction.splitlines() if line.strip()),
            *(Paragraph(sentence) for sentence in sentences(rules, dates)),
            Table(columns_printed(notice), tuple(rows), caption="名单", note="个人姓名只公开姓氏；公示期满后按规定期限以编号代替。"),
        ]
        if notice.replaces_id:
            blocks.append(Note(f"本名单代替第 {notice.replaces.version} 版公示，公示期重新计算。更正理由：{notice.change_reason}"))  # type: ignore[union-attr]
        if has_result(notice):
            blocks.append(Note("本名单公示期满，结果已经发布。"))
        name = f"{office().name}开源生态项目办公室"
        return Paper(
            title=notice.title,
            masthead=f"{name}文件",
            blocks=tuple(blocks),
            footer=_footer(notice),
            seal=Seal(name, dates.published_on),
            dated_on=dates.published_on,
        )


def _footer(notice: Notice) -> tuple[str, ...]:
    marks = [f"规则校验值 {notice.call.version.policy_hash[:16]}"]
    if notice.run:
        marks.append(f"运行 {notice.run.short}")
    if notice.confirmed_digest:
        marks.append(f"名单校验码 {notice.confirmed_digest[:16]}")
    return tuple(marks)


def leaks(notice: Notice, dates: Dates) -> list[str]:
    """Where the notice would publish a number or mailbox of somebody: a sentence each; empty when nothing was found.

    Looked through are every text by itself, so that it is known where it stands, then the page, the PDF and the Word file as readers
    would get them, headers and properties included.
    """
    found = list(_in_texts(notice))
    page = render_to_string("calls/notices/parts/list.html", {"notice": notice, "lines": lines_shown(notice), "dates": dates})
    paper = notice_paper(notice, dates)
    files: tuple[tuple[str, bytes, str], ...] = (
        (_("网页"), page.encode(), "html"),
        (_("PDF 文件"), pdf(paper), "pdf"),
        (_("Word 文件及其属性"), word(paper), "docx"),
    )
    for where, content, media in files:
        found += [_told(where, one) for one in _found(text_in(content, media))]
    return list(dict.fromkeys(found))


def _in_texts(notice: Notice) -> Iterator[str]:
    labels = {column["id"]: column["label"] for column in notice.columns}
    texts = [(_("标题"), notice.title), (_("正文"), notice.introduction), (_("更正理由"), notice.change_reason)]
    for line in notice.lines.all():
        texts += [
            (_("第 %(n)d 行“%(column)s”") % {"n": line.position, "column": labels.get(key, key)}, str(text))
            for key, text in line.shown.items()
        ]
    names = {
        line.application.person.name for line in notice.lines.all() if line.application.organisation_id is None and line.application.person
    }
    for where, text in texts:
        yield from (_told(where, one) for one in _found(text))
        if any(name in text for name in names if len(name) > 1):
            yield _("%(where)s：名单上个人的全名") % {"where": where}


def _found(text: str) -> tuple[Finding, ...]:
    return findings(text, permitted=(settings.DEFAULT_FROM_EMAIL,))


def _told(where: str, one: Finding) -> str:
    return _("%(where)s：%(kind)s %(excerpt)s") % {"where": where, "kind": KINDS[one.kind], "excerpt": one.excerpt}


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日（周{WEEKDAYS[day.weekday()]}）"


def _quoted(name: str) -> str:
    return name if name.startswith(("“", "《")) else f"“{name}”"
