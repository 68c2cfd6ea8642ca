from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.resolve.conftest import City, Log
    from xingtu.resolve.identity import Joining

TWO_PEOPLE = """
[[person]]
id = "li"
name = "李明"
identities = [{address = "li@old.example"}, {address = "li@new.example"}]
[[person]]
id = "wu"
name = "吴芳"
identities = [{address = "desk@shared.example", name = "Wu Fang"}]
[[shared_mailbox]]
address = "desk@shared.example"
"""


def test_one_mailbox_is_one_person_whatever_the_name_and_the_case(log: "Log") -> None:
    log.commit("Li Ming", "li@x.example")
    log.commit("Li Ming", "li@x.example")
    log.commit("liming", "LI@X.example")
    table = log.resolve().people
    assert table["name"].to_pylist() == ["Li Ming"]
    assert table["identities"].to_pylist() == [2]
    assert table["joined_by"].to_pylist() == [["same-address"]]
    assert table["confidence"].to_pylist() == ["certain"]


def test_a_name_alone_never_joins(log: "Log") -> None:
    log.commit("dave", "dave@one.example")
    log.commit("dave", "dave@two.example")
    assert log.people() == ["dave", "dave"]


def test_declared_mailboxes_are_one_person(log: "Log", city: "City") -> None:
    log.commit("Li", "li@old.example")
    log.commit("M. Li", "li@new.example")
    people = log.resolve(city.declares(TWO_PEOPLE)).people
    assert people.to_pylist() == [
        {
            "person": "li", "name": "李明", "actor": "person", "actor_rule": "no-rule", "identities": 2,
            "joined_by": ["declared"], "confidence": "certain",
        }
    ]  # fmt: skip


def test_two_people_behind_one_mailbox_stay_two(log: "Log", city: "City") -> None:
    log.commit("Wu Fang", "desk@shared.example")
    log.commit("Zhao Lei", "desk@shared.example")
    assert log.people(city.declares(TWO_PEOPLE)) == ["Zhao Lei", "吴芳"]


@pytest.mark.parametrize("email", ["root@localhost", "noreply@host.example", "li@users.noreply.github.com", "root", "", "@x", "x@"])
def test_a_mailbox_that_identifies_nobody_counts_only_with_its_name(log: "Log", email: str) -> None:
    log.commit("Wu Fang", email)
    log.commit("Zhao Lei", email)
    log.commit("Zhao  lei", email)
    assert log.people() == ["Wu Fang", "Zhao Lei"]


def test_an_empty_name_and_an_empty_mailbox_are_still_somebody(log: "Log") -> None:
    log.commit("", "")
    (name,) = log.people()
    assert name.startswith("匿名-")


def test_the_account_number_of_a_host_mailbox_identifies_its_login_does_not(log: "Log") -> None:
    log.commit("Li", "175728472+li@users.noreply.github.com")
    log.commit("Li", "175728472+liming@users.noreply.github.com")
    log.commit("Li", "li@users.noreply.github.com")
    assert log.people() == ["Li", "Li"]


def test_a_mailbox_is_never_shown_as_a_name(log: "Log") -> None:
    log.commit("li@x.example", "li@x.example", signed_off_by="Li Ming <LI@x.example>")
    assert log.people() == ["Li Ming"]


def test_a_person_of_whom_only_a_mailbox_is_known_is_shown_without_it(log: "Log") -> None:
    log.commit("li@x.example", "li@x.example")
    assert log.people()[0].startswith("匿名-")


def test_the_mailmap_joins_the_trailers_of_the_old_mailbox(log: "Log") -> None:
    log.commit("Li Ming", "li@new.example", raw="li@old.example")
    log.commit("Zhao", "zhao@x.example", reviewed_by="Li <li@old.example>")
    table = log.resolve().people
    li = next(row for row in table.to_pylist() if row["name"] == "Li Ming")
    assert li["joined_by"] == ["mailmap"]
    assert li["confidence"] == "high"


def test_a_mailbox_the_mailmap_gives_to_two_people_joins_neither(log: "Log") -> None:
    log.commit("Li", "li@x.example", raw="desk@x.example")
    log.commit("Wu", "wu@x.example", raw="desk@x.example", reviewed_by="Zhao <desk@x.example>")
    assert log.people() == ["Li", "Wu", "Zhao"]


def test_an_alias_joins_with_its_reason(log: "Log", city: "City") -> None:
    log.commit("Li", "li@home.example")
    log.commit("Li", "li@x.example")
    people = log.resolve(city.declares('[imports]\naliases = ["aliases"]', aliases="li@home.example li@x.example\n")).people.to_pylist()
    assert [(row["joined_by"], row["confidence"]) for row in people] == [(["alias"], "high")]


def test_an_alias_whose_goal_never_occurs_joins_nothing(log: "Log", city: "City") -> None:
    log.commit("Li", "li@home.example")
    people = log.resolve(city.declares('[imports]\naliases = ["aliases"]', aliases="li@home.example li@x.example\n")).people.to_pylist()
    assert [(row["joined_by"], row["confidence"]) for row in people] == [([], "certain")]


def test_two_aliases_of_one_unseen_mailbox_are_one_person(log: "Log", city: "City") -> None:
    log.commit("Li", "li@home.example")
    log.commit("Li", "li@away.example")
    aliases = "li@home.example li@x.example\nli@away.example li@x.example\n"
    assert log.people(city.declares('[imports]\naliases = ["aliases"]', aliases=aliases)) == ["Li"]


