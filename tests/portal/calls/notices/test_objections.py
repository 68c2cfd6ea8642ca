"""Anybody objects; nobody on the other side learns who; the answer changes the list or does not; then the list comes into force."""

import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.awards_data import guarded, json_text
from portal.calls.calendar import calendar
from portal.calls.models import Award, Notice, NoticeState, Objection, ObjectionState
from portal.calls.selectors.notices import applications_ready, dates_of, digest_of, draft_of, rules_of
from portal.calls.selectors.objections import key_of
from portal.calls.services.notices import notice_confirm, notice_publish
from portal.calls.services.objections import (
    objection_admit,
    objection_answer,
    objection_compare,
    objection_find,
    objection_receive,
    objection_reply,
    objection_withdraw,
    objector_open,
)
from portal.calls.services.results import result_publish
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.file_texts import text_in
from portal.house.personal_data import findings
from portal.journal.models import Entry
from portal.messages.models import Message
from tests.portal.calls.notices.lists import approved, over, published, shortlisted
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db
OBJECTOR = {"name": "闻人不平", "phone": "13912345678"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SAID = "所附租赁合同与公开的登记不一致，租金不实。"
ANSWER, PUBLIC = "经核查，租赁合同真实，异议不成立。", "经核查，租赁合同与登记一致。"


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def objected(notice: Notice, **fields: object) -> Objection:
    given = {"line": notice.lines.first(), "grounds": "false", "statement": SAID, "objector": OBJECTOR} | fields
    return objection_receive(notice=notice, **given)  # type: ignore[arg-type]


def found(notice: Notice, city: Town) -> Objection:
    one = objected(notice)
    clerk = city.acting[Role.OFFICE_CLERK]
    objection_admit(objection=one, by=clerk)
    return objection_find(objection=one, findings="查阅了登记和合同原件。", opinion="", by=clerk)


def test_an_objection_has_a_day_and_tells_nobody_who_objects(city: Town) -> None:
    notice = published(approved(city)[0], city)
    one = objected(notice)
    assert one.due_on == calendar().after(timezone.localdate(), 10)
    assert "闻人" not in one.sealed
    for row in (*Entry.objects.values(), *Message.objects.values()):
        assert "闻人" not in str(row)
        assert "13912345678" not in str(row)
    assert not Entry.objects.filter(subject=one.receipt).exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"objector": {}}, "name"),
        ({"objector": {"name": "闻人不平"}}, "phone"),
        ({"statement": "不实"}, "statement"),
        ({"statement": f"我是闻人不平，{SAID}"}, "statement"),
        ({"statement": f"{SAID}请致电 13812345678"}, "statement"),
    ],
)
def test_what_the_file_asks_for_must_be_there_and_the_text_may_not_tell_who_objects(city: Town, fields: dict, named: str) -> None:  # type: ignore[type-arg]
    notice = published(approved(city)[0], city)
    with pytest.raises(Invalid) as caught:
        objected(notice, **fields)
    assert named in caught.value.problems


def test_where_the_file_asks_for_a_stamp_a_scan_must_be_attached(city: Town) -> None:
    notice = published(shortlisted(city)[0], city)
    with pytest.raises(Invalid, match="扫描件"):
        objected(notice)
    one = objected(notice, files=[SimpleUploadedFile("我的名字.pdf", PDF)])
    assert one.attachments.get().application_id is None
    with pytest.raises(Invalid):
        objected(notice, files=[SimpleUploadedFile("a.exe", b"MZ")])


def test_nobody_objects_after_the_last_day(city: Town) -> None:
    notice = published(approved(city)[0], city)
    over(notice)
    with pytest.raises(WrongState, match="期限已过"):
        objected(notice)


