"""Which addresses may we connect to? The table of shared knowledge on hosts, row by row."""

from collections.abc import Sequence

import pytest

from xingtu.collect.public_address import is_public, vetted_address
from xingtu.errors import AddressRefused

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"


def answers(*addresses: str) -> object:
    def resolver(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return resolver


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", OTHER, "2400:3200::1", f"::ffff:{PUBLIC}"])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "192.0.2.1", "198.18.0.1",  # noqa: S104
        "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.0.1", "192.88.99.1x",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "ff02::1", "2001:db8::1", "2001::1", "2002:a00:1::", "64:ff9b::a00:1",
        "64:ff9b:1::a00:1", "::10.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "100::1", "5f00::1", "3fff::1",
        "", "localhost", "2130706433", "0x7f.1", "010.0.0.1",
    ],
)  # fmt: skip
def test_an_inner_or_special_address_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://git.example/o/r.git", ("git.example", 443, PUBLIC)),
        ("https://git.example:443/o/r", ("git.example", 443, PUBLIC)),
        ("HTTPS://Git.Example/o/r", ("git.example", 443, PUBLIC)),
    ],
)
def test_an_https_address_is_vetted_once_and_pinned(url: str, expected: tuple[str, int, str]) -> None:
    assert vetted_address(url, resolver=answers(PUBLIC, OTHER)) == expected  # type: ignore[arg-type]


def test_a_port_must_be_listed_for_the_host() -> None:
    assert vetted_address("https://git.example:8443/r", ports=frozenset({443, 8443}), resolver=answers(PUBLIC))[1] == 8443  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url",
    [
        "http://git.example/r", "ssh://git.example/r", "git://git.example/r", "file:///etc/passwd", "ext::sh -c id", "ftp://git.example/r",
        "git@git.example:o/r", "/etc/passwd", "--upload-pack=touch x", "", "https://", "https:///r", "https:git.example/r",
        "https://user@git.example/r", "https://user:secret@git.example/r", "https://:secret@git.example/r", "https://@git.example/r",
        "https://git.example:8080/r", "https://git.example:0/r", "https://git.example:x/r", "https://git.example:99999/r",
        "https://git.example\\@10.0.0.1/r", "https://git.example\t/r", "https://git.exa\nmple/r", "https://git.example/r\n", " https://git.example/r",
        "https://git.example./r", "https://git.example../r",
    ],
)  # fmt: skip
def test_any_other_form_of_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        vetted_address(url, resolver=answers(PUBLIC))  # type: ignore[arg-type]


def test_a_secret_in_the_address_is_not_repeated_in_the_message() -> None:
    with pytest.raises(AddressRefused) as refused:
        vetted_address("https://user:secret@git.example/r", resolver=answers(PUBLIC))  # type: ignore[arg-type]
    assert "secret" not in str(refused.value)
    with pytest.raises(AddressRefused) as refused:
        vetted_address("http://user:secret@git.example/r", resolver=answers(PUBLIC))  # type: ignore[arg-type]
    assert "secret" not in str(refused.value)


def test_one_inner_answer_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(AddressRefused, match=r"git\.example 指向内部地址 10\.0\.0\.1"):
        vetted_address("https://git.example/r", resolver=answers(PUBLIC, "10.0.0.1"))  # type: ignore[arg-type]


def test_a_host_that_is_not_known_or_has_no_address_is_refused() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(AddressRefused, match="找不到主机"):
        vetted_address("https://git.example/r", resolver=unknown)
    with pytest.raises(AddressRefused, match="没有地址"):
        vetted_address("https://git.example/r", resolver=answers())  # type: ignore[arg-type]
