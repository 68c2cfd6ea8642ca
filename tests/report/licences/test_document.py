import json

from hypothesis import given
from hypothesis import strategies as st

from xingtu.report.licences.document import document

leaves = st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(codec="utf-8"), max_size=5)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=9
)


@given(st.dictionaries(st.sampled_from("abc"), values, max_size=3), st.frozensets(st.sampled_from("abc")))
def test_however_it_is_laid_out_it_says_the_same(content: dict[str, object], opened: frozenset[str]) -> None:
    assert json.loads(document(content, opened)) == content


def test_each_row_of_a_list_is_a_line() -> None:
    assert document({"files": [{"path": "a", "lines": [1, 2]}, {"path": "b"}]}).splitlines() == [
        "{",
        ' "files": [',
        '  {"path": "a", "lines": [1, 2]},',
        '  {"path": "b"}',
        " ]",
        "}",
    ]
