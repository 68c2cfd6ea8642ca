"""Do the pillars follow the plan, and does a page that names what does not exist say so?"""

from pathlib import Path

import pytest

from xingtu.errors import PolicyError
from xingtu.policy.libraries import parse_libraries
from xingtu.policy.pillars import Pillar, parse_pillars

POLICY = Path(__file__).parents[2] / "policy"
FILE = "policy/pillars.toml"
TEXT = (POLICY / "pillars.toml").read_text(encoding="utf-8")
LIBRARIES = {
    library.id: library
    for library in parse_libraries((POLICY / "libraries.toml").read_text(encoding="utf-8"), file_name="policy/libraries.toml")
}
PROGRAMMES = [path.stem for path in (POLICY / "programmes").glob("*.toml")]
METRICS = {metric for line in TEXT.splitlines() if line.startswith("metrics = ") for metric in line.split('"')[1::2]}


def parse(text: str) -> tuple[Pillar, ...]:
    return parse_pillars(text, file_name=FILE, libraries=LIBRARIES, programmes=PROGRAMMES, metrics=METRICS)


def test_the_shipped_pillars_are_eight_in_the_plans_order() -> None:
    named = [pillar.name for pillar in parse(TEXT)]
    assert named == ["开源项目", "开源社区", "开源企业", "开源治理", "开源应用", "对外开放", "开源人才", "开源环境"]


def test_pillars_stand_in_their_order_whatever_the_order_of_the_file() -> None:
    swapped = TEXT.replace("\norder = 1\n", "\norder = 9\n")
    assert [pillar.id for pillar in parse(swapped)][-1] == "projects"


REFUSED = [
    (
        'libraries = ["seed_library"]',
        'libraries = ["sead_library"]',
        'pillar "projects": libraries names "sead_library", which is not a library; did you mean "seed_library"?',
    ),
    ('"retention"', '"retension"', 'metrics names "retension", which is not a metric; did you mean "retention"?'),
    ('"city-evidence-2025"', '"city-evidence-2026"', 'which is not a programme; did you mean "city-evidence-2025"?'),
    (
        '"leading_company"',
        '"leading_compny"',
        'which is not a kind of lead; did you mean "leading_company"?（没有 “leading_compny” 这个台账',
    ),
    ('kinds = ["product"]', 'kinds = ["products"]', "kinds 中的 “products” 不是登记对象的种类；是不是 “product”？"),
    ("order = 2", "order = 1", "编号 “order = 1” 出现了两次"),
    ('id = "talent"', 'id = "projects"', "编号 “projects” 出现了两次"),
    ("\naim_en", "\naim_eng", 'pillar "projects": 缺少键 “aim_en”；写成了 “aim_eng”？'),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[said[:30] for *_, said in REFUSED])
def test_a_page_that_names_what_does_not_exist_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse(TEXT.replace(old, new, 1))
    assert said in str(caught.value)
