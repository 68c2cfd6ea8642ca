"""How is an entry of the journal laid out for reading?"""

import json
from collections.abc import Mapping

from django import template
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role

register = template.Library()

KINDS = {
    "record": _("登记"), "repository": _("仓库"), "listing": _("名录"), "lead": _("线索"), "promise": _("承诺"), "leads": _("线索台账"),
    "register": _("登记"), "case": _("工单"),
    "person": _("人员"), "organisation": _("单位"), "grant": _("角色"), "invitation": _("邀请"), "mailbox": _("邮箱"),
    "host_account": _("平台账号"), "employment": _("任职"), "consent": _("同意"), "job": _("任务"), "run": _("运行"),
    "snapshot": _("声明快照"), "statement": _("办公室声明"), "journal": _("留痕"), "city": _("城市"), "backup": _("备份"),
}  # fmt: skip


@register.filter
def item(values: Mapping[str, str], key: str) -> str:
    """The value of a key, or nothing."""
    return values.get(key, "")


@register.filter
def pretty(details: object) -> str:
    """JSON as people read it."""
    return json.dumps(details, ensure_ascii=False, indent=2, sort_keys=True)


@register.filter
def kind_label(kind: str) -> str:
    """What kind of thing an entry is about, in words; one this release does not know stands as it was written."""
    return str(KINDS.get(kind, kind))


@register.filter
def role_label(text: str, places: Mapping[str, str] | None = None) -> str:
    """The role of ``org_admin@lizhou`` in words, with the place behind it; ``places``: their names by id."""
    role, _at, place = text.partition("@")
    label = str(Role(role).label) if role in Role.values else role
    return f"{label} · {(places or {}).get(place) or place}" if place else label
