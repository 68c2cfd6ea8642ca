"""Which address is meant by what somebody pasted? Every form of the same repository gives one https clone address.

Hosts known by several domains are data (``policy/hosts.toml``). Whether the address answers is not asked here: that needs the network.
"""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from portal.errors import Invalid, Sentence
from portal.register.vocabulary import code_hosts
from xingtu.policy.hosts import CodeHost

LONGEST = 500
HTTPS_PORT, HTTP_PORT = "443", "80"
SHORTEST_PATH = 2

_SCHEME = re.compile(r"(?P<scheme>https?|ssh|git|git\+ssh|git\+https)://(?P<rest>.*)", re.IGNORECASE)
_SCP = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[^@/:\s]+):(?!\d+(?:/|$))(?P<path>[^\s]*)")
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_SEGMENT = re.compile(r"[A-Za-z0-9_~][A-Za-z0-9._~+-]*|\.[A-Za-z0-9_-][A-Za-z0-9._~+-]*")
_PAGES = frozenset({
    "-", "activity", "actions", "archive", "blame", "blob", "branches", "commit", "commits", "compare", "contributors", "forks", "graphs",
    "issues", "labels", "members", "merge_requests", "milestones", "packages", "pipelines", "projects", "pull", "pulls", "raw", "releases",
    "security", "settings", "src", "stargazers", "tags", "tree", "watchers", "wiki", "wikis",
})  # fmt: skip
"""Pages of a repository, seen after its own name."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a repository is fetched from."""

    url: str
    host: str
    path: str
    shown: str
    """The path as it was written."""

    @property
    def name(self) -> str:
        """The repository's own name."""
        return self.shown.rpartition("/")[2]

    @property
    def owner(self) -> str:
        """Whose it is on its host."""
        return self.shown.rpartition("/")[0].rpartition("/")[2]


def address_of(text: str) -> Address:
    """The address meant by a web address, a clone address or an ssh form.

    Raises:
        Invalid: no repository's address can be made of it; the message says why and shows one that would do.
    """
    plain = unicodedata.normalize("NFKC", text).strip().strip("<>\"'“”‘’")
    plain = re.sub(r"^git\s+clone\s+", "", plain).strip()
    if not plain:
        raise _no(_("请填写仓库的网址，如 https://gitee.com/组织/仓库。"))
    if len(plain) > LONGEST or any(character.isspace() or unicodedata.category(character) == "Cc" for character in plain):
        raise _no(_("这不是一个仓库的网址：中间有空格或太长。一次只填一个网址，如 https://gitee.com/组织/仓库。"))
    host, path = _host_and_path(plain)
    known = _known().get(host.partition(":")[0] if host.partition(":")[2] in {"", HTTPS_PORT} else host)
    segments = _segments(path, known)
    if len(segments) < SHORTEST_PATH:
        raise _no(_("网址里没有仓库：域名之后应有“组织/仓库”两段，如 https://gitee.com/组织/仓库。"))
    shown = "/".join(segments)
    canonical = shown.lower() if known else shown
    domain = known.domain if known else host
    return Address(f"https://{domain}/{canonical}{known.suffix if known else ''}", domain, canonical, shown)


def canonical_url(text: str) -> str:
    """The one https clone address.

    Raises:
        Invalid: see ``address_of``.
    """
    return address_of(text).url


def _known() -> dict[str, CodeHost]:
    return {domain: host for host in code_hosts() for domain in (host.domain, *host.aliases)}


def _host_and_path(text: str) -> tuple[str, str]:
    """The host in lower case with its port where that must stay, and the path as written."""
    match = _SCHEME.fullmatch(text)
    if match is None and (short := _SCP.fullmatch(text)) is not None and "://" not in text:
        return _proven(short["host"]), short["path"]
    if match is None and "://" in text:
        raise _no(_("只登记可以用 https 取得的仓库；请填写浏览器里看到的仓库网址，以 https:// 开头。"))
    scheme = match["scheme"].lower() if match else "https"
    place, _slash, path = (match["rest"] if match else text).partition("/")
    place = place.rpartition("@")[2]
    host, _colon, port = place.partition(":")
    if port and not port.isdecimal():
        raise _no(_("网址中的端口不是数字；请核对冒号后面的部分。"))
    host = _proven(host)
    if scheme == "http" and port not in {"", HTTP_PORT}:
        raise _no(_("这个网址没有加密（http 且另有端口）；请向平台管理者索取 https 的仓库网址。"))
    keeps_port = scheme in {"https", "git+https"} and port not in {"", HTTPS_PORT}
    return (f"{host}:{int(port)}" if keeps_port else host), path


def _proven(host: str) -> str:
    try:
        plain = host.strip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    if not _HOST.fullmatch(plain) or plain.endswith(".local") or _is_number(plain):
        raise _no(_("网址里的域名不对；请填写公开的代码平台网址，如 https://gitee.com/组织/仓库，不要用 IP 地址或内部主机名。"))
    return plain


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.replace(".", "").isdecimal()
    return True


def _segments(path: str, known: CodeHost | None) -> list[str]:
    """The repository's own path: without ``.git``, without the page of it that was being looked at."""
    plain = path.partition("#")[0].partition("?")[0]
    kept: list[str] = []
    for segment in (unquote(part) for part in plain.split("/") if part):
        if len(kept) >= SHORTEST_PATH and segment in _PAGES:
            break
        ends = segment.lower().endswith(".git") and bool(kept)
        bare = segment[: -len(".git")] if ends else segment
        if not _SEGMENT.fullmatch(bare):
            raise _no(_("网址里有仓库路径中不会有的字符；请重新从浏览器地址栏复制。"))
        kept.append(bare)
        if ends or (known and len(kept) == known.segments):
            break
    return kept


def _no(sentence: Sentence) -> Invalid:
    return Invalid({"url": sentence})
