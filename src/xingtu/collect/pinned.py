"""How do we fetch over https from one host, so that neither a redirect nor a changed name leads us somewhere else?

The name is resolved once, every answer must be public, and the connection goes to the checked address with the certificate proven against
the name. One client a host: the pool goes by the address, and would give a second name a connection that was proven for the first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from xingtu.collect.public_address import STRANGE, Resolver, resolve, vetted_address
from xingtu.errors import AddressRefused

SECONDS = httpx.Timeout(60.0, connect=20.0)
NAME = "xingtu"


class _Pinned(httpx.BaseTransport):
    """Sends everything to one address, under the host's name."""

    def __init__(self, host: str, address: str) -> None:
        self._host, self._address = host, address
        self._inner = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != self._host:
            raise AddressRefused(f"这里只连接 {self._host}，不连接 {request.url.host}")
        request.headers["Host"] = request.url.netloc.decode("ascii")
        request.extensions = dict(request.extensions) | {"sni_hostname": self._host}
        request.url = request.url.copy_with(host=self._address)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None = None, error: BaseException | None = None, traceback: TracebackType | None = None
    ) -> None:
        self._inner.__exit__(kind, error, traceback)


@contextmanager
def client_for(base: str, *, inside: bool = False, resolver: Resolver = resolve) -> Iterator[httpx.Client]:
    """A client for one https address of the public internet.

    inside: the operator has said that the address is one of the own network; http and inner addresses are then allowed

    Raises:
        AddressRefused: it is not an address we may fetch from.
    """
    headers = {"User-Agent": NAME}
    if inside:
        parts = urlsplit(base)
        if STRANGE.search(base) or parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise AddressRefused(f"{base} 不是 http 或 https 地址，或带有用户名；请更正")
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS, headers=headers) as client:
            yield client
        return
    host, _, address = vetted_address(base, resolver=resolver)
    with httpx.Client(transport=_Pinned(host, address), follow_redirects=False, timeout=SECONDS, headers=headers) as client:
        yield client