def test_said_to_be_two_people_beats_an_alias_and_asks(log: "Log", city: "City") -> None:
    log.commit("Li", "li@home.example")
    log.commit("Li Ming", "li@x.example")
    text = '[imports]\naliases = ["aliases"]\n[[not_same]]\naddresses = ["li@home.example", "li@x.example"]\nreason = "父子"'
    resolution = log.resolve(city.declares(text, aliases="li@home.example li@x.example\n"))
    assert sorted(resolution.people["name"].to_pylist()) == ["Li", "Li Ming"]
    assert resolution.suggestions["kind"].to_pylist() == ["contradiction"]
    assert set(resolution.people["person"].to_pylist()) == {resolution.suggestions[c][0].as_py() for c in ("person", "other")}


def test_said_to_be_two_people_beats_the_mailmap(log: "Log", city: "City") -> None:
    log.commit("Li", "li@new.example", raw="li@old.example")
    log.commit("Li Ming", "li@new.example")
    text = '[[not_same]]\naddresses = ["li@old.example", "li@new.example"]'
    assert log.people(city.declares(text)) == ["Li", "Li Ming"]


def test_an_alias_between_two_registered_people_is_refused_and_both_keep_their_mailboxes(log: "Log", city: "City") -> None:
    log.commit("a", "li@old.example")
    log.commit("b", "wu@x.example")
    text = TWO_PEOPLE.replace('{address = "desk', '{address = "wu@x.example"}, {address = "desk')
    text += '[imports]\naliases = ["aliases"]'
    resolution = log.resolve(city.declares(text, aliases="li@old.example wu@x.example\n"))
    assert resolution.people["person"].to_pylist() == ["li", "wu"]
    assert resolution.suggestions["kind"].to_pylist() == ["contradiction"]


def test_a_claim_on_a_mailbox_that_identifies_nobody_asks_for_the_name(log: "Log", city: "City") -> None:
    log.commit("Li", "root@localhost")
    text = '[[person]]\nid = "li"\nname = "李明"\nidentities = [{address = "root@localhost"}]'
    resolution = log.resolve(city.declares(text))
    assert resolution.people["name"].to_pylist() == ["Li"]
    assert resolution.suggestions["kind"].to_pylist() == ["needs_name"]


def test_the_same_full_name_with_a_second_hint_is_asked_about_not_joined(log: "Log") -> None:
    log.commit("Daniel Graña", "grana@one.example", signed_off_by="Daniel Grana <dg@two.example>")
    resolution = log.resolve()
    assert resolution.people.num_rows == 2
    assert [(row["kind"], row["hints"]) for row in resolution.suggestions.to_pylist()] == [("same_name", ["trailer"])]


def test_a_name_that_many_bear_needs_two_hints(log: "Log") -> None:
    for host in ("one", "two", "three"):
        log.commit("张伟", f"zhangwei@{host}.example")
    assert log.resolve().suggestions.num_rows == 0


@pytest.mark.parametrize("joining", ["declared", "gitdm"])
def test_person_ids_hold_no_mailbox(log: "Log", joining: "Joining") -> None:
    log.commit("Li Ming", "li@x.example")
    (person,) = log.resolve(joining=joining).people["person"].to_pylist()
    assert person.startswith("p-")
    assert len(person) == 14


def shuffled(rows: list[Any]) -> list[Any]:
    return rows[::-1][1:] + rows[::-1][:1]


def test_the_order_of_commits_and_trailers_changes_nothing(log: "Log", city: "City") -> None:
    declarations = city.declares(TWO_PEOPLE)
    log.commit("Li", "li@old.example", co_authored_by="Wu Fang <desk@shared.example>")
    log.commit("Zhao Lei", "desk@shared.example", reviewed_by="Li <li@new.example>")
    log.commit("Li Ming", "li@new.example")
    before = log.resolve(declarations, coauthors="split")
    log.commits, log.trailers = shuffled(log.commits), shuffled(log.trailers)
    assert log.resolve(declarations, coauthors="split") == before


class TestGitdm:
    """Rules 2 and 3 of the U-Boot case."""

    def people(self, log: "Log") -> list[str]:
        return log.people(joining="gitdm")

    def test_names_join(self, log: "Log") -> None:
        log.commit("Li Ming", "li@one.example")
        log.commit("Li Ming", "li@two.example")
        row = log.resolve(joining="gitdm").people.to_pylist()[0]
        assert (row["joined_by"], row["confidence"]) == (["name (gitdm)"], "low")

    def test_the_first_name_of_the_log_is_shown(self, log: "Log") -> None:
        log.commit("Newest", "li@one.example")
        log.commit("Oldest", "li@one.example")
        log.commit("Oldest", "li@one.example")
        assert self.people(log) == ["Newest"]

    def test_a_name_met_after_its_mailbox_was_known_joins_nobody(self, log: "Log") -> None:
        log.commit("Li", "li@one.example")
        log.commit("Ming", "li@one.example")
        log.commit("Ming", "ming@two.example")
        assert self.people(log) == ["Li", "Ming"]

    def test_names_enter_from_trailers_and_a_human_name_is_preferred(self, log: "Log") -> None:
        log.commit("Li.Ming@one.example", "li.ming@one.example", signed_off_by="Li Ming <Li.Ming@one.example>")
        assert self.people(log) == ["Li Ming"]

    def test_two_registered_people_of_one_name_are_not_joined(self, log: "Log", city: "City") -> None:
        log.commit("Li Ming", "a@x.example")
        log.commit("Li Ming", "b@x.example")
        text = "".join(f'[[person]]\nid = "{x}"\nname = "李明"\nidentities = [{{address = "{x}@x.example"}}]\n' for x in ("a", "b"))
        assert log.resolve(city.declares(text), joining="gitdm").people["person"].to_pylist() == ["a", "b"]
