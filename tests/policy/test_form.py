"""Does a form ask what applies, and does its code on paper change with every answer and with nothing else?"""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.forms import SOUND, TEXT, form
from xingtu.errors import PolicyError
from xingtu.policy.form import ALPHABET, content_code, is_empty, shown_fields
from xingtu.policy.form_stanza import read_form
from xingtu.policy.stanza import read_stanza

FORM = form()
DIGESTS = {"certificate": ["aa", "bb"]}


def code(answers: Mapping[str, object], digests: Mapping[str, list[str]] = DIGESTS) -> str:
    return content_code(FORM, answers, digests)


def shown(answers: Mapping[str, object]) -> list[str]:
    return [field.id for field in shown_fields(FORM, answers)]


def test_a_form_is_read_in_its_order_with_what_holds_when_nothing_is_said() -> None:
    assert [section.id for section in FORM.sections] == ["applicant", "project"]
    assert [field.id for field in FORM.fields][:4] == ["name", "uscc", "phone", "licence"]
    name, about = FORM.field("name"), FORM.field("about")
    assert (name.fact, name.identifies, name.personal, name.required) == ("organisation.name", True, False, True)
    assert (about.help, about.help_en) == ("写给评审专家看。", "Experts read this.")
    assert (FORM.field("licence_name").at_most, FORM.field("own_share").at_most, FORM.field("cost").at_least) == (200, 100, 0)
    assert [option.label_en for option in FORM.field("licence").options] == ["Mulan", "Other"]
    with pytest.raises(KeyError):
        FORM.field("licences")


def test_what_holds_for_a_table_holds_for_its_columns() -> None:
    name, share = FORM.field("team").columns
    assert (name.personal, share.personal) == (True, True)
    assert (name.identifies, share.identifies) == (True, False)


def test_a_programme_without_sections_asks_nothing() -> None:
    assert read_form(read_stanza("", "x.toml")) is None


def test_a_condition_shows_a_field_only_with_its_answer() -> None:
    assert "licence_name" not in shown({"licence": "mulan"})
    assert "licence_name" in shown({"licence": "other"})
    assert "opened_on" in shown({"open": True})
    assert "opened_on" not in shown({"open": False})
    assert "opened_on" not in shown({"open": "yes"})
    assert "opened_on" not in shown({})


def test_a_condition_on_ticks_holds_when_one_of_them_fits() -> None:
    ticked = form(TEXT.replace('when = { field = "licence", one_of = ["other"] }', "").replace(
        'id = "about"', 'id = "about"\nwhen = { field = "fields", one_of = ["car", "os"] }'))  # fmt: skip
    assert "about" in [field.id for field in shown_fields(ticked, {"fields": ["ai", "os"]})]
    assert "about" not in [field.id for field in shown_fields(ticked, {"fields": ["ai"]})]


def test_a_condition_on_a_hidden_field_does_not_hold() -> None:
    options = 'options = [{ id = "a", label = "甲", label_en = "A" }, { id = "b", label = "乙", label_en = "B" }]'
    chosen = TEXT.replace('id = "licence_name"\nkind = "text"', f'id = "licence_name"\nkind = "choice"\n{options}')
    chain = chosen.replace('id = "homepage"', 'id = "homepage"\nwhen = { field = "licence_name", one_of = ["a"] }')
    made = form(chain)
    assert "homepage" in [field.id for field in shown_fields(made, {"licence": "other", "licence_name": "a"})]
    assert "homepage" not in [field.id for field in shown_fields(made, {"licence": "mulan", "licence_name": "a"})]


def test_the_code_is_four_groups_of_letters_nobody_misreads() -> None:
    groups = code(SOUND).split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set("01IO") & set(ALPHABET)


def test_the_code_of_these_answers_stays_for_ever() -> None:
    """Paper outlives the program: a code that was printed must still be found."""
    assert code(SOUND) == "8X5J-KBPD-3VA8-SUPW"


@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_files_and_ticks_changes_no_code(order: random.Random) -> None:
    names = list(SOUND)
    order.shuffle(names)
    mixed = {name: SOUND[name] for name in names} | {"fields": ["os", "ai"], "team": [{"share": "50", "name": "林一"}, {"name": "吴二"}]}
    assert code(mixed, {"certificate": ["bb", "aa"]}) == code(SOUND)


@pytest.mark.parametrize("name", sorted(set(SOUND) - {"certificate", "licence_name"}))
def test_leaving_any_answer_out_changes_the_code(name: str) -> None:
    assert code({key: value for key, value in SOUND.items() if key != name}) != code(SOUND)


def test_what_is_hidden_blank_or_differs_in_line_ends_alone_does_not_count() -> None:
    assert code(SOUND | {"licence_name": "MIT"}) == code(SOUND)
    assert code(SOUND | {"homepage": " ", "unknown": "x"}) == code(SOUND)
    assert code(SOUND | {"team": [*SOUND["team"], {"name": ""}]}) == code(SOUND)  # type: ignore[misc] # a list
    assert code(SOUND | {"about": "一\r\n二"}) == code(SOUND | {"about": "一\n二"})
    assert code(SOUND | {"certificate": ["file-9"]}) == code(SOUND), "the id of a stored file says nothing of what is in it"


