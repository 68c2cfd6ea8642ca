"""Does a connection go to the checked address, under the name it was checked for, and nowhere else?"""

import httpx
import pytest

from xingtu.collect import pinned
from xingtu.collect.pinned import client_for
from xingtu.errors import AddressRefused


def test_what_is_asked_goes_to_the_checked_address_under_the_hosts_name(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"Location": "https://10.0.0.1/"})

    monkeypatch.setattr(pinned.httpx, "HTTPTransport", lambda **_: httpx.MockTransport(answer))
    with client_for("https://mirror.example/osv", resolver=lambda *_: ["203.0.114.7"]) as client:
        assert client.get("https://mirror.example/osv/all.zip").status_code == 302
        with pytest.raises(AddressRefused, match=r"other\.example"):
            client.get("https://other.example/")
    (request,) = seen
    assert request.url.host == "203.0.114.7"
    assert request.headers["Host"] == "mirror.example"
    assert request.extensions["sni_hostname"] == "mirror.example"


@pytest.mark.parametrize(
    "base", ["http://mirror.example", "https://user:word@mirror.example", "https://mirror.example:8443", "file:///etc"]
)
def test_what_is_no_public_https_address_is_refused(base: str) -> None:
    with pytest.raises(AddressRefused), client_for(base, resolver=lambda *_: ["203.0.114.7"]):
        pass


def test_an_inner_address_is_refused_unless_the_operator_says_it_is_ours() -> None:
    with pytest.raises(AddressRefused), client_for("https://mirror.example", resolver=lambda *_: ["203.0.114.7", "10.0.0.1"]):
        pass
    with client_for("http://10.0.0.1:8000/", inside=True) as client:
        assert not client.follow_redirects
    for base in ("ftp://mirror.example", "http://user@mirror.example", "http://", "http://a\n.example"):
        with pytest.raises(AddressRefused), client_for(base, inside=True):
            pass
