"""What does somebody read when it did not work?"""

import pytest
from django.http import Http404, HttpRequest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils.translation import override
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, server_error

from portal.errors import Invalid, NotAllowed, PortalError, Unreachable, WrongState
from portal.house.refusals import RefusalMiddleware


def asked() -> HttpRequest:
    return RequestFactory().get("/somewhere/")


def test_a_broken_page_needs_neither_database_nor_context(db: None, django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.block():  # type: ignore[attr-defined]
        page = server_error(asked()).content.decode()
    assert "系统出错" in page
    assert "/static/house/house.css" in page


@pytest.mark.parametrize(
    ("template", "english"), [("500.html", "Something broke"), ("400.html", "could not be read"), ("403_csrf.html", "expired")]
)
def test_pages_for_failures_speak_both_languages(template: str, english: str) -> None:
    with override("en"):
        page = get_template(template).render()
    assert english in page
    assert '<html lang="en">' in page
    assert "style=" not in page


def test_an_unreadable_request_is_four_hundred() -> None:
    assert bad_request(asked(), ValueError()).status_code == 400


def test_an_expired_form_says_what_to_do() -> None:
    answer = csrf_failure(asked())
    assert answer.status_code == 403
    assert "刷新后再提交" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_not_found_keeps_the_masthead_and_says_why(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "masthead" in answer.content.decode()
    assert "您目前的身份看不到它" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Invalid("名称不能为空"), 400),
        (WrongState("这份申请已被他人受理"), 409),
        (Unreachable("邮件服务器没有应答"), 503),
        (PortalError("不行"), 503),
    ],
)
def test_an_error_meant_to_be_read_is_read(error: Exception, status: int) -> None:
    answer = RefusalMiddleware(lambda _request: None).process_exception(asked(), error)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == status
    assert str(error) in answer.content.decode()


def test_not_allowed_is_not_found() -> None:
    with pytest.raises(Http404):
        RefusalMiddleware(lambda _request: None).process_exception(asked(), NotAllowed("record.view"))  # type: ignore[arg-type, return-value]


def test_a_page_to_go_back_to_is_one_of_ours() -> None:
    request = asked()
    request.META["HTTP_REFERER"] = "javascript:alert(1)"
    answer = RefusalMiddleware(lambda _request: None).process_exception(request, Invalid("名称不能为空"))  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert "javascript:" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=a%00b", "/en/search/?page=%00", "/projects/a%00b/"])
def test_an_address_with_a_nul_character_is_refused_on_every_database(client: Client, address: str) -> None:
    assert client.get(address).status_code in {400, 404}
