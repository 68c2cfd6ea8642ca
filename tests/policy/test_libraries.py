"""Are the libraries those the plan asks for, and is a library of nothing refused?"""

from pathlib import Path

import pytest

from xingtu.errors import PolicyError
from xingtu.policy.libraries import parse_libraries

FILE = "policy/libraries.toml"
TEXT = (Path(__file__).parents[2] / FILE).read_text(encoding="utf-8")


def test_the_shipped_libraries_are_those_the_plan_asks_for() -> None:
    libraries = {library.id: library for library in parse_libraries(TEXT, file_name=FILE)}
    assert list(libraries) == ["seed_library", "nursery", "first_version", "pilots", "expert_committee", "centres", "training_bases"]
    assert libraries["seed_library"].name == "软件开源种子项目库"
    assert libraries["nursery"].kinds == ("enterprise", "project")
    assert all(library.basis.startswith("实施方案 ") for library in libraries.values())


REFUSED = [
    ('kinds = ["expert"]', 'kinds = ["experts"]', 'library "expert_committee": kinds 中的 “experts” 不是登记对象的种类；是不是 “expert”？'),
    ('kinds = ["expert"]', "kinds = []", 'library "expert_committee": kinds 是空的'),
    ('kinds = ["expert"]', 'kinds = ["expert", "expert"]', "kinds 中的 “expert” 写了两次"),
    ('id = "pilots"', 'id = "nursery"', "编号 “nursery” 出现了两次"),
    ('id = "pilots"', 'id = "registered"', "留给“全部已登记的仓库”"),
    ('pillar = "talent"', 'pilar = "talent"', 'library "training_bases": 缺少键 “pillar”；写成了 “pilar”？'),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[said[:40] for *_, said in REFUSED])
def test_a_library_that_cannot_be_kept_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse_libraries(TEXT.replace(old, new, 1), file_name=FILE)
    assert said in str(caught.value)


def test_a_file_without_libraries_is_refused() -> None:
    with pytest.raises(PolicyError, match="没有任何库"):
        parse_libraries("", file_name=FILE)
