"""Merging and un-merging leave no trace, and no order of statements matters."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xingtu.resolve.addresses import plain_key
from xingtu.resolve.assertions import Assertion, in_order
from xingtu.resolve.authorship import Resolution, resolve_authorship
from xingtu.resolve.declarations import Declarations
from xingtu.resolve.joining import DECLARED, Join, components, joined
from xingtu.resolve.snapshot import Named, Snapshot

if TYPE_CHECKING:
    from tests.resolve.conftest import Log

ADDRESSES = ["a@x.example", "b@x.example", "c@y.example", "d@y.example"]
PEOPLE = (Named("li", "李明"), Named("wu", "吴芳"))
address = st.sampled_from([f"address:{text}" for text in ADDRESSES])
person = st.sampled_from(["person:li", "person:wu"])
day = st.sampled_from(["", "2025-01-01", "2025-06-01"])
statement = st.one_of(
    st.builds(Assertion, st.just("same"), person, address),
    st.builds(Assertion, st.just("alias"), address, address),
    st.builds(Assertion, st.just("not_same"), address, address),
    st.builds(Assertion, st.just("actor"), address, st.sampled_from(["bot", "person"])),
    st.builds(Assertion, st.just("shared"), address),
    st.builds(
        Assertion,
        st.just("affiliated"),
        st.one_of(address, person),
        st.sampled_from(["tianqi", "yunfan"]),
        day,
        st.just(""),
        st.just(400_000),
    ),
)


def tables_of(log: "Log", statements: list[Assertion]) -> Resolution:
    commits, trailers = log.tables()
    snapshot = Snapshot(PEOPLE, (), in_order(statements))
    return resolve_authorship(commits, trailers, snapshot=snapshot, key=plain_key, crediting=log.crediting, coauthors="split")


@pytest.fixture(scope="module")
def written(new_log: "type[Log]") -> "Log":
    log = new_log()
    for number, email in enumerate(ADDRESSES):
        log.commit(f"Name {number}", email, on=f"2025-0{1 + 2 * number}-01", co_authored_by=f"Name 0 <{ADDRESSES[-1 - number]}>")
    return log


class TestEverySequence:
    @settings(deadline=None)
    @given(statements=st.lists(statement, max_size=6), steps=st.lists(statement, max_size=6))
    def test_of_merges_taken_back_returns_to_identical_tables(
        self, written: "Log", statements: list[Assertion], steps: list[Assertion]
    ) -> None:
        before = tables_of(written, statements)
        known = Declarations("city", "星河市", assertions=in_order(statements))
        with_steps = replace(known, assertions=in_order([*known.assertions, *steps]))
        tables_of(written, list(with_steps.assertions))
        added = {step.id for step in steps} - {said.id for said in known.assertions}
        assert tables_of(written, list(with_steps.without(added).assertions)) == before

    @settings(deadline=None)
    @given(statements=st.lists(statement, max_size=8), data=st.data())
    def test_gives_the_same_tables_in_any_order(self, written: "Log", statements: list[Assertion], data: st.DataObject) -> None:
        assert tables_of(written, statements) == tables_of(written, data.draw(st.permutations(statements)))


node = st.sampled_from(["person:1", "person:2", "a", "b", "c", "d", "e"])
join = st.builds(
    lambda ends, reason: Join(min(ends), max(ends), reason),
    st.tuples(node, node).filter(lambda pair: pair[0] != pair[1]),
    st.sampled_from([DECLARED, "alias"]),
)
pairs = st.lists(st.tuples(node, node).filter(lambda pair: pair[0] != pair[1]), max_size=3)


@given(st.lists(join, max_size=10), pairs)
def test_two_people_are_never_joined(joins: list[Join], apart: list[tuple[str, str]]) -> None:
    outcome = joined(joins, apart)
    for left, right in [*apart, ("person:1", "person:2")]:
        assert outcome.of(left) != outcome.of(right)


@given(st.lists(join, max_size=10))
def test_without_contradiction_nothing_is_refused(joins: list[Join]) -> None:
    one_person = [edge for edge in joins if "person:2" not in (edge.left, edge.right)]
    assert joined(one_person).refused == ()
    assert joined(one_person).root == components(set(one_person))


def test_weak_joins_give_way_before_declared_ones() -> None:
    declared = [Join("a", "person:1", DECLARED), Join("b", "person:2", DECLARED)]
    outcome = joined([*declared, Join("a", "b", "alias")])
    assert outcome.kept == tuple(declared)