def test_an_admitted_objection_stops_the_application_and_asks_its_applicant_without_saying_who(city: Town) -> None:
    _call, one, _other = (made := approved(city))
    notice = published(made[0], city)
    objection = objected(notice)
    with pytest.raises(NotAllowed):
        objection_admit(objection=objection, by=city.acting[Role.DISTRICT_OFFICER])
    objection_admit(objection=objection, by=city.acting[Role.OFFICE_CLERK])
    one.refresh_from_db()
    assert one.step == "objection"
    client = Client()
    client.force_login(city.acting[Role.ORG_ADMIN].person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/applications/{one.pk}/objections/").content.decode()
    assert SAID in page
    assert objection.receipt not in page
    assert "闻人" not in page
    objection_reply(objection=objection, reply="合同原件可供查验，租金以发票为准。", by=city.acting[Role.ORG_ADMIN])
    with pytest.raises(NotAllowed):
        objection_reply(objection=objection, reply="合同原件可供查验，租金以发票为准。", by=city.elsewhere[Role.ORG_ADMIN])
    assert client.post(f"/applications/{one.pk}/objections/{key_of(objection)}/", {"reply": "另附发票，请一并核对。"}).status_code == 302


def test_every_look_at_the_objector_is_journalled_and_none_is_the_applicants(city: Town) -> None:
    notice = published(approved(city)[0], city)
    one = objected(notice)
    assert objector_open(objection=one, by=city.acting[Role.OFFICE_CLERK]) == OBJECTOR
    assert Entry.objects.filter(event="objector.seen", actor=city.acting[Role.OFFICE_CLERK].actor_id).count() == 1
    for role in (Role.ORG_ADMIN, Role.DISTRICT_OFFICER, Role.AUDITOR, Role.FINANCE, Role.EXPERT):
        with pytest.raises(NotAllowed):
            objector_open(objection=one, by=city.acting[role])


def test_a_dismissed_objection_puts_the_application_back_on_the_notice(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    objection = found(notice, city)
    clerk = city.acting[Role.OFFICE_CLERK]
    with pytest.raises(Invalid, match="异议人"):
        objection_answer(objection=objection, outcome="dismissed", answer=ANSWER, public_answer=f"闻人不平的{PUBLIC}", by=clerk)
    with pytest.raises(NotAllowed):
        objection_answer(objection=objection, outcome="removed", answer=ANSWER, public_answer=PUBLIC, by=clerk)
    objection_answer(objection=objection, outcome="dismissed", answer=ANSWER, public_answer=PUBLIC, by=clerk)
    one.refresh_from_db()
    assert one.step == "notice"
    page = Client().get(f"/notices/{notice.pk}/").content.decode()
    assert PUBLIC in page
    assert ANSWER not in page
    assert ANSWER in Client().get(f"/objections/{objection.receipt}/").content.decode()


def test_a_removed_application_gives_its_money_back_and_leaves_the_public_list(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    objection_answer(
        objection=found(notice, city), outcome="removed", answer=ANSWER, public_answer=PUBLIC, by=city.acting[Role.OFFICE_HEAD]
    )
    one.refresh_from_db()
    assert one.step == "declined"
    assert Award.objects.get(application=one).approved_fen == 0
    page = Client().get(f"/notices/{notice.pk}/").content.decode()
    assert city.lizhou.name not in page
    assert "已移出名单" in page


def test_an_objection_reopens_review_and_the_office_still_sees_the_old_list(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    objection_answer(
        objection=found(notice, city), outcome="reviewed", answer=ANSWER, public_answer=PUBLIC, by=city.acting[Role.OFFICE_HEAD]
    )
    one.refresh_from_db()
    assert one.step == "review"
    assert notice.lines.filter(application=one).exists()


def test_a_corrected_list_is_a_new_notice_whose_time_starts_again(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    head = city.acting[Role.OFFICE_HEAD]
    Notice.objects.filter(pk=notice.pk).update(ends_on=timezone.localdate())
    objection_answer(objection=found(notice, city), outcome="corrected", answer=ANSWER, public_answer=PUBLIC, by=head)
    draft = draft_of(call)
    assert draft is not None
    assert (draft.version, draft.replaces_id, draft.lines.count()) == (2, notice.pk, 2)
    dates = dates_of(rules_of(call), timezone.localdate())
    notice_confirm(notice=draft, digest=digest_of(draft, dates), by=head)
    newer = notice_publish(notice=draft, by=head)
    notice.refresh_from_db()
    one.refresh_from_db()
    assert (notice.state, newer.ends_on, one.step) == (NoticeState.REPLACED, dates.ends_on, "notice")
    assert city.lizhou.name not in Client().get(f"/notices/{notice.pk}/").content.decode()
    assert Client().get(f"/notices/{notice.pk}.pdf").status_code == 404


def test_an_objection_is_withdrawn_until_somebody_takes_it_up(city: Town) -> None:
    notice = published(approved(city)[0], city)
    one, two = objected(notice), objected(notice)
    objection_withdraw(objection=one)
    objection_admit(objection=two, by=city.acting[Role.OFFICE_CLERK])
    with pytest.raises(WrongState):
        objection_withdraw(objection=two)


def test_the_result_waits_for_the_last_day_and_for_every_answer(city: Town) -> None:
    call, one, other = approved(city)
    notice = published(call, city)
    head = city.acting[Role.OFFICE_HEAD]
    objection = found(notice, city)
    with pytest.raises(WrongState, match="期满后"):
        result_publish(notice=notice, by=head)
    over(notice)
    with pytest.raises(WrongState, match="没有答复的异议"):
        result_publish(notice=notice, by=head)
    objection_answer(objection=objection, outcome="dismissed", answer=ANSWER, public_answer=PUBLIC, by=head)
    with pytest.raises(NotAllowed):
        result_publish(notice=notice, by=city.acting[Role.OFFICE_CLERK])
    result_publish(notice=notice, by=head)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.step, other.step) == ("awarded", "awarded")
    page = Client().get(f"/results/{notice.pk}/").content.decode()
    assert city.lizhou.name in page
    assert call.version.policy_hash in page
    data = json.loads(json_text("https://city.example"))
    assert [grant["fromOpenCall"] for grant in data["grants"]] == ["Yes", "Yes"]
    assert data["grants"][0]["amountAwarded"] == 61728.0
    assert data["grants"][1]["amountBand"] == "50000-100000"
    assert "amountAwarded" not in data["grants"][1]
    assert other.person.name not in json.dumps(data, ensure_ascii=False)


def test_a_list_without_money_enters_the_library_on_the_basis_of_its_notice(city: Town) -> None:
    call, one = shortlisted(city)
    notice = published(call, city)
    over(notice)
    result_publish(notice=notice, by=city.acting[Role.OFFICE_HEAD])
    one.refresh_from_db()
    listing = one.record.listings.get(library="seed_library")
    assert (one.step, listing.basis) == ("listed", f"/notices/{notice.pk}/")
    assert applications_ready(call) == []


def test_an_anonymous_objection_is_only_recorded_where_the_file_says_so(city: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = published(approved(city)[0], city)
    with pytest.raises(Invalid):
        objected(notice, objector={}, anonymous=True)
    rules = replace(rules_of(notice.call), anonymous="record_only")
    monkeypatch.setattr("portal.calls.services.objections.rules_of", lambda _call: rules)
    one = objected(notice, objector={}, anonymous=True)
    assert (one.state, one.due_on) == (ObjectionState.REFUSED, None)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1"])
def test_no_cell_of_the_table_is_computed_by_a_spreadsheet(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert guarded("开源") == "开源"


def test_an_answer_still_owed_for_an_earlier_version_holds_up_the_result_of_the_corrected_one(city: Town) -> None:
    call, *_two = approved(city)
    notice, head = published(call, city), city.acting[Role.OFFICE_HEAD]
    whole = objected(notice, line=None)
    objection_answer(objection=found(notice, city), outcome="corrected", answer=ANSWER, public_answer=PUBLIC, by=head)
    draft = draft_of(call)
    assert draft is not None
    notice_confirm(notice=draft, digest=digest_of(draft, dates_of(rules_of(call), timezone.localdate())), by=head)
    newer = notice_publish(notice=draft, by=head)
    over(newer)
    with pytest.raises(WrongState, match="没有答复的异议"):
        result_publish(notice=newer, by=head)
    objection_withdraw(objection=whole)
    result_publish(notice=newer, by=head)


def test_nothing_public_holds_a_number_or_mailbox_whatever_is_renamed_later(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    type(one).objects.filter(pk=one.pk).update(title="江畔 13912345678")
    over(notice)
    with pytest.raises(Invalid, match="个人信息"):
        result_publish(notice=notice, by=city.acting[Role.OFFICE_HEAD], text="请致电 13912345678。")
    result_publish(notice=notice, by=city.acting[Role.OFFICE_HEAD])
    for path, media in (
        (f"/notices/{notice.pk}/", "html"), (f"/notices/{notice.pk}.pdf", "pdf"), (f"/notices/{notice.pk}.docx", "docx"),
        (f"/results/{notice.pk}/", "html"), (f"/results/{notice.pk}.pdf", "pdf"), (f"/results/{notice.pk}.docx", "docx"),
        ("/notices/", "html"), ("/data/awards.json", "txt"), ("/data/awards.csv", "csv"),
    ):  # fmt: skip
        text = text_in(Client().get(path).content, media)
        assert text
        assert not findings(text), path
        assert "13912345678" not in text
        assert city.acting[Role.DEVELOPER].person.name not in text  # type: ignore[union-attr]


def test_anybody_objects_on_the_page_and_follows_it_by_the_receipt(city: Town) -> None:
    notice = published(approved(city)[0], city)
    client = Client()
    form = {"line": "1", "grounds": "false", "statement": SAID, "name": "闻人不平", "phone": "13912345678"}
    client.post(f"/notices/{notice.pk}/objection/", form | {"phone": " "})
    assert not Objection.objects.exists()
    answer = client.post(f"/notices/{notice.pk}/objection/", form)
    receipt = Objection.objects.get().receipt
    assert answer["Location"] == f"/objections/{receipt}/"
    page = client.get(answer["Location"])
    assert receipt in page.content.decode()
    assert "闻人" not in page.content.decode()
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("same-origin", "private, no-store")
    assert client.get("/objections/aaaa-aaaa-aaaa-aaaa/").status_code == 404
    client.force_login(city.acting[Role.OFFICE_CLERK].person, backend="allauth.account.auth_backends.AuthenticationBackend")
    desk = client.get(f"/desk/objections/{receipt}/").content.decode()
    assert "闻人" not in desk
    assert "闻人不平" in client.post(f"/desk/objections/{receipt}/objector/").content.decode()
    assert client.get(f"/desk/objections/{receipt}/provenance/{'0' * 64}/").status_code == 404
    assert client.get("/desk/objections/register.docx").status_code == 200


def test_without_a_repository_there_is_nothing_to_compare(city: Town) -> None:
    notice = published(approved(city)[0], city)
    with pytest.raises(Invalid, match="没有登记仓库"):
        objection_compare(objection=found(notice, city), by=city.acting[Role.OFFICE_CLERK])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("ABCD efgh jkmn pqrs", "/objections/abcd-efgh-jkmn-pqrs/"),
        ("https://[::1]/a/b", ""),
        ("abcd", ""),
    ],
)
def test_a_receipt_is_found_however_it_is_typed_and_what_can_be_none_is_said_to_be_none(typed: str, leads_to: str) -> None:
    answer = Client().get("/objections/", {"receipt": typed})
    assert answer.get("Location", "") == leads_to
    assert ("形如 abcd-efgh-jkmn-pqrs" in answer.content.decode()) == (not leads_to)
