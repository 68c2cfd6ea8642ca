"""What has a person allowed, what do we hold of them, and is their erasure under way?"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Consent, Grant, Person, Purpose
from portal.accounts.roles import Role
from portal.errors import Sentence
from portal.register.models import Employment, EmploymentState, Erasure, Record
from portal.register.models.record import SHOWN


@dataclass(frozen=True, slots=True)
class Allowed:
    """A purpose, and since when it is allowed; None: it is not."""

    purpose: Purpose
    label: Sentence
    since: datetime | None


def consents_of(person: Person) -> list[Allowed]:
    """Every purpose there is, allowed or not."""
    open_ones = dict(Consent.objects.filter(person=person, withdrawn_at__isnull=True).values_list("purpose", "given_at"))
    return [Allowed(purpose, purpose.label, open_ones.get(purpose.value)) for purpose in Purpose]


def erasure_waiting(person: Person) -> Erasure | None:
    """The wish that will be carried out unless it is taken back."""
    return Erasure.objects.filter(person=person, taken_back_at__isnull=True, done_at__isnull=True).first()


def consequences_of_erasing(person: Person) -> list[str]:
    """What happens to what hangs on this person, said before they decide."""
    told = [
        _("删除姓名、登录邮箱、密码、登录凭证、邮箱认领、平台账号、同意和消息，删除后不能恢复。"),
        _("从下一次运行起，您的提交不再归到您名下，也不计入任何单位；已完成的运行和已公布的榜单不变。"),
        _("您提出和办理过的工单、留痕记录保留，但只有一个编号，显示为“已注销用户”。"),
        _("代码仓库里的提交是公开事实，不由本平台保存，也无法由本平台删除。"),
    ]
    confirmed = Employment.objects.filter(person=person, state=EmploymentState.CONFIRMED).count()
    if confirmed:
        told.append(_("您有 %(n)s 段已确认的任职，将一并撤回。") % {"n": confirmed})
    shown = Record.objects.filter(person=person, state__in=SHOWN).count()
    if shown:
        told.append(_("您登记的 %(n)s 项内容仍然公开，登记人显示为“已注销用户”；不想保留请先申请注销登记。") % {"n": shown})
    held = Grant.objects.held_on(timezone.localdate())
    mine = held.filter(person=person, role=Role.ORG_ADMIN).select_related("organisation")
    alone = [
        one.organisation
        for one in mine
        if not held.filter(role=Role.ORG_ADMIN, organisation=one.organisation).exclude(person=person).exists()
    ]
    return [*told, *(_("您是“%(name)s”唯一的管理员；请先邀请另一位管理员，否则该单位无人管理。") % {"name": one} for one in alone)]