def test_another_file_changes_the_code() -> None:
    assert code(SOUND, {"certificate": ["aa"]}) != code(SOUND)
    assert code(SOUND, {}) != code(SOUND)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.dictionaries(st.sampled_from([field.id for field in FORM.fields]), json))
def test_whatever_stands_in_a_draft_has_a_code(answers: dict[str, object]) -> None:
    assert len(code(answers)) == len("XXXX-XXXX-XXXX-XXXX")


def test_false_and_zero_are_answers() -> None:
    answers: list[object] = [None, "", " ", [], {}, False, 0, "0"]
    assert [is_empty(answer) for answer in answers] == [True] * 5 + [False] * 3


REFUSED = [
    ('id = "uscc"\n', 'id = "name"\n', r'section "applicant", field "name": 编号 “name” 出现了两次'),
    ('id = "about"\n', 'id = "name"\n', r'section "project", field "name": 编号 “name” 出现了两次'),
    ('id = "project"\n', 'id = "applicant"\n', r'section "applicant": 编号 “applicant” 出现了两次'),
    ('field = "licence"', 'field = "licences"', r'field "licence_name", \[when\]: when 指向 “licences”，.*是不是 “licence”'),
    ('field = "licence"', 'field = "about"', r"when 指向 “about”，它前面没有这个栏目"),
    ('field = "licence"', 'field = "name"', r"when 只能看选择类或是否类栏目，“name” 是 text"),
    ('one_of = ["other"]', 'one_of = ["others"]', r"“others” 不是 “licence” 的答案；是不是 “other”？"),
    ('one_of = ["other"]', "one_of = []", r"one_of 是空的，这个栏目永远不会出现"),
    ('one_of = ["true"]', 'one_of = ["yes"]', r"“yes” 不是 “open” 的答案"),
    ('kind = "paragraph"', 'kind = "paragraf"', r"kind = “paragraf” 不在可选值之内；是不是 “paragraph”？"),
    ('kind = "paragraph"', 'kind = "date"', r"date 类栏目没有 at_least、at_most"),
    ("at_least = 1\nat_most = 5000", "at_least = 6\nat_most = 5", r"at_least = 6 大于 at_most = 5，没有人填得出"),
    ("at_least = 5\nat_most = 100", "at_least = 6000", r"at_least = 6000 大于 at_most = 5000"),
    ("at_least = 1\nat_most = 2\n", "at_least = 4\n", r"at_least = 4 多于选项数 3"),
    ("at_least = 1\nat_most = 3\n", "at_most = 0\n", r"at_most 至少是 1"),
    ("at_most = 40", "at_most = 4000", r"at_most = 4000 超出范围，应在 0 与 1000 之间"),
    ('media = ["pdf", "jpg"]', 'media = ["pdf", "jpgs"]', r"“jpgs” 不是可以接收的文件；是不是 “jpg”？"),
    ('media = ["pdf", "jpg"]', "media = []", r"media 须至少写一种文件"),
    ('media = ["pdf", "jpg"]\n', "", r"缺少键 “media”"),
    ('{ id = "share", kind = "percent"', '{ id = "share", kind = "table"', r'column "share": kind = “table” 不在可选值之内'),
    ('{ id = "share", kind = "percent"', '{ id = "name", kind = "percent"', r'column "name": 编号 “name” 出现了两次'),
    ('  { id = "mulan", label = "木兰", label_en = "Mulan" },\n', "", r"选择类栏目须写至少 2 个 options，现在是 1 个"),
    ('help_en = "Experts read this."\n', "", r"help 与 help_en 须同时写"),
    ("max_bytes = 1_000_000", "max_byte = 1_000_000", r"不认识的键 “max_byte”；是不是 “max_bytes”？"),
    ('label = "简介"', "label = 5", r'field "about": label 应是文字'),
    ('kind = "url"', 'kind = "url"\nmedia = ["pdf"]', r"不认识的键 “media”"),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "unsound", "said"), REFUSED, ids=[said[-24:] for *_, said in REFUSED])
def test_a_question_nobody_can_answer_is_refused_by_name(sound: str, unsound: str, said: str) -> None:
    assert sound in TEXT
    with pytest.raises(PolicyError, match=said):
        form(TEXT.replace(sound, unsound, 1))


def test_a_section_asks_something() -> None:
    with pytest.raises(PolicyError, match='section "empty": 没有任何栏目'):
        form('[[section]]\nid = "empty"\ntitle = "空"\ntitle_en = "Empty"')


def test_a_table_has_columns() -> None:
    start = TEXT.index("columns = [")
    with pytest.raises(PolicyError, match="表格没有 columns"):
        form(TEXT[:start] + "columns = []")
