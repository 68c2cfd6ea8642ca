"""The journeys of a developer, an office and a citizen around one ranking (mission, journeys 4 to 6)."""

import json
from pathlib import Path

from city import expected
from tests.stories.office import AWARD, CHECKOUT, FOLDER_OF, KEY, clone, example_office, git, new_office, xingtu
from xingtu.resolve.addresses import normalise_address, salted_key
from xingtu.store.ledger import read_bundle

CITY = example_office().city_file
SHARED = "\n[[shared_mailbox]]"
CLAIM = """
[[person]]
id = "citizen-12"
name = "叶无咎"
name_en = "Ye Wujiu"
identities = [{ address = "ye@mail.example" }]

[[person.employment]]
organisation = "yaoqiao"
"""


def test_from_the_closing_of_the_window_to_a_citizens_replay(tmp_path: Path) -> None:
    office = new_office(tmp_path / "office", CITY)

    # the window closes: the office scans, ranks and may publish
    assert xingtu("scan", "--city", CITY, home=office.home).code == 0
    ranked = xingtu("rank", "contribution-award-2025", "--publish", "--format", "json", home=office.home)
    assert ranked.code == 0, ranked.err
    first = json.loads(ranked.out)["run_id"]
    assert xingtu("report", first[:12], "--out", tmp_path / "public", home=office.home).code == 0

    # a citizen on another computer, with clones of their own and no declarations, gets the same hash
    bundle = tmp_path / "public" / "bundle.zip"
    for number, entry in enumerate(read_bundle(bundle).manifest.repositories):
        if entry.tip:
            clone(CITY.parent / FOLDER_OF[entry.id], tmp_path / "citizen" / "clones" / str(number))
    replayed = xingtu(
        "replay", bundle, "--repositories", tmp_path / "citizen" / "clones", "--format", "json", home=tmp_path / "citizen" / "home"
    )
    assert replayed.code == 0, replayed.err
    assert json.loads(replayed.out)["identical"] is True
    assert json.loads(replayed.out)["recomputed_run_id"] == first
    assert json.loads(replayed.out)["results_hash"] == json.loads(ranked.out)["results_hash"]

    # a developer sees what was counted and what was not, and why
    told = json.loads(xingtu("explain", bundle, "叶无咎", "--format", "json", home=tmp_path / "developer").out)["subjects"][0]
    assert len(told["counted"]) == expected.MERGED_CHANGES_2025["叶无咎"]
    assert "(Unknown)" in json.dumps(told["organisations"])

    # and declares an employer: the next run changes this and nothing else; the old one stays
    objection = office.with_city(tmp_path / "claims", ye=f"{SHARED}|{CLAIM}{SHARED}")
    second = json.loads(xingtu("rank", AWARD, "--city", objection.city_file, "--format", "json", home=office.home).out)["run_id"]
    assert second != first
    change = json.loads(xingtu("diff", first[:12], second[:12], "--format", "json", home=office.home).out)
    moved = {(row["track"], (row["after"] or row["before"])["name"]) for row in change["moved"]}
    assert ("enterprises", "曜桥汽车电子有限公司") in moved
    assert {name for track, name in moved if track == "people"} <= {"叶无咎"}
    assert {row["repository"] for row in change["contested"]} <= set(FOLDER_OF)
    said = xingtu("diff", first[:12], second[:12], home=office.home).out
    assert "曜桥汽车电子有限公司" in said

    # taking the claim back gives the former run, by its id
    again = json.loads(xingtu("rank", AWARD, "--city", CITY, "--format", "json", home=office.home).out)["run_id"]
    assert again == first


def test_a_citizen_who_knows_an_address_finds_it_and_nobody_reads_one(tmp_path: Path) -> None:
    office = new_office(tmp_path, CITY)
    (tmp_path / "facts").symlink_to(example_office().home / "facts")
    run = office.rank()
    key = salted_key(bytes.fromhex(run.manifest.salt))
    declared = json.loads(run.declarations)["assertions"]
    subjects = {text for row in declared for text in (row["subject"], row.get("object", ""))}
    clones = CITY.parent / FOLDER_OF["gearsim"]
    public = {normalise_address(address) for address in git(clones, "log", "--format=%aE").split()}
    assert f"address:{key('lin@lizhou.example')}" in subjects
    assert "lin@lizhou.example" in public
    assert KEY not in run.declarations.encode()
    assert str(CHECKOUT) not in run.manifest.to_json().decode()
