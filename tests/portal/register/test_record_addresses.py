"""Does every form of a repository's address give one address?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.register.addresses import address_of, canonical_url
from portal.register.vocabulary import code_hosts
from xingtu.errors import PolicyError
from xingtu.policy.hosts import parse_hosts

SEGMENT = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True).filter(lambda text: not text.lower().endswith(".git"))
PAGES = (
    "",
    "/",
    ".git",
    ".git/",
    "/tree/master/src",
    "/-/issues?page=2",
    "/pulls/3",
    "/blob/main/README.md#top",
    "/merge_requests",
    "/wiki",
)


@st.composite
def _forms(draw: st.DrawFn) -> tuple[str, str]:
    """One repository on a known host: how somebody may write it, and what it is."""
    host = draw(st.sampled_from(code_hosts()))
    domain = draw(st.sampled_from([host.domain, *host.aliases]))
    owner, name = draw(SEGMENT), draw(SEGMENT)
    user, page = draw(st.sampled_from(["", "git@", "someone:secret@"])), draw(st.sampled_from(PAGES))
    written = draw(
        st.sampled_from(
            [
                f"https://{user}{domain}/{owner}/{name}{page}",
                f"http://{domain}:80/{owner}/{name}{page}",
                f"https://{domain}:443/{owner}/{name}{page}",
                f"{domain.upper()}/{owner.upper()}/{name}{page}",
                f"git@{domain}:{owner}/{name}.git",
                f"ssh://virus@{domain}:2222/{owner}/{name}",
                f"  git clone https://{domain}/{owner}/{name}.git ",
                f"git://{domain}/{owner}/{name}.git",
            ]
        )
    )
    return written, f"https://{host.domain}/{owner}/{name}".lower() + host.suffix


@given(_forms())
def test_every_form_gives_one_address(form: tuple[str, str]) -> None:
    written, expected = form
    assert canonical_url(written) == expected


@given(_forms())
def test_an_address_of_ours_is_its_own_address(form: tuple[str, str]) -> None:
    once = canonical_url(form[0])
    assert canonical_url(once) == once


@given(st.text(max_size=80) | st.text(st.sampled_from("htps:/@.agie%#?[]git "), max_size=40))
def test_whatever_is_typed_is_an_address_or_a_sentence(text: str) -> None:
    try:
        url = canonical_url(text)
    except Invalid:
        return
    assert url.startswith("https://")
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ｈｔｔｐｓ：／／gitee.com／XingHe／Tianqi", "https://gitee.com/xinghe/tianqi"),
        ("https://git.firm.example:8443/Group/Sub/Tool/-/tree/main", "https://git.firm.example:8443/Group/Sub/Tool"),
        ("https://gitlab.com/group/sub/tool", "https://gitlab.com/group/sub/tool.git"),
        ("https://git.sr.example/~who/tool", "https://git.sr.example/~who/tool"),
    ],
)
def test_hosts_of_any_kind(written: str, expected: str) -> None:
    assert canonical_url(written) == expected


def test_the_path_is_shown_as_it_was_written() -> None:
    address = address_of("git@gitee.com:XingHe/Tianqi.git")
    assert (address.owner, address.name, address.host) == ("XingHe", "Tianqi", "gitee.com")


@pytest.mark.parametrize(
    "written",
    ["", "gitee.com", "https://gitee.com/xinghe", "virus@127.0.0.1:o/r.git", "https://localhost/o/r", "https://10.0.0.1/o/r", "ftp://a.b/c/d",
     "file:///etc/passwd", "http://git.firm.example:8080/o/r", "https://gitee.com/a b/c", "https://gitee.com/a/../../etc", "https://gitee.com:x/a/b"],
)  # fmt: skip
def test_what_is_no_repository_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        canonical_url(written)


def test_a_domain_of_two_hosts_is_refused_by_its_name() -> None:
    host = '[[host]]\nid = "{}"\nname = "x"\ndomain = "{}"\naliases = ["code.example.org"]\nsegments = 2\n'
    with pytest.raises(PolicyError, match=r"code\.example\.org"):
        parse_hosts(host.format("a", "a.example.org") + host.format("b", "b.example.org"), file_name="hosts.toml")
