"""What does a ruling say in words, who wrote and signed it, and where is it used?"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Person
from portal.evidence.doors import said
from portal.evidence.models import LicenceConflict, LicenceHolding, LicenceRuling, RulingKind, RulingState
from portal.evidence.selectors.licence_pages import source_text
from portal.house.charts import lang
from xingtu.report.licences.wording import named

TONES = {
    RulingState.DRAFT: "warn", RulingState.IN_FORCE: "good", RulingState.EXPIRED: "plain", RulingState.WITHDRAWN: "bad",
    RulingState.DISCARDED: "plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RulingPage:
    """All the page shows of it."""

    says: list[tuple[str, str]]
    scope: str
    reason: str
    writers: list[str]
    signer: str
    tone: str
    past: bool
    """It says in force, but its day has come."""
    seen: list[str]
    used: int
    """Repositories whose current evidence it touches."""


def ruling_page(ruling: LicenceRuling) -> RulingPage:
    """People stand with their names: they are officials and experts who sign with them."""
    people = Person.objects.in_bulk([*ruling.writers, *([ruling.signed_by] if ruling.signed_by else [])])
    names = {ident: said(person.name, person.name_en) or ident for ident, person in people.items()}
    return RulingPage(
        says=_says(ruling),
        scope=_("只用于仓库 %(id)s") % {"id": ruling.repository} if ruling.repository else _("全市所有项目"),
        reason=said(ruling.reason, ruling.reason_en),
        writers=[names.get(ident, ident) for ident in ruling.writers],
        signer=names.get(ruling.signed_by, ruling.signed_by),
        tone=TONES[RulingState(ruling.state)],
        past=ruling.state == RulingState.IN_FORCE and not ruling.holds_on(timezone.localdate()),
        seen=[source_text(source) for source in ruling.seen],
        used=_used(ruling),
    )


def _says(ruling: LicenceRuling) -> list[tuple[str, str]]:
    if ruling.kind == RulingKind.CONCLUSION:
        return [
            (_("仓库"), ruling.repository),
            (_("文件夹"), ruling.root or _("项目本身")),
            (_("认定的许可证"), ruling.concluded),
        ]
    if ruling.kind == RulingKind.NOT_A_LICENCE:
        return [(_("匹配规则"), ruling.rule), (_("文件内容"), ruling.blob), (_("结论"), _("不是许可证"))]
    return [
        (_("部件的许可证"), ruling.inbound),
        (_("项目的许可证"), ruling.outbound),
        (_("使用方式"), named("relation", ruling.relation, lang()) if ruling.relation else _("任何方式")),
        (_("提供方式"), named("distribution", ruling.distribution, lang()) if ruling.distribution else _("任何方式")),
        (_("结论"), named("answer", ruling.answer, lang())),
    ]


def _used(ruling: LicenceRuling) -> int:
    if ruling.kind == RulingKind.NOT_A_LICENCE:
        return LicenceHolding.objects.filter(blob=ruling.blob, reading__current=True).values("reading").distinct().count()
    if ruling.kind == RulingKind.CONCLUSION:
        return 1
    where = Q(outbound=ruling.outbound, inbound=ruling.inbound, reading__current=True)
    if ruling.repository:
        where &= Q(repository=ruling.repository)
    return LicenceConflict.objects.filter(where).values("repository").distinct().count()
