"""Do the pages about records say what is so, to those who may see it, in few queries?"""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts.roles import Role
from portal.register.models import Kind, Project, Record, State
from portal.register.services.moves import record_move
from portal.register.services.records import record_draft
from portal.register.services.repositories import repository_add
from portal.register.workbook import Line, export
from tests.portal.city import Town, town

SignIn = Callable[..., Client]


@pytest.fixture
def here(db: None) -> Town:
    return town(("yinhan", "lanyue"))


def project(here: Town, name: str = "Tianqi", state: str = State.SUBMITTED, district: str = "yinhan") -> Record:
    by = here.acting[Role.DEVELOPER]
    record = record_draft(
        kind=Kind.PROJECT, values={"name": name, "summary": "工业网关", "district": district, "fields": ["industrial"]}, by=by
    )
    repository_add(record=record, url=f"https://gitee.com/xinghe/{record.pk}", by=by)
    if state != State.DRAFT:
        record = record_move(record=record, move="submit", version=record.version, by=by)
    if state == State.REGISTERED:
        record = record_move(record=record, move="register", version=record.version, by=here.acting[Role.OFFICE_CLERK])
    return record


def test_the_list_of_a_thousand_takes_few_queries(
    here: Town, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Record.objects.bulk_create(
        Record(id=f"p{number}", kind=Kind.PROJECT, name=f"项目{number}", serial=number, state=State.REGISTERED, district="yinhan")
        for number in range(1000)
    )
    client = signed_in(here.acting[Role.OFFICE_CLERK])
    with django_assert_max_num_queries(10):
        answer = client.get("/register/?q=&state=registered&sort=-name")
    assert answer.status_code == 200
    assert "1000 条" in answer.content.decode()


def test_a_record_with_a_long_history_takes_few_queries(
    here: Town, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    record = project(here)
    client = signed_in(here.acting[Role.OFFICE_CLERK])
    with django_assert_max_num_queries(18):
        text = client.get(f"/register/{record.pk}/").content.decode()
    assert "等待主管部门核对" in text
    assert "予以登记" in text


def test_two_chinese_characters_find_a_record_by_its_field_and_repository(here: Town, signed_in: SignIn) -> None:
    project(here)
    client = signed_in(here.acting[Role.OFFICE_CLERK])
    for query in ("网关", "工业软件", "xinghe", "tian"):
        assert "Tianqi" in client.get("/register/", {"q": query}).content.decode(), query
    assert "没有符合这些条件的登记" in client.get("/register/", {"q": "数据库"}).content.decode()


def test_facets_count_what_choosing_them_would_leave(here: Town, signed_in: SignIn) -> None:
    project(here)
    project(here, "Dipper", district="lanyue", state=State.REGISTERED)
    answer = signed_in(here.acting[Role.OFFICE_CLERK]).get("/register/?district=lanyue")
    counted = {facet.name: {choice.value: choice.count for choice in facet.choices} for facet in answer.context["facets"]}
    assert counted["district"] == {"yinhan": 1, "lanyue": 1}
    assert counted["state"] == {"registered": 1}
    assert counted["field"] == {"industrial": 1}
    assert [record.pk for record, _tone, _tick in answer.context["rows"]] == ["dipper"]


def test_what_is_outside_the_own_scope_is_not_there(here: Town, signed_in: SignIn) -> None:
    record = project(here)
    for stranger in (here.elsewhere[Role.DEVELOPER], here.elsewhere[Role.DISTRICT_OFFICER], here.elsewhere[Role.ORG_ADMIN]):
        client = signed_in(stranger)
        for page in ("", "edit/", "move/register/", "repositories/add/", "repositories/1/", "listings/add/", "publiccode.yml"):
            assert client.get(f"/register/{record.pk}/{page}").status_code == 404, page
        assert client.post(f"/register/{record.pk}/undo/2/").status_code == 404


def test_an_officer_does_not_see_a_draft_of_somebody_else(here: Town, signed_in: SignIn) -> None:
    record = project(here, state=State.DRAFT)
    assert signed_in(here.acting[Role.OFFICE_CLERK]).get(f"/register/{record.pk}/").status_code == 404
    assert signed_in(here.acting[Role.DEVELOPER]).get(f"/register/{record.pk}/").status_code == 200


def test_a_developer_drafts_submits_and_takes_it_back(here: Town, signed_in: SignIn) -> None:
    client = signed_in(here.acting[Role.DEVELOPER])
    form = {"name": "天启 Tianqi", "summary": "工业网关", "district": "yinhan", "fields": ["industrial"], "languages": "Rust、Go"}
    assert client.post("/register/new/project/", form).url == "/register/tianqi/"
    assert client.post("/register/tianqi/repositories/add/", {"url": "git@gitee.com:XingHe/Tianqi.git"}).status_code == 302
    answer = client.post("/register/tianqi/move/submit/", {"version": 1}, follow=True)
    text = answer.content.decode()
    assert "已提交，等待核对。" in text
    assert "可以在 10 分钟内撤销" in text
    assert "已撤销" in client.post("/register/tianqi/undo/2/", follow=True).content.decode()
    record = Project.objects.get()
    assert (record.state, record.version, record.repositories.get().url) == (State.DRAFT, 3, "https://gitee.com/xinghe/tianqi")


def test_wrong_values_come_back_at_their_fields(here: Town, signed_in: SignIn) -> None:
    answer = signed_in(here.acting[Role.DEVELOPER]).post("/register/new/project/", {"name": "", "homepage": "x y", "district": "mars"})
    assert answer.status_code == 400
    assert not Record.objects.exists()
    answer = signed_in(here.acting[Role.DEVELOPER]).post(
        "/register/new/project/", {"name": "T", "summary": "t", "district": "yinhan", "homepage": "x y"}
    )
    assert "不是网址" in answer.content.decode()


def test_a_form_made_from_an_older_version_keeps_what_was_typed_and_says_so(here: Town, signed_in: SignIn) -> None:
    record = project(here, state=State.DRAFT)
    client = signed_in(here.acting[Role.DEVELOPER])
    form = {"version": 1, "name": "Tianqi", "summary": "一", "district": "yinhan"}
    assert client.post(f"/register/{record.pk}/edit/", form).status_code == 302
    answer = client.post(f"/register/{record.pk}/edit/", {**form, "summary": "二"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "第 2 版" in text
    assert 'value="二"' in text


def test_an_officer_registers_what_was_ticked_after_seeing_it(here: Town, signed_in: SignIn) -> None:
    one, two = project(here, "One"), project(here, "Two")
    client = signed_in(here.acting[Role.DISTRICT_OFFICER])
    ticked = [f"{record.pk}:{record.version}" for record in (one, two)]
    assert "登记这 2 条？" in client.post("/register/bulk/", {"record": ticked}).content.decode()
    assert Record.objects.filter(state=State.REGISTERED).count() == 0
    ticked[1] = f"{two.pk}:1"
    text = client.post("/register/bulk/", {"record": ticked, "confirmed": "1"}, follow=True).content.decode()
    assert "已登记 1 条" in text
    assert "《Two》没有登记" in text


def test_the_history_shows_old_and_new_side_by_side(here: Town, signed_in: SignIn) -> None:
    record = project(here, state=State.DRAFT)
    client = signed_in(here.acting[Role.DEVELOPER])
    client.post(f"/register/{record.pk}/edit/", {"version": 1, "name": "Tianqi", "summary": "边缘网关", "district": "lanyue"})
    text = client.get(f"/register/{record.pk}/").content.decode()
    assert "<del>银汉区</del>" in text
    assert "<ins>揽月区</ins>" in text
    assert "<del>工业网关</del>" in text


def test_the_head_lists_warns_and_ends_each_with_its_reason(here: Town, signed_in: SignIn) -> None:
    record = project(here, state=State.REGISTERED)
    client = signed_in(here.acting[Role.OFFICE_HEAD])
    assert client.post(f"/register/{record.pk}/listings/add/", {"library": "seed_library", "basis": ""}).status_code == 400
    assert client.post(f"/register/{record.pk}/listings/add/", {"library": "first_version", "basis": "星信〔2025〕8 号"}).status_code == 400
    client.post(f"/register/{record.pk}/listings/add/", {"library": "seed_library", "basis": "星信〔2025〕8 号"})
    listing = record.listings.get()
    client.post(f"/register/{record.pk}/listings/{listing.pk}/warn/", {"reason": "半年没有提交"})
    text = client.post(f"/register/{record.pk}/listings/{listing.pk}/end/", {"reason": "已停止维护"}, follow=True).content.decode()
    assert "已停止维护" in text
    assert "已出库" in text


def test_a_workbook_is_shown_before_it_is_carried_out(here: Town, signed_in: SignIn) -> None:
    client = signed_in(here.acting[Role.OFFICE_CLERK])
    lines = [
        Line("", 1, {"name": "甲", "summary": "介绍", "district": "yinhan"}, ["https://gitee.com/a/b"]),
        Line("", 1, {"name": "乙", "summary": "介绍"}, ["https://gitee.com/a/c"]),
    ]
    sent = SimpleUploadedFile("十一月.xlsx", export(Kind.PROJECT, lines, {}))
    answer = client.post("/register/import/", {"file": sent, "target": "submit"})
    plan = client.get(answer.url)
    assert "有 1 行、1 处要改" in plan.content.decode()
    assert "登记!I3" in plan.content.decode()
    assert client.get(f"{answer.url}marked.xlsx").content.startswith(b"PK")
    assert client.post(answer.url, {"rows": "all"}).status_code == 400
    assert not Record.objects.exists()
    assert "新登记 1 条" in client.post(answer.url, {"rows": "good"}, follow=True).content.decode()
    assert client.get(answer.url).status_code == 404


def test_a_file_that_is_no_workbook_is_told_at_its_field(here: Town, signed_in: SignIn) -> None:
    client = signed_in(here.acting[Role.OFFICE_CLERK])
    answer = client.post("/register/import/", {"file": SimpleUploadedFile("a.xlsx", b"hello"), "target": "submit"})
    assert answer.status_code == 400
    assert "另存为 .xlsx" in answer.content.decode()


def test_an_export_needs_a_purpose_and_follows_the_filters(here: Town, signed_in: SignIn) -> None:
    project(here, "One")
    project(here, "Two", district="lanyue")
    client = signed_in(here.acting[Role.OFFICE_CLERK])
    assert client.post("/register/export/", {"kind": "project", "purpose": ""}).status_code == 400
    answer = client.post("/register/export/?district=lanyue", {"kind": "project", "purpose": "报送月报"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize(
    "page", ["/register/", "/me/records/", "/register/new/expert/", "/register/import/", "/register/export/", "/register/publiccode/"]
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_opens_empty_and_in_both_languages(here: Town, signed_in: SignIn, page: str, prefix: str) -> None:
    assert signed_in(here.acting[Role.OFFICE_CLERK]).get(f"{prefix}{page}").status_code == 200


def test_the_public_is_asked_to_sign_in(client: Client, db: None) -> None:
    for page in ("/register/", "/me/records/", "/register/import/", "/register/x/"):
        assert client.get(page).url.startswith("/accounts/login/")


def test_a_public_project_gives_its_publiccode_to_everybody(here: Town, client: Client) -> None:
    record = project(here, state=State.REGISTERED)
    assert "name: Tianqi" in client.get(f"/register/{record.pk}/publiccode.yml").content.decode()


def test_strange_questions_are_answered(here: Town, signed_in: SignIn) -> None:
    client = signed_in(here.acting[Role.OFFICE_CLERK])
    for query in ("kind=x", "q=%F0%28", "page=x", "page=99999999999999999999", "sort=;drop", "field=' OR 1=1", "library=%25"):
        assert client.get(f"/register/?{query}").status_code == 200, query
    assert client.get("/register/?q=%00").status_code == 400
    assert client.post("/register/bulk/", {"record": ["a\0b:1", ":", "x"], "confirmed": "1"}).status_code == 302
    assert client.get("/register/x/repositories/99999999999999999999999/").status_code == 404
