import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.resolve.addresses import (
    domain_of,
    domain_suffixes,
    is_shared_address,
    keyed_subject,
    normalise_address,
    normalise_name,
    salted_key,
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        (" Li@X.Example ", "li@x.example"),
        ("li at x.example", "li@x.example"),
        ("175728472+Login@users.noreply.github.com", "175728472+@users.noreply.github.com"),
        ("123-login@users.noreply.gitlab.example", "123+@users.noreply.gitlab.example"),
        ("login@users.noreply.github.com", "login@users.noreply.github.com"),
        ("", ""),
    ],
)
def test_the_same_mailbox_is_compared_equal(written: str, compared: str) -> None:
    assert normalise_address(written) == compared


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert normalise_address(normalise_address(text)) == normalise_address(text)
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@pytest.mark.parametrize("address", ["", "root", "@x", "li@", "reception@x.example"])
def test_a_mailbox_of_nobody_or_of_many_is_shared(address: str) -> None:
    assert is_shared_address(address, ["^reception@"])
    assert not is_shared_address("li@x.example", ["^reception@"])


def test_domains_are_tried_longest_first() -> None:
    assert domain_suffixes(domain_of("li@a.b.cn")) == ("a.b.cn", "b.cn", "cn")
    assert domain_suffixes(domain_of("root")) == ()


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_key_hides_the_text_and_depends_on_the_salt(algorithm: str) -> None:
    one, other = salted_key(b"1", algorithm), salted_key(b"2", algorithm)
    assert len(one("li@x.example")) == 64
    assert one("li@x.example") != other("li@x.example")
    assert keyed_subject("address:li@x.example", one) == f"address:{one('li@x.example')}"


def test_persons_and_domains_stay_in_clear_text() -> None:
    assert keyed_subject("person:li", salted_key(b"1")) == "person:li"
    assert keyed_subject("domain:x.example", salted_key(b"1")) == "domain:x.example"
