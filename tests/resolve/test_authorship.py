from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from xingtu.facts.authorship import WHOLE
from xingtu.resolve.addresses import plain_key
from xingtu.resolve.authorship import occurring_subjects, resolve_authorship
from xingtu.resolve.declarations import Declarations

if TYPE_CHECKING:
    from tests.resolve.conftest import City, Log

MOVES = """
[[organisation]]
id = "tianqi"
name = "天启"
domains = ["tianqi.example"]
[[organisation]]
id = "yunfan"
name = "云帆"
domains = ["yunfan.example"]
[[person]]
id = "li"
name = "李明"
identities = [{address = "li@tianqi.example"}]
[[person.employment]]
organisation = "tianqi"
until = 2025-03-01
[[person.employment]]
organisation = "tianqi"
from = 2025-03-01
until = 2025-06-01
percent = 33.33
[[person.employment]]
organisation = "yunfan"
from = 2025-06-01
"""


def parts(table: pa.Table) -> list[tuple[str, str, int]]:
    return [(row["person"], row["organisation"], row["share"]) for row in table.to_pylist()]


def test_the_employer_is_that_of_the_authors_day_not_of_the_mailbox(log: "Log", city: "City") -> None:
    log.commit("Li", "li@tianqi.example", on="2025-02-28")
    log.commit("Li", "li@tianqi.example", on="2025-06-01")
    assert parts(log.resolve(city.declares(MOVES)).authorship) == [("li", "tianqi", WHOLE), ("li", "yunfan", WHOLE)]


def test_what_is_not_declared_of_a_share_is_unknown(log: "Log", city: "City") -> None:
    log.commit("Li", "li@tianqi.example", on="2025-04-01")
    assert parts(log.resolve(city.declares(MOVES)).authorship) == [("li", "(Unknown)", 666_700), ("li", "tianqi", 333_300)]


def test_the_day_is_the_authors_own(log: "Log") -> None:
    log.commit("Li", "li@x.example", on="2025-06-01", zone=14 * 60)
    log.commits[0]["author_time"] -= 11 * 3600  # one in the morning there, still yesterday in UTC
    assert log.resolve().authorship["authored_on"].to_pylist() == [date(2025, 6, 1)]


def test_a_day_no_calendar_holds_is_null_and_earns_no_dated_employer(log: "Log", city: "City") -> None:
    log.commit("Li", "li@tianqi.example")
    log.commits[0]["author_time"] = 2**52
    (row,) = log.resolve(city.declares(MOVES)).authorship.to_pylist()
    assert (row["authored_on"], row["organisation"]) == (None, "tianqi")  # by the organisation's own domain, which has no dates


