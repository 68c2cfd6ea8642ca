"""Is the vocabulary of fields one that can be told apart, by word and by colour?"""

from pathlib import Path

import pytest

from xingtu.errors import PolicyError
from xingtu.policy.fields import parse_fields

FILE = "policy/fields.toml"
TEXT = (Path(__file__).parents[2] / FILE).read_text(encoding="utf-8")
OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}


def test_the_shipped_fields_are_the_seven_of_the_plan() -> None:
    vocabulary = parse_fields(TEXT, file_name=FILE)
    named = [field.name for field in vocabulary.fields]
    assert named == ["工业软件", "汽车软件", "人工智能", "信息安全", "国产操作系统", "基础软件", "云计算与大数据"]
    assert vocabulary.version == 1
    assert all(field.categories and field.keywords for field in vocabulary.fields)


def test_the_colours_are_those_a_colour_blind_reader_can_tell_apart() -> None:
    fields = parse_fields(TEXT, file_name=FILE).fields
    assert {field.colour for field in fields} | {field.colour_dark for field in fields} <= OKABE_ITO
    assert "#F0E442" not in {field.colour for field in fields}, "yellow cannot be seen on a light page"
    assert "#000000" not in {field.colour_dark for field in fields}, "nor black on a dark one"


REFUSED = [
    ('id = "security"', 'id = "industrial"', "编号 “industrial” 出现了两次"),
    ('"pytorch"', '"PyTorch"', 'field "artificial_intelligence": keywords 中的 “PyTorch” 应全部小写'),
    ('"pytorch"', '"plc"', 'field "artificial_intelligence": 关键词 “plc” 已经属于 industrial'),
    ('colour = "#D55E00"', 'colour = "#0072B2"', 'field "automotive": 浅色底的颜色 “#0072B2” 已经属于 industrial'),
    ('colour = "#D55E00"', 'colour = "red"', 'field "automotive": “red” 不是颜色'),
    ('"it-security"', '"IT security"', 'field "security": categories 中的 “IT security” 不是 publiccode.yml 的类别'),
    ("\ncolour_dark", "\ncolor_dark", 'field "industrial": 缺少键 “colour_dark”；写成了 “color_dark”？'),
    ("\nversion = 1", "\nversion = 0", "version = 0 超出范围"),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[said[:30] for *_, said in REFUSED])
def test_a_vocabulary_that_cannot_be_told_apart_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse_fields(TEXT.replace(old, new, 1), file_name=FILE)
    assert said in str(caught.value)


def test_an_empty_vocabulary_is_refused() -> None:
    with pytest.raises(PolicyError, match="没有任何领域"):
        parse_fields("version = 1", file_name=FILE)
