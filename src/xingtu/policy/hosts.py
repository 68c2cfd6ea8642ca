"""Which domains are the same code host, and how many parts has a repository's path there?"""

import re
from dataclasses import dataclass

from xingtu.policy.stanza import Stanza, distinct, read_stanza

DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
MOST_SEGMENTS = 20


@dataclass(frozen=True, slots=True)
class CodeHost:
    """``domain`` stands for all of ``aliases``; ``segments`` 0: paths of any length."""

    id: str
    name: str
    domain: str
    aliases: tuple[str, ...]
    segments: int
    suffix: str
    """Written after the path of a clone address: ``.git`` or nothing."""


def parse_hosts(text: str, *, file_name: str) -> tuple[CodeHost, ...]:
    """The hosts we know by name.

    Raises:
        PolicyError: a key is unknown or missing, or a domain stands for two hosts.
    """
    root = read_stanza(text, file_name)
    stanzas = root.inners("host", label="host")
    hosts = tuple(_host(stanza) for stanza in stanzas)
    root.close()
    distinct(stanzas, [host.id for host in hosts])
    taken: dict[str, str] = {}
    for stanza, host in zip(stanzas, hosts, strict=True):
        for domain in (host.domain, *host.aliases):
            if domain in taken:
                stanza.refuse(f"域名 “{domain}” 已经属于 {taken[domain]}；请只留一处。")
            taken[domain] = host.id
    return hosts


def _host(stanza: Stanza) -> CodeHost:
    host = CodeHost(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        domain=stanza.text("domain"),
        aliases=stanza.texts("aliases"),
        segments=stanza.integer("segments", at_most=MOST_SEGMENTS),
        suffix=stanza.text("suffix", default=""),
    )
    stanza.close()
    if host.suffix not in {"", ".git"}:
        stanza.refuse(f"suffix = “{host.suffix}”：只能是 “.git” 或空。")
    for domain in (host.domain, *host.aliases):
        if not DOMAIN.fullmatch(domain):
            stanza.refuse(f"“{domain}” 不是域名；请写成小写，不带 https:// 和路径，如 gitee.com。")
    return host
