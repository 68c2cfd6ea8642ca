"""The office's way through its pages: from the draft to the published notice, its withdrawal, and the result."""

import re

import pytest
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.calls.models import Notice, NoticeState
from tests.portal.calls.notices.lists import approved, over, ranking_call, shortlisted
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def as_client(acting: Acting) -> Client:
    client = Client()
    client.force_login(acting.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_head_drafts_looks_confirms_publishes_and_puts_the_list_in_force(city: Town) -> None:
    call, *_two = approved(city)
    head, desk = as_client(city.acting[Role.OFFICE_HEAD]), f"/desk/{call.pk}/notice/"
    assert "2 份可以公示" in head.get(desk).content.decode()
    assert head.post(desk)["Location"] == desk
    assert head.post(desk, {"title": "关于拟奖励名单的公示", "introduction": "现予公示。"})["Location"] == f"{desk}preview/"
    page = head.get(f"{desk}preview/").content.decode()
    assert "公示期自" in page
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest is not None
    clerk = as_client(city.acting[Role.OFFICE_CLERK])
    assert clerk.post(f"{desk}confirm/", {"digest": digest[1]}).status_code == 404
    assert head.post(f"{desk}publish/").status_code == 409
    head.post(f"{desk}confirm/", {"digest": digest[1]})
    assert f'action="{desk}publish/"' in head.get(f"{desk}preview/").content.decode()
    notice = Notice.objects.get()
    assert head.post(f"{desk}publish/")["Location"] == f"/notices/{notice.pk}/"
    assert f"/notices/{notice.pk}/withdraw/" in head.get(f"/notices/{notice.pk}/").content.decode()
    everybody = Client()
    for path in ("/notices/", f"/notices/{notice.pk}/", f"/en/notices/{notice.pk}/", f"/notices/{notice.pk}/objection/", "/objections/"):
        assert everybody.get(path).status_code == 200, path
    assert "公示期自" in everybody.get(f"/notices/{notice.pk}/").content.decode()
    over(notice)
    assert "发布结果" in head.get(f"/results/{notice.pk}/publish/").content.decode()
    assert head.post(f"/results/{notice.pk}/publish/", {"text": ""})["Location"] == f"/results/{notice.pk}/"
    assert everybody.get(f"/results/{notice.pk}/").status_code == 200


def test_a_draft_is_not_public_and_can_be_thrown_away(city: Town) -> None:
    call, *_one = shortlisted(city)
    head, desk = as_client(city.acting[Role.OFFICE_HEAD]), f"/desk/{call.pk}/notice/"
    head.post(desk)
    notice = Notice.objects.get()
    assert Client().get(f"/notices/{notice.pk}/").status_code == 404
    assert Client().get(f"/notices/{notice.pk}.pdf").status_code == 404
    assert Client().get(f"/notices/{notice.pk}/objection/").status_code == 404
    assert head.get(f"/desk/{call.pk}/shortlist/").status_code == 200
    head.post(f"{desk}discard/")
    assert not Notice.objects.filter(state=NoticeState.DRAFT).exists()


def test_the_office_nominates_from_a_run_and_sees_who_is_unknown(city: Town) -> None:
    call, run = ranking_call(city)
    clerk, page = as_client(city.acting[Role.OFFICE_CLERK]), f"/desk/{call.pk}/nominations/"
    assert run.short in clerk.get(page).content.decode()
    clerk.post(page, {"run": run.run_id})
    assert "p-unknown" in clerk.get(page).content.decode()
    assert call.applications.count() == 2
    assert clerk.post(page, {"run": "0" * 64}).status_code == 404
