from typing import TYPE_CHECKING

import pytest

from xingtu.errors import DeclarationError

if TYPE_CHECKING:
    from tests.resolve.conftest import City

LI = '[[person]]\nid = "li"\nname = "李明"\nidentities = [{address = "li@x.example"}]\n'
TIANQI = '[[organisation]]\nid = "tianqi"\nname = "天启"\nname_en = "Tianqi"\ndomains = ["tianqi.example"]\n'


def test_repositories_keep_their_order_and_their_ways_to_the_code(city: "City") -> None:
    (city.folder / "hosts/owner").mkdir(parents=True)
    (city.folder / "hosts/owner/b.git").mkdir()
    declared = city.declares("""
[[repository]]
id = "b"
name = "乙"
url = "https://git.example/owner/b"
libraries = ["seed_library"]
branches = ["refs/heads/release-*"]
mailmap = "v1:.mailmap"
[[repository]]
id = "a"
name = "甲"
path = "clones/a.git"
[hosts]
"git.example" = "hosts"
""")
    second, first = declared.repositories
    assert (second.id, second.libraries, second.mailmap, first.mailmap) == ("b", ("seed_library",), "v1:.mailmap", "HEAD")
    assert declared.local_folder(second) == city.folder / "hosts/owner/b.git"
    assert declared.local_folder(first) == city.folder / "clones/a.git"


def test_a_repository_may_be_called_by_its_address_and_nobody_else(city: "City") -> None:
    declared = city.declares('[[repository]]\nid = "git.example/owner/b"\nname = "乙"\npath = "clones/b.git"')
    assert [repository.id for repository in declared.repositories] == ["git.example/owner/b"]
    with pytest.raises(DeclarationError, match="只能用小写字母"):
        city.declares('[[person]]\nid = "git.example/li"\nname = "李"')


