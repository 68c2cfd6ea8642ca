import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import DeclarationError
from xingtu.resolve.addresses import AddressKey, plain_key, salted_key
from xingtu.resolve.assertions import KINDS, Assertion, in_order
from xingtu.resolve.authorship import occurring_subjects, resolve_authorship
from xingtu.resolve.snapshot import MapVersion, Named, Snapshot

if TYPE_CHECKING:
    from tests.resolve.conftest import City, Log
    from xingtu.resolve.declarations import Declarations
    from xingtu.resolve.identity import Joining

    Run = tuple[Log, Declarations]

CITY = """
[[organisation]]
id = "tianqi"
name = "天启"
domains = ["tianqi.example"]
[[organisation]]
id = "elsewhere"
name = "别处"
domains = ["elsewhere.example"]
[[person]]
id = "li"
name = "李明"
identities = [{address = "li@home.example"}, {address = "li@tianqi.example"}, {address = "li@never-used.example"}]
[[person]]
id = "wu"
name = "吴芳"
identities = [{address = "desk@shared.example", name = "Wu Fang"}]
[[person.employment]]
organisation = "tianqi"
from = 2020-01-01
[[person]]
id = "absent"
name = "不在"
identities = [{address = "absent@x.example"}]
[[shared_mailbox]]
address = "desk@shared.example"
[[actor]]
name = "Nightly Build"
is = "bot"
reason = "流水线"
[[not_same]]
addresses = ["zhao@x.example", "zhao@y.example"]
[imports]
aliases = ["aliases"]
affiliations = ["map"]
"""
ALIASES = "zhao@gone.example zhao@corp.example\n"
MAP = "corp.example 合众\nzhao@x.example 独立\nunused.example Unused\n"


@pytest.fixture
def run(log: "Log", city: "City") -> "Run":
    log.commit("Li", "li@home.example", on="2024-02-01")
    log.commit("Li Ming", "li@tianqi.example", co_authored_by="Wu Fang <desk@shared.example>")
    log.commit("Zhao", "zhao@gone.example")
    log.commit("Zhao", "zhao@x.example")
    log.commit("Zhao", "zhao@y.example")
    log.commit("Nightly Build", "ci@x.example")
    return log, city.declares(CITY, aliases=ALIASES, map=MAP)


def test_a_stranger_with_the_snapshot_the_salt_and_the_clones_gets_the_same_tables(run: "Run") -> None:
    log, declarations = run
    office = log.resolve(declarations, salted_key(b"salt"), coauthors="split")
    text = declarations.keyed(salted_key(b"salt"), occurring_subjects(*log.tables())).to_json()
    from_text = Snapshot.from_json(text)
    stranger = resolve_authorship(
        *log.tables(), snapshot=from_text, key=salted_key(b"salt"), crediting=log.crediting, coauthors="split",
    )  # fmt: skip
    assert stranger == office
    assert from_text.to_json() == text


@pytest.mark.parametrize("joining", ["declared", "gitdm"])
def test_hiding_the_addresses_moves_nobody(run: "Run", joining: "Joining") -> None:
    log, declarations = run

    def rows(key: AddressKey) -> list[Any]:
        resolution = log.resolve(declarations, key, joining=joining)
        shown = {row["person"]: (row["name"], row["actor"], row["identities"], *row["joined_by"]) for row in resolution.people.to_pylist()}
        return [(row["commit"], shown[row["person"]], row["organisation"], row["share"]) for row in resolution.authorship.to_pylist()]

    assert rows(plain_key) == rows(salted_key(b"salt")) == rows(salted_key(b"other"))


def test_aliases_work_for_the_stranger_even_to_a_mailbox_no_commit_shows(run: "Run") -> None:
    log, declarations = run
    organisations = log.resolve(declarations, salted_key(b"salt")).authorship["organisation"].to_pylist()
    assert "合众" in organisations


def test_no_mailbox_and_no_list_of_names_stands_in_the_snapshot(run: "Run") -> None:
    log, declarations = run
    text = declarations.keyed(salted_key(b"salt"), occurring_subjects(*log.tables())).to_json()
    assert not re.search(r"\S@\S", text)
    for private in ("Wu Fang", "wu fang", "home", "shared.example", "gone", "Nightly", "nightly"):
        assert private not in text


def test_what_no_commit_mentions_is_left_out(run: "Run") -> None:
    log, declarations = run
    snapshot = declarations.keyed(plain_key, occurring_subjects(*log.tables()))
    text = snapshot.to_json()
    assert [person.id for person in snapshot.people] == ["li", "wu"]
    for absent in ("never-used", "absent", "elsewhere", "Unused"):
        assert absent not in text
    assert {version.name for version in snapshot.maps} == {"aliases", "map"}


def test_a_statement_about_nobody_in_the_commits_changes_no_byte(run: "Run", city: "City") -> None:
    log, declarations = run
    more = city.declares(CITY + '[[actor]]\naddress = "stranger@x.example"\nis = "bot"\nreason = "无关"\n', aliases=ALIASES, map=MAP)
    subjects = occurring_subjects(*log.tables())
    assert more.keyed(salted_key(b"s"), subjects).digest == declarations.keyed(salted_key(b"s"), subjects).digest


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": "xingtu-declarations/99"}', '{"format": "xingtu-declarations/1", "people": [{}]}']
)
def test_a_text_that_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(DeclarationError, match="声明快照"):
        Snapshot.from_json(text)


words = st.text(max_size=8)
assertion = st.builds(
    Assertion, kind=st.sampled_from(KINDS), subject=words, object=words, since=words, until=words, share=st.integers(), detail=words
)


@given(
    st.lists(assertion, max_size=5),
    st.lists(st.builds(Named, words, words, words), max_size=3),
    st.lists(st.builds(MapVersion, words, words)),
)
def test_a_snapshot_survives_being_written_and_read(assertions: list[Assertion], people: list[Named], maps: list[MapVersion]) -> None:
    snapshot = Snapshot(tuple(people), (), in_order(assertions), tuple(maps))
    assert Snapshot.from_json(snapshot.to_json()) == snapshot
