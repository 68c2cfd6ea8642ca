from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE
from xingtu.resolve.affiliation import Affiliations, Mailbox
from xingtu.resolve.assertions import Assertion
from xingtu.resolve.intervals import intervals_from_ends
from xingtu.resolve.shares import apportioned
from xingtu.resolve.snapshot import Snapshot

DAY = date(2025, 6, 1)


def said(*assertions: Assertion) -> Affiliations:
    return Affiliations(Snapshot(assertions=assertions))


def employer(subject: str, organisation: str, until: str = "", source: str = "") -> Assertion:
    return Assertion("affiliated", subject, organisation, until=until, source=source)


LI = Mailbox(("address:li@lab.tianqi.example",), ("lab.tianqi.example",))
EVIDENCE = (
    employer("person:li", "declared"),
    employer("address:li@lab.tianqi.example", "address"),
    employer("domain:lab.tianqi.example", "longest domain"),
    employer("domain:tianqi.example", "shorter domain"),
    employer("own-domain:tianqi.example", "own domain"),
)


@pytest.mark.parametrize("gone", range(5))
def test_the_strongest_evidence_decides(gone: int) -> None:
    assert said(*EVIDENCE[gone:]).shares("li", LI, DAY) == ((EVIDENCE[gone].object, WHOLE),)


def test_no_evidence_is_unknown() -> None:
    assert said().shares("li", LI, DAY) == ((UNKNOWN_ORGANISATION, WHOLE),)


def test_evidence_that_does_not_hold_on_the_day_is_passed_over() -> None:
    over = employer("person:li", "before", until="2025-06-01")
    assert said(over, EVIDENCE[4]).shares("li", LI, DAY) == (("own domain", WHOLE),)
    assert said(over, EVIDENCE[4]).shares("li", LI, date(2025, 5, 31)) == (("before", WHOLE),)


def test_a_public_mail_domain_never_becomes_a_company() -> None:
    mailbox = Mailbox(("address:li@qq.com",), ("qq.com",))
    assert said(employer("domain:qq.com", "腾讯")).shares("li", mailbox, DAY) == ((UNKNOWN_ORGANISATION, WHOLE),)


def test_an_employer_that_stands_for_others_is_divided_exactly() -> None:
    parts = [Assertion("split", "joint", name, share=share) for name, share in (("a", 333_333), ("b", 333_333), ("c", 333_334))]
    assert said(employer("person:li", "joint"), *parts).shares("li", LI, DAY) == (("a", 333_333), ("b", 333_333), ("c", 333_334))


def test_two_equal_statements_from_two_sources_are_one() -> None:
    twice = (employer("person:li", "a", source="x"), employer("person:li", "a", source="y"))
    assert said(*twice).shares("li", LI, DAY) == (("a", WHOLE),)


def test_lines_of_a_map_hold_until_their_day_and_the_last_for_ever() -> None:
    ends = [("", "now"), ("2020-01-01", "second"), ("2010-01-01", "first"), ("2020-01-01", "ignored")]
    assert intervals_from_ends(ends) == [("", "2010-01-01", "first"), ("2010-01-01", "2020-01-01", "second"), ("2020-01-01", "", "now")]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any), st.integers(0, 10**9))
def test_a_divided_whole_loses_nothing(weights: list[int], whole: int) -> None:
    parts = apportioned(weights, whole)
    assert sum(parts) == whole
    assert all(abs(part * sum(weights) - weight * whole) < sum(weights) for part, weight in zip(parts, weights, strict=True))


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(1, 400_000)), max_size=2))
def test_the_shares_of_a_day_are_always_the_whole(parts: list[tuple[str, int]]) -> None:
    shares = said(*{Assertion("affiliated", "person:li", name, share=share) for name, share in parts}).shares("li", LI, DAY)
    assert sum(share for _, share in shares) == WHOLE
