"""Do the components say what they should, and does the living page show them all?"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import Client, RequestFactory
from django.utils.html import escape
from django.utils.translation import override

import portal.house
from portal.house.parts import Choice, Difference, Facet, Reason, Stat
from portal.house.specimens import SPECIMENS

SPECIMEN_FOLDER = Path(portal.house.__file__).parent / "templates" / "house" / "specimens"


def drawn(source: str, **values: Any) -> str:
    """A piece of a page, as the request /list/?q=齿轮&page=2 would get it."""
    request = RequestFactory().get("/list/", {"q": "齿轮", "page": "2", "order": "new"})
    return engines["django"].from_string(source).render(values, request)


def test_a_number_is_a_door() -> None:
    assert drawn('{% number 18240 "行" href="/why" %}') == '<a class="number" href="/why">18,240<span class="unit"> 行</span></a>'


def test_unknown_is_never_zero_and_keeps_its_door() -> None:
    assert drawn("{% number None %}") == '<span class="number unknown">未知</span>'
    assert drawn('{% number None href="/why" %}') == '<a class="number unknown" href="/why">未知</a>'
    assert drawn("{% number 0 %}") == '<span class="number">0</span>'


def test_no_blank_slips_in_between_a_number_and_a_comma() -> None:
    assert drawn('{% number 3 %}，{% tag "草稿" %}。{% chip "declared" %}').count(" ，") == 0
    assert "\n" not in drawn('{% number 3 %}，{% tag "草稿" %}。{% chip "declared" %}')


def test_what_people_wrote_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    page = drawn(
        "{% tag evil %}{% number 1 evil title=evil %}{% reasons reasons %}{% facts facts %}{% person_line evil note=evil %}"
        "{% notice 'warn' evil %}{{ evil }}{% endnotice %}{% empty evil %}{% datatable evil evil %}<tbody></tbody>{% enddatatable %}"
        "{% compare subjects rows %}{% stats stats %}{% progress 1 2 evil %}{% sorter evil 'name' %}",
        evil=evil,
        reasons=[evil, Reason(evil, "pass")],
        facts=[(evil, evil)],
        subjects=[(evil, "")],
        rows=[(evil, [evil])],
        stats=[Stat(evil, 1, evil, note=evil)],
    )
    assert "<script" not in page


def test_an_instant_is_told_in_the_citys_time_and_a_date_as_it_is() -> None:
    assert ">2026-09-14 10:30<" in drawn("{% when at %}", at=datetime(2026, 9, 14, 2, 30, tzinfo=UTC))
    assert drawn("{% when on %}", on=date(2026, 9, 14)) == '<time datetime="2026-09-14">2026-09-14</time>'
    assert drawn("{% when None %}") == "—"


def test_money_is_fen_and_sizes_are_bytes() -> None:
    assert drawn("{{ 12345|money }} {{ 48213|size }} {{ none|size }}", none=None) == "123.45 元 47.1 KB 大小未知"
    with override("en"):
        assert drawn("{{ 12345|money }}") == "CNY 123.45"


class Registration(forms.Form):
    name = forms.CharField(label="名称", help_text="如首页所写")
    kind = forms.ChoiceField(label="类型", widget=forms.RadioSelect, choices=[("a", "甲"), ("b", "乙")])
    agreed = forms.BooleanField(label="属实")
    token = forms.CharField(widget=forms.HiddenInput, initial="t-1")
    paper = forms.FileField(label="附件", required=False)


def test_what_is_wrong_is_listed_above_and_leads_to_the_field() -> None:
    page = drawn('{% form form "提交" %}', form=Registration({"token": "t-1"}))
    for target, sentence in (("id_name", "请填写“名称”。"), ("id_kind_0", "请选择“类型”。"), ("id_agreed", "请勾选“属实”。")):
        assert f'<a href="#{target}">{sentence}</a>' in page
        assert f'id="{target}"' in page


def test_a_field_names_its_help_and_its_error_to_a_screen_reader() -> None:
    page = drawn("{% field form.name %}", form=Registration({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_form_not_yet_sent_accuses_nobody_and_carries_files_and_hidden_fields() -> None:
    page = drawn('{% form form "提交" cancel="/back/" %}', form=Registration())
    assert "summary" not in page
    assert 'enctype="multipart/form-data"' in page
    assert 'value="t-1"' in page
    assert 'href="/back/"' in page
    assert page.count("（选填）") == 1


def test_the_pager_keeps_the_question() -> None:
    page = drawn("{% pager page %}", page=Paginator(range(50), 10).page(2))
    assert "?page=1&amp;q=%E9%BD%BF%E8%BD%AE&amp;order=new" in page
    assert "第 2 页，共 5 页" in page
    assert drawn("{% pager page %}", page=Paginator(range(5), 10).page(1)).strip() == ""


def test_a_filter_keeps_what_it_does_not_ask_and_starts_at_the_first_page() -> None:
    page = drawn("{% facets groups %}", groups=[Facet("field", "领域", [Choice("ai", "人工智能", 3, selected=True)])])
    assert '<input type="hidden" name="order" value="new">' in page
    assert 'name="page"' not in page
    assert 'value="齿轮"' in page
    assert "checked" in page


def test_sorting_again_turns_the_order_around() -> None:
    request = RequestFactory().get("/list/", {"sort": "name", "page": "3"})
    page = engines["django"].from_string('{% sorter "名称" "name" %}').render({}, request)
    assert 'href="?sort=-name"' in page
    assert "升序" in page


def test_a_change_that_cannot_be_compared_says_so() -> None:
    page = drawn(
        '{% run_diff rows "八月" "九月" %}', rows=[Difference("行", None, 5), Difference("个", 3, 3), Difference("人", 9, 7, "退出")]
    )
    assert "无法比较" in page
    assert "不变" in page
    assert "-2" in page


def test_a_job_of_unknown_length_shows_no_share() -> None:
    assert "%" not in drawn('{% progress 5 None "取回" %}')
    assert "（30%）" in drawn('{% progress 37 120 "扫描" %}')


def test_rows_may_be_dicts() -> None:
    assert "不符合" in drawn("{% reasons rows %}", rows=[{"text": "太少", "outcome": "fail"}])
    assert "当前步骤" in drawn("{% steps rows %}", rows=[{"label": "受理", "state": "now"}])


def test_every_specimen_is_shown_and_no_other_lies_about() -> None:
    assert {one.id for one in SPECIMENS} == {path.stem for path in SPECIMEN_FOLDER.glob("*.html")}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/house/", "/en/house/", "/house/accessibility/", "/en/house/accessibility/"])
def test_the_living_page_needs_no_inline_style_or_script(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=")
    assert " onclick" not in page


@pytest.mark.django_db
def test_an_id_stands_once_on_the_living_page(client: Client) -> None:
    page = client.get("/house/").content.decode()
    ids = [piece.partition('"')[0] for piece in page.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.django_db
def test_the_english_page_holds_no_chinese_but_the_languages_own_name(client: Client) -> None:
    page = client.get("/en/house/").content.decode().replace("中文", "")
    shown = page[page.index("<body") :]
    for source in (one.source for one in SPECIMENS):
        shown = shown.replace(escape(source), "")
    assert [line for line in shown.splitlines() if any("\u4e00" <= character <= "\u9fff" for character in line)] == []
