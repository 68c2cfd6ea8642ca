"""One table of a file is changed, and every other byte stays as it was written."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.calls.forms.draft_lines import bounds_line, bounds_of, columns_of, option_line, options_of, when_line, when_of
from portal.calls.programme_text import (
    blocks_of,
    data_of,
    keys_set,
    moved_a_year,
    path_of,
    table_added,
    table_at,
    table_moved,
    table_removed,
)
from portal.errors import Invalid
from tests.portal.calls import round as one_round

FILES = sorted((Path(__file__).parents[4] / "policy" / "programmes").glob("*.toml"))
SMALL = """# 头
[programme]
id = "a-2026"   # 编号
text = \"\"\"
[[step]]
不是段落
\"\"\"

# 第一步
[[step]]
id = "one"
moves = [
  "two",
]

# 第二步
[[step]]
id = "two"   # 末步
moves = []

[[step.note]]
x = 1
"""
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)
VALUES = st.one_of(TEXT, st.integers(0, 10**12), st.booleans())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_blocks_of_every_shipped_file_are_the_file(path: Path) -> None:
    text = path.read_text("utf-8")
    blocks = blocks_of(text)
    assert "".join(block.text for block in blocks) == text
    assert all(table_at(data_of(text), block.address) is not None for block in blocks)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_table_of_every_shipped_file_can_be_edited_alone(path: Path) -> None:
    text = path.read_text("utf-8")
    for block in blocks_of(text)[1:]:
        edited = keys_set(text, block.address, {"source": "改过"})
        assert [one for one in blocks_of(edited) if one.address != block.address] == [
            one for one in blocks_of(text) if one.address != block.address
        ]


def test_a_header_inside_a_text_is_no_header() -> None:
    assert [block.address for block in blocks_of(SMALL)] == ["", "programme", "step.0", "step.1", "step.1.note.0"]


def test_a_changed_key_keeps_its_comment_and_its_neighbours() -> None:
    edited = keys_set(SMALL, "step.1", {"id": "last"})
    assert 'id = "last"   # 末步' in edited
    assert edited.replace('"last"', '"two"') == SMALL


def test_a_comment_that_repeats_the_number_goes_with_it() -> None:
    assert keys_set("[budget]\namount_fen = 100_000_000   # 100 万元\n", "budget", {"amount_fen": 30_000_000}) == (
        "[budget]\namount_fen = 30_000_000\n"
    )


def test_a_moved_table_takes_the_comment_above_it_and_what_stands_below() -> None:
    moved = table_moved(SMALL, "step.1", by=-1)
    assert [step["id"] for step in data_of(moved)["step"]] == ["two", "one"]
    assert moved.index("# 第二步") < moved.index("[[step.note]]") < moved.index("# 第一步")
    assert data_of(table_moved(moved, "step.0", by=1)) == data_of(SMALL)
    assert table_moved(SMALL, "step.0", by=-1) == SMALL


def test_a_removed_table_takes_its_inner_tables() -> None:
    assert "note" not in table_removed(SMALL, "step.1")
    assert data_of(table_removed(SMALL, "step.1"))["step"] == data_of(SMALL)["step"][:1]


def test_a_new_table_stands_after_the_last_of_its_kind() -> None:
    added = table_added(SMALL, "step.0.note.0", {"x": 2})
    assert data_of(added)["step"][0]["note"] == [{"x": 2}]
    with pytest.raises(Invalid):
        table_added(SMALL, "step.7.note.0", {"x": 2})


def test_what_is_not_written_as_a_table_is_refused_and_not_damaged() -> None:
    with pytest.raises(Invalid, match="全文"):
        keys_set('step = [{ id = "one" }]\n', "step.0", {"id": "two"})


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["name", "source", "help", "n"]), st.one_of(TEXT, st.integers(0, 10**12), st.booleans()), max_size=4)
)
def test_whatever_is_entered_is_what_the_file_then_holds(changes: dict[str, object]) -> None:
    edited = keys_set(SMALL, "step.0", changes)
    assert tomllib.loads(edited)["step"][0] == {**tomllib.loads(SMALL)["step"][0], **changes}
    assert tomllib.loads(edited)["programme"] == tomllib.loads(SMALL)["programme"]


def test_next_years_file_moves_every_date_and_only_dates() -> None:
    before = one_round.TEXT.replace("from = 2025-01-01", "from = 2024-02-29")
    moved = data_of(moved_a_year(before, ident="reading-room-2027", by_years=1))
    assert moved["window"]["from"].isoformat() == "2025-02-28"
    assert moved["call"]["opens_at"].isoformat() == "2027-10-12T09:00:00+08:00"
    assert moved["step"] == data_of(before)["step"]
    assert path_of("section.0.field.2") == ("section", "field")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True), st.text("甲乙丙ab", min_size=1, max_size=6)), max_size=5))
def test_answers_typed_as_lines_are_read_back(rows: list[tuple[str, str]]) -> None:
    options = [{"id": ident, "label": label, "label_en": label} for ident, label in rows]
    assert options_of("\n".join(option_line(option) for option in options)) == options


def test_lines_that_cannot_be_read_name_the_line() -> None:
    with pytest.raises(ValueError, match="第 2 行"):
        options_of("a | 甲\n乙 | 乙")
    with pytest.raises(ValueError, match="第 1 行"):
        columns_of("name", [])
    with pytest.raises(ValueError, match="第 1 行"):
        bounds_of("answer.staff > 三")
    with pytest.raises(ValueError, match="栏目编号"):
        when_of("licence")


def test_conditions_are_typed_as_they_are_shown() -> None:
    for condition in ({"fact": "answer.form", "one_of": ["a", "b"]}, {"fact": "answer.staff", "at_least": 3},
                      {"fact": "answer.staff", "at_least": 3, "at_most": 9}):  # fmt: skip
        assert bounds_of(bounds_line(condition)) == [condition]
    assert when_of(when_line({"field": "shared", "one_of": ["true"]})) == {"field": "shared", "one_of": ["true"]}
    assert when_of("shared ＝ true，false") == {"field": "shared", "one_of": ["true", "false"]}
    assert columns_of("name | text | 姓名 | Name", [{"id": "name", "identifies": True}])[0]["identifies"] is True
