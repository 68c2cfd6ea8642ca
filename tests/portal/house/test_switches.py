"""Can a reader choose language, 关怀版 and theme without JavaScript, and is nobody led elsewhere?"""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_care_is_turned_on_kept_and_turned_off(client: Client) -> None:
    answer = client.post("/house/care/", {"care": "1", "next": "/house/?q=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/house/?q=1")
    assert '<html lang="zh-Hans" class="care">' in client.get("/house/").content.decode()
    client.post("/house/care/", {"care": "0", "next": "/house/"})
    assert '<html lang="zh-Hans">' in client.get("/house/").content.decode()


def test_reading_aids_come_with_care_alone(client: Client) -> None:
    assert "reading.js" not in client.get("/house/").content.decode()
    client.post("/house/care/", {"care": "1"})
    assert "reading.js" in client.get("/house/").content.decode()


@pytest.mark.parametrize(("wish", "shown"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ("", ""), ("pink", "")])
def test_the_theme_is_the_readers_or_the_systems(client: Client, wish: str, shown: str) -> None:
    client.post("/house/theme/", {"theme": wish})
    assert f'<html lang="zh-Hans"{shown}>' in client.get("/house/").content.decode()


def test_a_made_up_cookie_is_not_written_into_the_page(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert '<html lang="zh-Hans">' in client.get("/house/").content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example", "house/", ""],
)
def test_nobody_is_led_elsewhere(client: Client, elsewhere: str) -> None:
    for address in ("/house/care/", "/house/theme/"):
        assert client.post(address, {"next": elsewhere})["Location"] == "/"


def test_a_choice_is_made_by_posting(client: Client) -> None:
    assert client.get("/house/care/").status_code == 405
    assert client.get("/house/theme/").status_code == 405


def test_choosing_needs_no_token(client: Client) -> None:
    assert Client(enforce_csrf_checks=True).post("/house/care/", {"care": "1"}).status_code == 302


def test_the_other_language_is_the_same_page_with_the_same_question(client: Client) -> None:
    assert 'href="/en/house/?q=1"' in client.get("/house/?q=1").content.decode()
    assert 'href="/house/?q=1"' in client.get("/en/house/?q=1").content.decode()


def test_a_page_not_found_leads_to_the_other_languages_front_page(client: Client) -> None:
    assert 'href="/en/" hreflang="en"' in client.get("/no-such-page/").content.decode()


def test_the_page_says_its_language(client: Client) -> None:
    assert '<html lang="en">' in client.get("/en/house/").content.decode()


def test_a_page_for_everybody_asks_the_database_nothing(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get("/house/accessibility/")