def test_an_address_cannot_leave_its_hosts_folder(city: "City") -> None:
    text = '[[repository]]\nid = "b"\nname = "乙"\nurl = "https://git.example/../../etc"\n[hosts]\n"git.example" = "hosts"\n'
    declared = city.declares(text)
    with pytest.raises(DeclarationError, match="的文件夹之外"):
        declared.local_folder(declared.repositories[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[persn]]\nid = "li"', r"city.toml：不认识的键 'persn'；是否为 'person'？"),
        ('[[person]]\nid = "li"\nname = "李明"\nidentitys = []', r"\[\[person\]\] 'li'：不认识的键 'identitys'；是否为 'identities'？"),
        ('[[person]]\nid = "li"\nname = "li@x.example"', r"\[\[person\]\] 'li'：name 会公开显示，不能含邮箱"),
        ('[[person]]\nid = "Li Ming"\nname = "李明"', "只能用小写字母"),
        (LI + LI, "'li' 出现了 2 次"),
        (LI + LI.replace('"li"', '"wu"'), "li@x.example 由 li、wu 同时声明；若是共用邮箱"),
        (LI + '[[shared_mailbox]]\naddress = "LI@x.example"', "已声明为共用邮箱，单凭邮箱认不出人；请加上 name"),
        (TIANQI.replace("tianqi.example", "qq.com"), "'qq.com' 是公共邮箱域名"),
        (TIANQI + TIANQI.replace('"tianqi"', '"yunfan"'), "tianqi.example 自 最早 至 今后 的任职合计 200%"),
        (LI + '[[person.employment]]\norganisation = "tianqi"', "单位 'tianqi' 没有登记"),
        (
            TIANQI + LI + '[[person.employment]]\norganisation = "tianqi"\nfrom = 2025-01-01\nuntil = 2025-01-01',
            "until 2025-01-01 不晚于 from",
        ),
        (TIANQI + LI + '[[person.employment]]\norganisation = "tianqi"\npercent = 0', "percent 应大于 0 且不超过 100，实际是 0"),
        (TIANQI + LI + '[[person.employment]]\norganisation = "tianqi"\nfrom = "2025-13-01"', "from 应是日期"),
        ('[[actor]]\nname = "x"\nis = "robot"\nreason = "r"', "is 应是 person、bot、ai_agent 之一，实际是 'robot'"),
        ('[[actor]]\nname = "x"\naddress = "y@z"\nis = "bot"\nreason = "r"', "必须且只能写一个"),
        ('[[not_same]]\naddresses = ["a@x", "A@x"]', "应写两个或更多不同的邮箱"),
        ('[[repository]]\nid = "a"\nname = "甲"', "缺少 url 或 path"),
        ('[[repository]]\nid = "a"\nname = "甲"\npath = "a"\nmailmap = "HEAD:"', 'mailmap 应是 "HEAD"、"none"'),
        ('[imports]\naliases = ["missing"]', "aliases 中的文件 missing 无法读取"),
        ("[person]", "person 应写成"),
        ("[city", "不是可读的 TOML"),
    ],
)
def test_what_cannot_be_right_is_told_with_its_place_and_the_remedy(city: "City", text: str, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        city.declares(text)


def test_employments_above_a_hundred_percent_name_the_person_and_the_days(city: "City") -> None:
    employment = '[[person.employment]]\norganisation = "tianqi"\nfrom = {}\nuntil = {}\npercent = 60\n'
    text = TIANQI + LI + employment.format("2024-01-01", "2025-01-01") + employment.format("2024-12-01", "2026-01-01")
    with pytest.raises(DeclarationError, match="li 自 2024-12-01 至 2025-01-01 的任职合计 120%，超过 100%"):
        city.declares(text)


def test_all_problems_of_all_files_are_told_at_once(city: "City") -> None:
    text = '[[persn]]\n[imports]\naffiliations = ["people.csv"]\naliases = ["aliases"]'
    with pytest.raises(DeclarationError) as told:
        city.declares(text, people__csv="邮箱,单位,起\nli@x,天启,昨天\nwu,天启,2024-01-01\n", aliases="only-one\n")
    message = str(told.value)
    assert message.startswith("city.toml 有 4 处问题：")
    for place in ("persn", "people.csv C2：", "people.csv A3：", "aliases 第 1 行："):
        assert place in message


def test_the_citys_own_word_on_a_person_beats_an_import(city: "City") -> None:
    text = TIANQI + LI + '[[person.employment]]\norganisation = "tianqi"\n[imports]\naffiliations = ["people.csv", "map"]'
    declared = city.declares(text, people__csv="人员,邮箱,单位\nli,li@home.example,云帆\n,wu@x.example,云帆\n", map="wu@x.example 别处\n")
    said = {(s.subject, s.object) for s in declared.assertions if s.kind == "affiliated" and not s.subject.startswith("own-domain")}
    assert said == {("person:li", "tianqi"), ("address:wu@x.example", "云帆")}
    assert ("person:li", "address:li@home.example") in {(s.subject, s.object) for s in declared.assertions if s.kind == "same"}


def test_an_import_that_names_a_declared_organisation_means_it(city: "City") -> None:
    declared = city.declares(TIANQI + '[imports]\naffiliations = ["map"]', map="corp.example TIANQI\n")
    assert ("domain:corp.example", "tianqi") in {(s.subject, s.object) for s in declared.assertions}


def test_an_imported_map_is_named_by_its_hash(city: "City") -> None:
    (version,) = city.declares('[imports]\naffiliations = ["map"]', map="x.example X\n").maps
    assert (version.name, len(version.sha256)) == ("map", 64)


def test_taking_back_a_statement_nobody_made_is_an_error(city: "City") -> None:
    with pytest.raises(DeclarationError, match="a-000000000000"):
        city.declares(LI).without(["a-000000000000"])


def test_a_missing_city_file_says_so(city: "City") -> None:
    from xingtu.resolve.declarations import read_city  # noqa: PLC0415 only here

    with pytest.raises(DeclarationError, match="找不到"):
        read_city(city.folder / "nowhere.toml")
