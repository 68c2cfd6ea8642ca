"""Is an address one that we may connect to, or does it lead into somebody's inner network (SSRF, DNS rebinding)?"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from xingtu.errors import AddressRefused

HTTPS = 443
# Python drops tabs and newlines before it parses an address, git does not: both must see the same host
STRANGE = re.compile(r"[\x00-\x20\x7f\\]")
Resolver = Callable[[str, int], Sequence[str]]
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NOT_REALLY_GLOBAL = tuple(ipaddress.ip_network(text) for text in ("2001::/32", "2002::/16", "2001:db8::/32", "3fff::/20"))


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, as the system's resolver gives them."""
    return [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def vetted_address(url: str, *, ports: frozenset[int] = frozenset({HTTPS}), resolver: Resolver = resolve) -> tuple[str, int, str]:
    """(host, port, address to connect to) of an https URL whose every address is public.

    Raises:
        AddressRefused: another scheme, user information, an unusual port, an unknown name, or any inner address.
    """
    if STRANGE.search(url):
        raise AddressRefused("地址里有空白、控制字符或反斜杠；请只写仓库的 https 克隆地址")
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(f"{parts.hostname} 的地址里带有用户名或口令；请去掉，凭据另行配置")
    if parts.scheme.lower() != "https":
        raise AddressRefused(f"{url}：只取 https 地址；请改用仓库的 https 克隆地址，或给出本地路径")
    host = (parts.hostname or "").lower()
    port = _port(url)
    # a trailing dot would make git look the name up again instead of using the vetted address
    if not host or host.endswith(".") or port not in ports:
        raise AddressRefused(f"{url}：主机名为空、以点结尾或端口 {port} 未经许可；许可的端口：{', '.join(map(str, sorted(ports)))}")
    try:
        answers = list(resolver(host, port))
    except OSError as error:
        raise AddressRefused(f"找不到主机 {host}（{error}）；请检查拼写和网络") from error
    for answer in answers:
        if not is_public(answer):
            raise AddressRefused(f"{host} 指向内部地址 {answer}，不予连接；请给出公开的代码托管地址")
    if not answers:
        raise AddressRefused(f"主机 {host} 没有地址")
    return host, port, answers[0]


def is_public(text: str) -> bool:
    """Python's ``is_global`` accepts multicast, NAT64, 6to4 and ``::10.0.0.1``; none of these is public for us."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address in GLOBAL_UNICAST and not any(address in network for network in NOT_REALLY_GLOBAL)
    return True


def _port(url: str) -> int:
    try:
        port = urlsplit(url).port
    except ValueError as error:
        raise AddressRefused(f"{url}：端口不是数字") from error
    return HTTPS if port is None else port
