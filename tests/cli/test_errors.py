"""Is everything that can go wrong one readable message, without a traceback, with status 2?"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories.office import AWARD, POLICY, RANGES, Answer, award, example_office, xingtu

CITY = example_office().city_file
RUN = award().run_id[:12]


def policy_with(folder: Path, name: str, old: str, new: str) -> Path:
    shutil.copytree(POLICY, folder / "policy")
    path = folder / "policy" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder / "policy"


def unknown_programme(folder: Path) -> Answer:
    return xingtu("rank", "award-2019", "--city", CITY, home=folder)


def programme_file_that_is_not_there(folder: Path) -> Answer:
    return xingtu("rank", folder / "gone.toml", "--city", CITY, home=folder)


def programme_with_a_mistake(folder: Path) -> Answer:
    policy = policy_with(folder, "programmes/contribution-award-2025.toml", 'moves = ["notice", "verify"]', 'moves = ["awarded", "verify"]')
    return xingtu("rank", "contribution-award-2025", "--city", CITY, home=folder, XINGTU_POLICY=str(policy))


def programme_that_is_no_toml(folder: Path) -> Answer:
    policy = policy_with(folder, "programmes/contribution-award-2025.toml", "[programme]", "[programme")
    return xingtu("rank", "contribution-award-2025", "--city", CITY, home=folder, XINGTU_POLICY=str(policy))


def programme_that_is_no_text(folder: Path) -> Answer:
    (folder / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    return xingtu("rank", folder / "bytes.toml", "--city", CITY, home=folder)


def crediting_with_a_mistake(folder: Path) -> Answer:
    policy = policy_with(folder, "crediting.toml", "\n[", "\n[[[")
    return xingtu("scan", "--city", CITY, home=folder, XINGTU_POLICY=str(policy))


def policy_folder_that_is_empty(folder: Path) -> Answer:
    (folder / "policy").mkdir()
    return xingtu("scan", "--city", CITY, home=folder, XINGTU_POLICY=str(folder / "policy"))


def policy_without_office(folder: Path) -> Answer:
    shutil.copytree(POLICY, folder / "policy")
    (folder / "policy" / "office.toml").unlink()
    return xingtu("rank", "contribution-award-2025", "--city", CITY, home=folder, XINGTU_POLICY=str(folder / "policy"))


def no_city(folder: Path) -> Answer:
    return xingtu("rank", "contribution-award-2025", home=folder)


def city_moved_away(folder: Path) -> Answer:
    (folder / "city").write_text(str(folder / "old" / "city.toml"))
    return xingtu("rank", "contribution-award-2025", home=folder)


def note_of_the_city_that_is_no_text(folder: Path) -> Answer:
    (folder / "city").write_bytes(b"\xff\xfe")
    return xingtu("rank", "contribution-award-2025", home=folder)


def city_with_a_mistake(folder: Path) -> Answer:
    (folder / "city.toml").write_text("[city\n")
    return xingtu("scan", "--city", folder / "city.toml", home=folder)


def city_that_cannot_be_read(folder: Path) -> Answer:
    (folder / "city.toml").mkdir()
    (folder / "city").write_text(str(folder / "city.toml"))
    return xingtu("rank", "contribution-award-2025", home=folder)


def home_that_is_a_file(folder: Path) -> Answer:
    (folder / "home").write_text("")
    return xingtu("rank", AWARD, "--city", CITY, home=folder / "home")


def unknown_setting(folder: Path) -> Answer:
    return xingtu("doctor", home=folder, XINGTU_WORKER="2")


def setting_out_of_range(folder: Path) -> Answer:
    return xingtu("scan", "--city", CITY, home=folder, XINGTU_WORKERS="none")


def invented_hosts_in_production(folder: Path) -> Answer:
    return xingtu("scan", "--city", CITY, home=folder, XINGTU_PRODUCTION="1")


def ranking_invented_hosts_in_production(_: Path) -> Answer:
    return xingtu("rank", AWARD, "--city", CITY, home=example_office().home, XINGTU_PRODUCTION="1")


def no_such_run(folder: Path) -> Answer:
    return xingtu("explain", "abcdef012345", home=folder)


def bundle_that_is_none(folder: Path) -> Answer:
    (folder / "bundle.zip").write_bytes(b"PK\x05\x06 not quite")
    return xingtu("replay", folder / "bundle.zip", home=folder)


def nobody_of_that_name(_: Path) -> Answer:
    return xingtu("explain", RUN, "林知元", home=example_office().home)


def several_of_that_beginning(_: Path) -> Answer:
    return xingtu("explain", RUN, "citizen-", home=example_office().home)


def folder_of_something_else(folder: Path) -> Answer:
    (folder / "thesis").mkdir()
    (folder / "thesis" / "chapter.tex").write_text("")
    return xingtu("report", RUN, "--out", folder / "thesis", home=example_office().home)


def report_below_a_file(folder: Path) -> Answer:
    (folder / "file").write_text("")
    return xingtu("report", RUN, "--out", folder / "file" / "report", home=example_office().home)


def replay_without_clones(folder: Path) -> Answer:
    (folder / "clones").mkdir()
    return xingtu("replay", RUN, "--repositories", folder / "clones", home=example_office().home)


def library_nobody_is_in(folder: Path) -> Answer:
    window = 'kind = "dates"\nfrom = 2025-01-01\nuntil = 2026-01-01'
    text = RANGES.format(id="none", money="false", incomplete="allow", libraries='["sed_library"]', window=window)
    (folder / "none.toml").write_text(text, "utf-8")
    return xingtu("rank", folder / "none.toml", "--city", CITY, home=folder)


def metric_of_an_impossible_name(folder: Path) -> Answer:
    return xingtu("new", "metric", "../../etc", "--into", folder, home=folder)


SAYS: list[tuple[Callable[[Path], Answer], str]] = [
    (unknown_programme, r"award-2019.*contribution-award-2025"),
    (programme_file_that_is_not_there, r"gone\.toml"),
    (programme_with_a_mistake, "公示|notice"),
    (programme_that_is_no_toml, r"contribution-award-2025\.toml"),
    (programme_that_is_no_text, r"bytes\.toml.*UTF-8"),
    (crediting_with_a_mistake, r"crediting\.toml"),
    (policy_folder_that_is_empty, r"crediting\.toml.*XINGTU_POLICY"),
    (policy_without_office, r"office\.toml"),
    (no_city, "--city city.toml"),
    (city_moved_away, r"old/city\.toml.*--city"),
    (note_of_the_city_that_is_no_text, "--city"),
    (city_with_a_mistake, r"city\.toml.*TOML"),
    (city_that_cannot_be_read, r"--city"),
    (home_that_is_a_file, "home"),
    (unknown_setting, "XINGTU_WORKER .*XINGTU_WORKERS"),
    (setting_out_of_range, "XINGTU_WORKERS"),
    (invented_hosts_in_production, r"\[hosts\]"),
    (ranking_invented_hosts_in_production, r"\[hosts\]"),
    (no_such_run, "abcdef012345"),
    (bundle_that_is_none, r"bundle\.zip"),
    (nobody_of_that_name, "林知元.*林知远.*xingtu explain"),
    (several_of_that_beginning, "citizen-01"),
    (folder_of_something_else, "thesis.*--out"),
    (report_below_a_file, "file"),
    (replay_without_clones, "gearsim：.*没有提交"),
    (library_nobody_is_in, "sed_library"),
    (metric_of_an_impossible_name, r"\.\./\.\./etc"),
]


@pytest.mark.parametrize(("happen", "said"), SAYS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_goes_wrong_is_said_in_one_message_with_status_2(happen: Callable[[Path], Answer], said: str, tmp_path: Path) -> None:
    answer = happen(tmp_path)
    assert answer.code == 2, answer.err
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert re.match(r"error: .", answer.err)
    assert answer.err.count("error:") == 1
    assert re.search(said, answer.err, re.DOTALL), answer.err


def test_an_option_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    answer = xingtu("rank", "--pubish", home=tmp_path)
    assert answer.code == 2
    assert "--pubish" in answer.err


def test_scanning_something_that_is_no_repository_is_told_in_its_line_and_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = xingtu("scan", tmp_path / "empty", home=tmp_path / "home")
    assert answer.code == 1
    assert "不是 git 仓库" in answer.out
    assert "Traceback" not in answer.err


def test_a_disk_that_refuses_is_told_with_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "runs"))

    monkeypatch.setattr("xingtu.store.ledger.Ledger.save", full)
    answer = xingtu("rank", AWARD, "--city", CITY, home=example_office().home)
    assert answer.code == 2
    assert "No space left on device" in answer.err
    assert str(tmp_path / "runs") in answer.err


def test_crediting_rules_changed_after_the_scan_say_rescan_instead_of_ranking(tmp_path: Path) -> None:
    policy = policy_with(tmp_path, "crediting.toml", "third_party/", "other_party/")
    answer = xingtu("rank", "contribution-award-2025", "--city", CITY, "--publish", home=example_office().home, XINGTU_POLICY=str(policy))
    assert answer.code == 2
    assert "请重新运行 xingtu scan" in answer.err