def test_co_authors_share_by_policy_and_every_commit_stays_one(log: "Log") -> None:
    log.commit("Li", "li@x.example", co_authored_by="Wu Fang <wu@x.example>", reviewed_by="Zhao <zhao@x.example>")
    assert log.resolve().authorship["share"].to_pylist() == [WHOLE]
    assert sorted(log.resolve(coauthors="split").authorship["share"].to_pylist()) == [WHOLE // 2, WHOLE // 2]
    each = log.resolve(coauthors="each").authorship
    assert list(zip(each["role"].to_pylist(), each["share"].to_pylist(), strict=True)).count(("co_author", WHOLE)) == 1
    assert each["share"].to_pylist() == [WHOLE, WHOLE]


def test_thirds_add_up_to_the_whole(log: "Log") -> None:
    log.commit("Li", "li@x.example", co_authored_by="Wu <wu@x.example>")
    log.trailers.append(type(log.trailers[0])("r", log.commits[0]["commit"], 7, "co-authored-by", "Zhao", "zhao@x.example", in_footer=True))
    shares = log.resolve(coauthors="split").authorship["share"].to_pylist()
    assert sorted(shares) == [333_333, 333_333, 333_334]


def test_the_authors_own_co_author_line_is_dropped(log: "Log") -> None:
    log.commit("Li", "li@x.example", co_authored_by="Li Ming <LI@x.example>")
    assert log.resolve(coauthors="split").authorship["share"].to_pylist() == [WHOLE]


def test_the_employer_is_that_of_the_mailbox_committed_with_not_of_the_own_co_author_line(log: "Log", city: "City") -> None:
    log.commit("Li", "li@yunfan.example", co_authored_by="Li <li@tianqi.example>")
    text = MOVES[: MOVES.index("[[person]]")] + '[imports]\naliases = ["aliases"]'
    rows = log.resolve(city.declares(text, aliases="li@tianqi.example li@yunfan.example\n"), coauthors="split").authorship
    assert rows["organisation"].to_pylist() == ["yunfan"]


def test_a_co_author_line_outside_the_footer_divides_nothing(log: "Log") -> None:
    log.commit("Li", "li@x.example", co_authored_by="Wu <wu@x.example>")
    trailer = log.trailers[0]
    log.trailers = [type(trailer)(trailer.repository, trailer.commit, 0, trailer.kind, trailer.name, trailer.email, in_footer=False)]
    assert log.resolve(coauthors="split").authorship["share"].to_pylist() == [WHOLE]


def test_an_ai_co_author_is_never_a_person_and_marks_the_commit(log: "Log") -> None:
    log.commit("Li", "li@x.example", co_authored_by="Claude <noreply@anthropic.com>")
    resolution = log.resolve(coauthors="each")
    assert resolution.authorship["ai_involved"].to_pylist() == [True]
    assert resolution.authorship["role"].to_pylist() == ["author"]
    assert ("ai_agent", "anthropic") in zip(*(resolution.people[c].to_pylist() for c in ("actor", "actor_rule")), strict=True)


def test_whoever_is_only_met_as_an_agent_in_trailers_is_one(log: "Log") -> None:
    log.commit("Li", "li@x.example", assisted_by="Qwen <qwen@model.example>")
    people = {row["name"]: row["actor"] for row in log.resolve().people.to_pylist()}
    assert people == {"Li": "person", "Qwen": "ai_agent"}


def test_a_bot_is_a_class_of_its_own_with_its_rule(log: "Log") -> None:
    log.commit("renovate[bot]", "bot@host.example")
    resolution = log.resolve()
    assert resolution.authorship["actor"].to_pylist() == ["bot"]
    assert resolution.people["actor_rule"].to_pylist() == ["bot-suffix"]


def test_a_declaration_overrides_the_rule_for_bots(log: "Log", city: "City") -> None:
    log.commit("Zhang [bot]", "zhang@x.example")
    log.commit("build", "build@x.example")
    text = """
[[actor]]
address = "zhang@x.example"
is = "person"
reason = "本人声明"
[[actor]]
name = "Build"
is = "bot"
reason = "流水线"
"""
    resolution = log.resolve(city.declares(text))
    assert {row["name"]: (row["actor"], row["actor_rule"]) for row in resolution.people.to_pylist()} == {
        "Zhang [bot]": ("person", "declared: city.toml"),
        "build": ("bot", "declared: city.toml"),
    }


def test_a_human_whose_tool_signed_once_stays_a_person_but_that_commit_is_the_tools(log: "Log") -> None:
    log.commit("Li", "li@x.example")
    log.commit("tool[bot]", "li@x.example")
    resolution = log.resolve()
    assert resolution.people["actor"].to_pylist() == ["person"]
    assert sorted(resolution.authorship["actor"].to_pylist()) == ["bot", "person"]


def test_a_trailer_on_ones_own_commit_is_marked(log: "Log", city: "City") -> None:
    log.commit(
        "Li", "li@tianqi.example", signed_off_by="Li <li@tianqi.example>", reviewed_by="Wu <wu@yunfan.example>", tested_by="Somebody"
    )
    rows = log.resolve(city.declares(MOVES)).trailer_credits.to_pylist()
    assert [(row["kind"], row["organisation"], row["own"]) for row in rows] == [
        ("signed-off-by", "yunfan", True),
        ("reviewed-by", "yunfan", False),
    ]


def test_nothing_comes_of_no_commits(log: "Log") -> None:
    resolution = log.resolve()
    assert [table.num_rows for table in (resolution.authorship, resolution.people, resolution.trailer_credits)] == [0, 0, 0]


def test_each_of_a_hundred_thousand_commits_has_its_author(log: "Log") -> None:
    for number in range(1_000):
        log.commit(f"Person {number % 300}", f"p{number % 300}@x{number % 17}.example", on=f"20{10 + number % 15}-0{1 + number % 9}-11")
    thousand, trailers = log.tables()
    commits = pa.concat_tables([thousand] * 100)
    snapshot = Declarations("city", "星河市").keyed(plain_key, occurring_subjects(commits, trailers))
    resolution = resolve_authorship(commits, trailers, snapshot=snapshot, key=plain_key, crediting=log.crediting)
    assert resolution.authorship.num_rows == 100_000
