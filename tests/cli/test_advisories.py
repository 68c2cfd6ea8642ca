"""Does ``xingtu advisories`` say what an import did and how fresh things are, and never let emptiness look like safety?"""

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from tests.risk.test_importing import advisory, folder
from tests.store.risk.advisory_texts import held
from tests.stories.office import Answer, xingtu
from xingtu.report.risk.imported import Evaluated, ImportReport, print_import
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.schema import open_risk

HAN = re.compile(r"[\u3000-\u9fff]")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return folder(tmp_path / "teapots", *map(advisory, range(9)), broken="{")


def asked(tmp_path: Path, *arguments: object, **environment: str) -> Answer:
    return xingtu("advisories", *arguments, home=tmp_path / "home", **environment)


def hold(tmp_path: Path, *versions: tuple[str, str]) -> None:
    database = open_risk(tmp_path / "home")
    content = Content(tuple(held(*one) for one in versions))
    key = (str(versions), "requirements")
    inventory_take(database, Project("a", "a", "tip", "2031-01-01T00:00:00Z"), [("requirements.txt", *key)], {key: content})
    database.close()


def test_an_empty_house_is_told_and_ends_with_1(tmp_path: Path) -> None:
    answer = asked(tmp_path, "status")
    assert answer.code == 1
    assert "没有载入任何漏洞公告：查不到不等于没有漏洞" in answer.err
    assert not (tmp_path / "home" / "risk.sqlite").exists()
    told = json.loads(asked(tmp_path, "status", "--format", "json").out)
    assert [alarm["kind"] for alarm in told["alarms"]] == ["no_advisories"]


def test_an_import_says_what_changed_and_what_was_not_understood(tmp_path: Path, feed: Path) -> None:
    answer = asked(tmp_path, "import", feed)
    assert answer.code == 0
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert rows == [
        ["source", "kind", "added", "changed", "removed", "unchanged", "older", "refused", "packages", "opened", "closed"],
        ["teapots", "osv", "9", "0", "0", "0", "0", "1", "9", "", ""],
    ]
    assert "还没有读过任何项目的依赖清单" in answer.err
    told = json.loads(asked(tmp_path, "import", feed, "--format", "json").out)
    assert (told["unchanged"], told["added"], told["evaluated"]) == (9, 0, None)
    assert told["first_refused"][0]["record"] == "broken"


def test_an_import_evaluates_what_the_city_holds(tmp_path: Path, feed: Path) -> None:
    hold(tmp_path, ("teapot3", "1"), ("teapot4", "2"))
    told = json.loads(asked(tmp_path, "import", feed, "--source", "pots", "--format", "json").out)
    assert told["evaluated"]["opened"] == {"first_seen": 1}
    folder(feed, *[advisory(number) for number in range(9) if number != 3])
    told = json.loads(asked(tmp_path, "import", feed, "--source", "pots", "--format", "json").out)
    assert (told["removed"], told["evaluated"]["closed"]) == (1, {"withdrawn": 1})
    assert told["freshness"]["coverage"]["components"] == 2


def test_status_lists_every_source_and_what_was_not_understood(tmp_path: Path, feed: Path) -> None:
    hold(tmp_path, ("teapot3", "1"))
    asked(tmp_path, "import", feed, "--licence", "CC-BY-4.0")
    answer = asked(tmp_path, "status", "--refused")
    assert answer.code == 0
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert rows[1][:3] + rows[1][6:] == ["teapots", "9", "1", "成功", "CC-BY-4.0", "PyPI"]
    assert rows[2][:2] == ["teapots", "broken"]
    assert "共 1 个组件，其中 1 个属于已覆盖生态" in answer.err
    told = json.loads(asked(tmp_path, "status", "--format", "json", "--refused").out)
    assert told["addresses"] == {"teapots": str(feed)}
    assert [row["record"] for row in told["refused"]] == ["broken"]


@pytest.mark.parametrize(("options", "why"), [(("--kind", "osv"), "没有一条 osv 记录"), (("--source", "teapots"), "认不出")])
def test_a_try_that_failed_is_told_and_what_was_there_stays(tmp_path: Path, feed: Path, options: tuple[str, ...], why: str) -> None:
    asked(tmp_path, "import", feed)
    folder(feed, x="{")
    answer = asked(tmp_path, "import", feed, *options)
    assert answer.code == 2
    assert why in answer.err
    answer = asked(tmp_path, "status")
    assert answer.code == 1
    assert "来源 teapots 最近一次更新未成功" in answer.err
    assert answer.out.splitlines()[1].split("\t")[1] == "9"


def test_a_name_that_says_nothing_must_be_given(tmp_path: Path) -> None:
    answer = asked(tmp_path, "import", folder(tmp_path / "repo", advisory(1)))
    assert answer.code == 2
    assert "--source" in answer.err


def test_english_holds_no_chinese(tmp_path: Path, feed: Path) -> None:
    asked(tmp_path, "import", feed)
    answer = asked(tmp_path, "status", "--lang", "en")
    assert not HAN.search(answer.out + answer.err)


@pytest.mark.parametrize("verb", ["import", "status"])
def test_the_help_gives_an_example(tmp_path: Path, verb: str) -> None:
    assert f"xingtu advisories {verb}" in asked(tmp_path, verb, "--help", COLUMNS="200").out


def test_a_terminal_gets_sentences(tmp_path: Path) -> None:
    out = io.StringIO()
    evaluated = Evaluated("r", 5, {"advisory_published": 2, "first_seen": 1}, {"withdrawn": 1})
    done = ImportReport("pots", "osv", 1200, 3, 2, 7, 4, 6, 9, [("壶.json", "空文件")], evaluated)
    print_import(Console(file=out, force_terminal=True, width=300, color_system=None), done)
    assert out.getvalue().splitlines() == [
        "pots（osv）：新增 1,200 条，改动 3 条，不再存在 2 条，未变 7 条；触及 9 个软件包",
        "4 条在另一来源中更新，未采用",
        "6 处读不懂，未采用：",
        "  壶.json：空文件",
        "  全部见 xingtu advisories status --refused",
        "重新评估：新出现 3 项发现（新发布的公告 2 · 首次检查时已经存在 1），结束 1 项（公告已撤回 1）",
    ]
