"""Which doors stand in the masthead, the bar of work, the person's menu and the foot, and which of them is open?

House lies below the pages it leads to, so a door is a name of an address: where no page answers to it, or the acting role may
not pass, the door is not drawn.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.errors import Sentence


@dataclass(frozen=True, slots=True)
class Door:
    """A link to a page. ``acts``: the acting role must be able to do one of them somewhere, if there are any."""

    label: Sentence
    name: str
    acts: tuple[str, ...] = ()


@dataclass(slots=True)
class DrawnDoor:
    """A door as the page shows it."""

    label: Sentence
    href: str
    current: bool = False


MAIN = (
    Door(_("首页"), "public:home"),
    Door(pgettext_lazy("导航", "星图"), "public:chart"),
    Door(_("名录"), "public:libraries"),
    Door(pgettext_lazy("导航", "征集"), "calls:calls"),
    Door(pgettext_lazy("导航", "公示"), "calls:notices"),
    Door(_("排行"), "public:rankings"),
    Door(_("板块"), "public:pillars"),
    Door(pgettext_lazy("导航", "风险监测"), "watch:overview"),
    Door(_("开放数据"), "public:data"),
)
WORK = (
    Door(_("我的"), "evidence:me"),
    Door(_("我的贡献"), "evidence:work"),
    Door(_("我的申报"), "calls:mine"),
    Door(pgettext_lazy("导航", "办理"), "calls:desk", ("call.run", "application.check")),
    Door(pgettext_lazy("导航", "评审"), "calls:reviews", ("application.score",)),
    Door(_("认领"), "register:claims", ("claim.own",)),
    Door(_("登记"), "register:records", ("record.view",)),
    Door(_("台账"), "register:leads", ("lead.view",)),
    Door(_("工单"), "cases:cases", ("case.view",)),
    Door(pgettext_lazy("导航", "异议"), "calls:objections", ("objection.handle",)),
    Door(_("兑现台账"), "calls:ledger", ("ledger.view",)),
    Door(_("风险收件箱"), "watch:findings", ("finding.export",)),
    Door(pgettext_lazy("导航", "风险发现"), "watch:projects", ("finding.export",)),
    Door(pgettext_lazy("导航", "裁定"), "watch:rulings", ("ruling.view",)),
    Door(pgettext_lazy("导航", "规则"), "calls:drafts", ("programme.draft",)),
    Door(_("单位名册"), "accounts:directory", ("organisation.view",)),
    Door(_("运行"), "evidence:runs", ("run.view",)),
    Door(_("角色"), "accounts:roles", ("role.grant",)),
    Door(_("留痕"), "journal:journal", ("journal.view",)),
)
"""The bar below the masthead of somebody who has signed in."""
PERSON = (
    Door(_("消息"), "letters:inbox"),
    Door(_("我的单位"), "accounts:organisations"),
    Door(_("个人资料"), "accounts:profile"),
    Door(_("登录方式与安全"), "mfa_index"),
    Door(_("同意、导出与删除"), "register:privacy"),
)
FOOT = (
    Door(_("关于本站"), "public:about"),
    Door(_("核验排行"), "public:verify"),
    Door(_("接口说明"), "public:api_docs"),
    Door(_("无障碍声明"), "house:accessibility"),
    Door(_("页面组件"), "house:components"),
)


def address_of(name: str) -> str:
    """Where the page of that name is; empty when there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def open_doors(doors: tuple[Door, ...], request: HttpRequest) -> list[DrawnDoor]:
    """The doors that lead somewhere for the acting role; the one that leads nearest to this page is current."""
    acting = getattr(request, "acting", None)
    drawn = [
        DrawnDoor(door.label, href)
        for door in doors
        if (href := address_of(door.name)) and (not door.acts or (acting is not None and any(map(acting.may, door.acts))))
    ]
    home = address_of("public:home")
    here = [door for door in drawn if request.path == door.href or (door.href != home and request.path.startswith(door.href))]
    if here:
        max(here, key=lambda door: len(door.href)).current = True
    return drawn
