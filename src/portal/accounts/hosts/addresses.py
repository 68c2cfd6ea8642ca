"""Where is each sign-in host reached, and how does ``PORTAL_SIGN_IN`` change that? Plain data: settings are made from it.

Gitee and GitCode are as their documents say (shared knowledge, hosts). AtomGit has changed its endpoints once; like those of
a house's own instance they can be named: ``url``, ``api``, ``authorize``, ``token``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ADDRESS_KEYS = ("url", "api", "authorize", "token")


@dataclass(frozen=True, slots=True)
class HostAddress:
    """``url`` is where people sign in, ``api`` where their account is read; paths are appended to them."""

    name: str
    url: str
    api: str = ""
    api_path: str = "/api/v5"


HOSTS: Mapping[str, HostAddress] = {
    "gitee": HostAddress("Gitee", "https://gitee.com"),
    "gitcode": HostAddress("GitCode", "https://gitcode.com", "https://api.gitcode.com/api/v5"),
    "atomgit": HostAddress("AtomGit", "https://atomgit.com", "https://api.atomgit.com/api/v5"),
    "github": HostAddress("GitHub", "https://github.com"),
    "gitlab": HostAddress("GitLab", "https://gitlab.com"),
}
OWN = frozenset({"gitee", "gitcode", "atomgit"})
"""Those whose providers are ours; the library brings the others."""
OIDC = "oidc"


def providers_from(sign_in: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The library's ``SOCIALACCOUNT_PROVIDERS`` for the hosts that are configured; the others offer nothing.

    Raises:
        ImproperlyConfigured: an address is not https (loopback may be http), or OIDC lacks its address.
    """
    made: dict[str, Any] = {}
    for host, given in sign_in.items():
        for key in ADDRESS_KEYS:
            if given.get(key):
                _prove_address(host, key, given[key])
        app: dict[str, Any] = {"client_id": given["client_id"], "secret": given["secret"]}
        if host == OIDC:
            if not given.get("url"):
                raise ImproperlyConfigured('PORTAL_SIGN_IN 的 oidc 缺少 "url"：身份服务的发现地址，如 https://id.example.gov.cn')
            app |= {"provider_id": OIDC, "name": given.get("name") or "OIDC", "settings": {"server_url": given["url"]}}
            made["openid_connect"] = {"APPS": [app]}
            continue
        app |= {"name": given.get("name") or HOSTS[host].name, "settings": _addresses(host, given)}
        made[host] = {"APPS": [app]}
        if host == "github":
            made[host]["SCOPE"] = ["read:user", "user:email"]
            if given.get("url"):
                made[host]["GITHUB_URL"] = given["url"].rstrip("/")
    return made


def form_targets(sign_in: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Origins that a sign-in button may lead to; browsers check the content security policy along the redirect too."""
    origins = set()
    for host, given in sign_in.items():
        parts = urlsplit(given.get("authorize") or given.get("url") or HOSTS[host].url)
        origins.add(f"{parts.scheme}://{parts.netloc}")
    return sorted(origins)


def _addresses(host: str, given: Mapping[str, str]) -> dict[str, str]:
    known = HOSTS[host]
    url = (given.get("url") or known.url).rstrip("/")
    if host == "gitlab":
        return {"gitlab_url": url}
    if host not in OWN:
        return {}
    own_api = f"{url}{known.api_path}" if given.get("url") or not known.api else known.api
    return {
        "authorize": given.get("authorize") or f"{url}/oauth/authorize",
        "token": given.get("token") or f"{url}/oauth/token",
        "api": (given.get("api") or own_api).rstrip("/"),
    }


def _prove_address(host: str, key: str, address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ImproperlyConfigured(f"PORTAL_SIGN_IN 的 {host} 的 {key} = {address!r} 应是 https 网址；凭证不能走明文")
