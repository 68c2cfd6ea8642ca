"""Which repositories take part in a programme, and what is said of those that could not be read?"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from city.declarations import NURSERY, REPOSITORIES, SEED
from tests.stories.office import AWARD, POLICY, RANGES, Office, example_office, new_office
from xingtu import city
from xingtu.collect.mirror import Mirrors
from xingtu.errors import DeclarationError
from xingtu.run import Rules, rules_on_disk
from xingtu.store.lake import Lake
from xingtu.store.manifest import FrozenRepository

SEEDS = [one.id for one in REPOSITORIES if one.library == SEED]


def award_rules() -> Rules:
    return rules_on_disk(AWARD, POLICY)


def frozen(office: Office, rules: Rules) -> dict[str, FrozenRepository]:
    _, repositories = city.evidence(Lake(office.home), office.declarations, rules.programme, rules.crediting)
    return {entry.id: entry for entry in repositories}


def own_copy(tmp_path: Path) -> Office:
    """An office whose lake may be changed."""
    office = new_office(tmp_path / "home", example_office().city_file)
    shutil.copytree(example_office().home / "facts", office.home / "facts")
    return office


def test_all_repositories_of_a_city_are_sources_in_order_of_registration(tmp_path: Path) -> None:
    located = city.sources(example_office().declarations, Mirrors(tmp_path), production=False)
    assert [here.source.repository for here in located] == [one.id for one in REPOSITORIES]
    assert all(here.locate().is_dir() for here in located)


def test_invented_hosts_are_refused_in_production(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"\[hosts\]"):
        city.sources(example_office().declarations, Mirrors(tmp_path), production=True)
    city.refuse_invented_hosts(replace(example_office().declarations, hosts=()), production=True)


def test_the_libraries_of_a_programme_say_which_repositories_take_part() -> None:
    declarations, programme = example_office().declarations, award_rules().programme
    assert [one.id for one in city.taking_part(declarations, programme)] == SEEDS
    both = replace(programme, libraries=(NURSERY, SEED))
    assert [one.id for one in city.taking_part(declarations, both)] == [one.id for one in REPOSITORIES]


def test_a_programme_over_libraries_nobody_is_in_is_refused() -> None:
    programme = replace(award_rules().programme, libraries=("seed_libary",))
    with pytest.raises(DeclarationError, match="seed_libary"):
        city.taking_part(example_office().declarations, programme)


def test_the_scan_of_a_repository_is_frozen_with_its_tip() -> None:
    entries = frozen(example_office(), award_rules())
    assert list(entries) == SEEDS
    for repository, entry in entries.items():
        assert entry.tip == example_office().git(repository, "rev-parse", "HEAD").strip()
        assert entry.missing == ()


def test_a_repository_never_scanned_stays_in_the_list_and_asks_for_a_scan(tmp_path: Path) -> None:
    entries = frozen(new_office(tmp_path, example_office().city_file), award_rules())
    assert list(entries) == SEEDS
    assert all("xingtu scan --city" in entry.missing[0] and entry.tip == "" for entry in entries.values())


def test_a_scan_that_failed_says_why_in_place_of_asking_for_one(tmp_path: Path) -> None:
    office = new_office(tmp_path, example_office().city_file)
    Lake(tmp_path).note_problem("tideml", "主机不可达")
    assert frozen(office, award_rules())["tideml"].missing == ("主机不可达",)


def test_an_older_scan_stands_when_the_newest_failed_and_both_are_said(tmp_path: Path) -> None:
    office = own_copy(tmp_path)
    Lake(office.home).note_problem("tideml", "主机不可达")
    entry = frozen(office, award_rules())["tideml"]
    assert entry.tip
    assert "最近一次扫描失败" in entry.missing[-1]
    assert "主机不可达" in entry.missing[-1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"\bdo not edit\b", r"\bdo not touch\b"),
        ("third_party", "third_parties"),
    ],
)
def test_rules_for_crediting_that_changed_after_the_scan_ask_for_another_scan(old: str, new: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    shutil.copytree(POLICY, policy)
    text = (policy / "crediting.toml").read_text("utf-8")
    assert old in text
    (policy / "crediting.toml").write_text(text.replace(old, new), "utf-8")
    office = replace(own_copy(tmp_path), policy=policy)
    entries = frozen(office, rules_on_disk(AWARD, policy))
    assert all("crediting.toml 在扫描之后改过；请重新运行 xingtu scan" in entry.missing[0] for entry in entries.values())
    office.scan()
    assert all(entry.missing == () for entry in frozen(office, rules_on_disk(AWARD, policy)).values())


def test_a_comment_in_the_crediting_rules_asks_for_nothing(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    shutil.copytree(POLICY, policy)
    with (policy / "crediting.toml").open("a", encoding="utf-8") as file:
        file.write("# 仅注释\n")
    assert all(entry.missing == () for entry in frozen(example_office(), rules_on_disk(AWARD, policy)).values())


def programme_of(window: str, tmp_path: Path) -> Rules:
    path = tmp_path / "releases.toml"
    path.write_text(RANGES.format(id="releases", money="false", incomplete="allow", libraries='["seed_library"]', window=window), "utf-8")
    return rules_on_disk(path, POLICY)


def test_a_release_a_repository_does_not_have_is_said_of_that_repository_alone(tmp_path: Path) -> None:
    entries = frozen(example_office(), programme_of('kind = "ranges"\ndefault = "v2024.12..v2025.12"', tmp_path))
    assert [name for name, entry in entries.items() if entry.missing] == ["gearsim-fork"]
    assert "v2" in entries["gearsim-fork"].missing[0]


def test_a_repository_without_a_range_is_said_to_need_one(tmp_path: Path) -> None:
    entries = frozen(example_office(), programme_of('kind = "ranges"\n[window.repository]\ngearsim = "v2024.12..v2025.12"', tmp_path))
    assert entries["gearsim"].missing == ()
    assert all("[window.repository]" in entry.missing[0] for name, entry in entries.items() if name != "gearsim")


def test_the_clone_of_a_frozen_repository_may_be_gone_and_is_said_to_be(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    shutil.copytree(example_office().city_file.parent, folder)
    office = new_office(tmp_path / "home", folder / "city.toml")
    office.scan()
    gone = next(one for one in REPOSITORIES if one.id == "sealbox")
    shutil.rmtree(folder / "hosts" / gone.host / f"{gone.path}.git")
    entry = frozen(office, award_rules())["sealbox"]
    assert entry.missing
    assert entry.tip == ""
