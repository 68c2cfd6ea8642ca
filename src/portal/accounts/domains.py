"""Is this a mail domain that can be one organisation's own?"""

import re

from django.utils.translation import gettext as _

DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
EVERYBODYS = frozenset({
    "126.com", "139.com", "163.com", "163.net", "189.cn", "21cn.com", "aliyun.com", "foxmail.com", "gmail.com", "googlemail.com",
    "hotmail.com", "icloud.com", "live.cn", "live.com", "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com",
    "qq.com", "sina.cn", "sina.com", "sohu.com", "tom.com", "vip.163.com", "vip.qq.com", "wo.cn", "yahoo.com", "yandex.ru",
    "yeah.net", "users.noreply.github.com", "noreply.gitee.com", "user.noreply.gitee.com", "noreply.gitcode.com",
})  # fmt: skip
"""Anybody can have a mailbox there: it says nothing about an employer."""


def domain_problem(domain: str) -> str:
    """What speaks against it, in the reader's language; empty when nothing does."""
    if not DOMAIN.fullmatch(domain):
        return _("“%(domain)s”不是邮箱域名；请写 @ 后面的部分，例如 lizhou.example。") % {"domain": domain}
    if domain in EVERYBODYS:
        return _("%(domain)s 人人都能注册，不能算单位的域名。") % {"domain": domain}
    return ""
