"""Public pages: what they say, how many questions they ask, what they never say."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Consent, Person, Purpose
from portal.evidence.models import RunState, RunVerdict
from portal.register.models import Project
from tests.portal.public.filled_city import City, fill

PAGES = (
    "/",
    "/chart/",
    "/chart/?with=000000000000",
    "/about/",
    "/libraries/",
    "/libraries/seed_library/",
    "/libraries/nursery/",
    "/libraries/all/?sort=-lines",
    "/libraries/expert_committee/",
    "/compare/?record=project-1&record=project-2&record=enterprise-lizhou",
    "/search/?q=仿真",
    "/search/",
    "/rankings/",
    "/rankings/aaaaaaaaaaaa/people/",
    "/rankings/aaaaaaaaaaaa/organisations/",
    "/rankings/aaaaaaaaaaaa/people/3/",
    "/verify/",
    "/verify/aaaaaaaaaaaa/",
    "/pillars/",
    "/pillars/projects/",
    "/pillars/governance/",
    "/pillars/talent/",
    "/data/",
    "/data/api/",
)
FILES = (
    "/data/projects.csv",
    "/data/organisations.csv",
    "/data/libraries.json",
    "/data/rankings.csv",
    "/data/rankings.json",
    "/data/numbers.json",
    "/data/catalogue.json",
    "/rankings/aaaaaaaaaaaa/people/list.csv",
    "/feed.xml",
    "/sitemap.xml",
    "/api/v1/projects?size=200",
    "/api/v1/organisations",
    "/api/v1/runs",
    "/api/v1/runs/aaaaaaaaaaaa/rankings/people?size=200",
    "/api/v1/libraries/expert_committee",
)
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
IDENTITY_NUMBER = re.compile(r"(?<![0-9a-f])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dX](?![0-9a-f])")
PHONE = re.compile(r"(?<![0-9a-f.])1[3-9]\d{9}(?![0-9a-f])")


VALUE = re.compile(r'"(?:value|scale)": [\d.]+')


def text_of(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_answers_in_both_languages(city: City, client: Client, language: str) -> None:
    for address in PAGES:
        answer = client.get(language + address)
        assert answer.status_code == 200, address
        assert f'<html lang="{"en" if language else "zh-Hans"}"' in text_of(answer)


def test_english_pages_hold_no_chinese_sentence_of_ours(city: City, client: Client) -> None:
    for address in ("/", "/chart/", "/about/", "/verify/", "/data/", "/pillars/", "/rankings/"):
        page = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text_of(client.get("/en" + address)))
        assert not re.findall(r"[\u4e00-\u9fff]{3,}[，。]", page), address


def test_no_page_and_no_file_holds_a_mailbox_an_identity_number_or_a_phone(city: City, client: Client) -> None:
    Project.objects.filter(id="project-1").update(summary="联系 someone@mail.example 或 13812345678", name="齿轮 li@lizhou.example")
    RunVerdict.objects.filter(run=city.award, row=0).update(name="wu@mail.example")
    Consent.objects.get_or_create(
        person_id=RunVerdict.objects.get(run=city.award, track="people", row=0).subject, purpose=Purpose.PUBLIC_NAME, withdrawn_at=None
    )
    for address in (*PAGES, *("/en" + page for page in PAGES), *FILES):
        text = VALUE.sub("", text_of(client.get(address)))
        assert not MAILBOX.search(text), (address, MAILBOX.search(text))
        assert not IDENTITY_NUMBER.search(text), (address, IDENTITY_NUMBER.search(text))
        assert not PHONE.search(text), (address, PHONE.search(text))


def test_names_without_consent_are_nowhere(city: City, client: Client) -> None:
    hidden = Person.objects.exclude(consents__purpose=Purpose.PUBLIC_NAME).exclude(id="p-00000001")
    shown = {person.name for person in Person.objects.filter(consents__purpose=Purpose.PUBLIC_NAME)}
    secret = {person.name for person in hidden} - shown
    assert secret
    assert city.people
    for address in (*PAGES, *FILES):
        text = text_of(client.get(address))
        assert not [name for name in secret if name in text], address


def test_a_withdrawn_consent_hides_the_name_at_once(city: City, client: Client) -> None:
    verdict = RunVerdict.objects.filter(run=city.award, track="people", subject="p-00000000").get()
    address = f"/rankings/{city.award.short}/people/{verdict.row}/"
    first = client.get(address)
    assert verdict.name in text_of(first)
    Consent.objects.filter(person="p-00000000", purpose=Purpose.PUBLIC_NAME).update(withdrawn_at="2026-11-25T00:00:00Z")
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert verdict.name not in text_of(again)
    assert f"{verdict.name[0]}**" in text_of(again)


def test_a_page_that_did_not_change_is_not_sent_again(city: City, client: Client) -> None:
    for address in ("/", "/libraries/all/", "/rankings/aaaaaaaaaaaa/people/"):
        first = client.get(address)
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    Project.objects.filter(id="project-1").update(updated_at="2030-01-01T00:00:00Z")
    assert client.get("/", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert city.projects


def test_a_signed_in_readers_page_is_nobody_elses(city: City, signed_in: Callable[..., Client]) -> None:
    from tests.portal.city import developer  # noqa: PLC0415 -- Django's registry

    client = signed_in(developer(Person.objects.get(id=city.people[0])))
    answer = client.get(f"/rankings/{city.award.short}/people/")
    assert "ETag" not in answer
    assert "private" in answer["Cache-Control"]
    assert "这是您" in text_of(answer)


@pytest.mark.parametrize(("projects", "people"), [(12, 20), (40, 150)])
def test_questions_to_the_database_do_not_grow_with_the_city(
    db: None, client: Client, django_assert_max_num_queries: Callable[..., Any], projects: int, people: int
) -> None:
    fill(projects, people)
    bounds = {
        "/": 40,
        "/chart/": 20,
        "/libraries/all/": 26,
        "/libraries/seed_library/": 28,
        "/search/?q=仿真": 20,
        "/rankings/": 8,
        "/rankings/aaaaaaaaaaaa/people/": 16,
        "/rankings/aaaaaaaaaaaa/people/?q=沈": 16,
        "/pillars/projects/": 24,
        "/data/": 10,
        "/verify/aaaaaaaaaaaa/": 10,
        "/compare/?record=project-1&record=project-2": 22,
        "/api/v1/projects?size=200": 10,
        "/api/v1/runs/aaaaaaaaaaaa/rankings/people": 16,
    }
    for address, most in bounds.items():
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_second_reader_costs_a_handful_of_questions(
    city: City, client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    assert city.projects
    client.get("/")
    with django_assert_max_num_queries(6):
        client.get("/")


def test_libraries_are_narrowed_sorted_and_say_when_nothing_fits(city: City, client: Client) -> None:
    assert city.projects
    page = text_of(client.get("/libraries/all/?field=security"))
    assert "清除条件" in page
    assert "没有符合这些条件的登记" in text_of(client.get("/libraries/all/?field=security&district=yinhan&kind=expert"))
    rows = re.findall(r'name="record" value="([\w-]+)"', text_of(client.get("/libraries/all/?kind=project&sort=-lines")))
    assert rows[-1] == city.projects[-1], "unknown stands last"
    assert "这个库还没有成员" in text_of(client.get("/libraries/training_bases/"))


def test_who_left_a_library_and_why_stays_public(city: City, client: Client) -> None:
    assert city.projects
    assert "连续两次复核未通过" in text_of(client.get("/libraries/seed_library/"))


def test_two_characters_find_a_project_but_not_a_person_who_did_not_agree(city: City, client: Client) -> None:
    named = Project.objects.get(id=city.projects[0]).name[:2]
    assert city.projects[0] in text_of(client.get(f"/search/?q={named}")) or named in text_of(client.get(f"/search/?q={named}"))
    open_person, closed = Person.objects.get(id="p-00000000"), Person.objects.get(id="p-00000003")
    assert f'line-name">{open_person.name}' in re.sub(r"<a [^>]*>", "", text_of(client.get(f"/search/?q={open_person.name}")))
    assert "<h2>人</h2>" not in text_of(client.get(f"/search/?q={closed.name}"))


def test_a_hidden_name_is_found_by_what_is_shown_of_it(city: City, client: Client) -> None:
    hidden = RunVerdict.objects.get(run=city.award, track="people", subject="p-00000002")
    page = text_of(client.get(f"/rankings/{city.award.short}/people/?q={hidden.name}"))
    assert f"{hidden.name[0]}**" in page
    stranger = hidden.name[0] + "某某"
    assert f"{hidden.name[0]}**" in text_of(client.get(f"/rankings/{city.award.short}/people/?q={stranger}")), (
        "a right guess must not stand out"
    )


def test_a_retracted_ranking_stays_readable_and_says_why(city: City, client: Client) -> None:
    city.award.state, city.award.retraction = RunState.RETRACTED, "统计期写错"
    city.award.save()
    page = text_of(client.get(f"/rankings/{city.award.short}/people/"))
    assert "统计期写错" in page
    assert city.award.short not in text_of(client.get("/rankings/"))


def test_what_was_never_published_is_not_there(city: City, client: Client) -> None:
    city.award.state = RunState.LOADED
    city.award.save()
    for address in (
        f"/rankings/{city.award.short}/people/",
        f"/verify/{city.award.short}/",
        f"/api/v1/runs/{city.award.short}",
        f"/rankings/{city.award.short}/people/list.csv",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/libraries/none/",
        "/pillars/none/",
        "/rankings/ffffffffffff/people/",
        "/rankings/aaaaaaaaaaaa/none/",
        "/rankings/aaaaaaaaaaaa/people/99999/",
        "/verify/zz/",
        "/data/none.csv",
        "/data/projects.exe",
    ],
)
def test_what_is_not_there_is_not_found(city: City, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=仿真&page=x",
        "/libraries/all/?district=x&kind=x&field=x&sort=x&page=-1",
        "/compare/?record=x&record=y",
        "/rankings/aaaaaaaaaaaa/people/?q=%FF&page=9999",
        "/chart/?metric=x&with=x&run=x",
        "/libraries/all/?q=" + "长" * 5000,
    ],
)
def test_nonsense_in_an_address_breaks_nothing(city: City, client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/search/?q=%00", "/libraries/all/?district=%00", "/compare/?record=%00", "/chart/?metric=%00&run=%00"]
)
def test_a_nul_character_in_an_address_is_refused_with_a_reason(city: City, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "<html" in text_of(answer)


def test_robots_sitemap_and_feed_are_well_formed(city: City, client: Client) -> None:
    import xml.etree.ElementTree as ET  # noqa: PLC0415

    sitemap = text_of(client.get("/sitemap.xml"))
    ET.fromstring(sitemap)  # noqa: S314 -- our own
    assert 'hreflang="en"' in sitemap
    assert "/en/rankings/aaaaaaaaaaaa/people/" in sitemap
    feed = ET.fromstring(text_of(client.get("/feed.xml")))  # noqa: S314
    titles = [title.text or "" for title in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert any("公布：" in title for title in titles)
    assert any("出库：" in title for title in titles)
    assert "Sitemap:" in text_of(client.get("/robots.txt"))
    assert city.projects


def test_a_line_of_a_ranking_leads_to_a_public_page_only_where_the_person_agreed(city: City, client: Client) -> None:
    for subject, open_page in (("p-00000000", True), ("p-00000003", False)):
        row = RunVerdict.objects.get(run=city.award, track="people", subject=subject).row
        assert (f"/people/{subject}/" in text_of(client.get(f"/rankings/{city.award.short}/people/{row}/"))) is open_page


def test_a_page_made_for_one_reader_is_not_kept_for_the_next(city: City, client: Client) -> None:
    assert city.projects
    client.cookies["care"] = "1"
    assert 'class="care"' in text_of(client.get("/libraries/"))
    client.cookies.clear()
    assert 'class="care"' not in text_of(client.get("/libraries/"))
    first, second = client.get("/verify/"), client.get("/verify/")
    assert "ETag" not in first
    assert first.content != second.content, "a form's token is a reader's own"


def test_who_opened_a_page_but_not_their_name_is_not_found_by_it(city: City, client: Client) -> None:
    someone = Person.objects.get(id=city.people[6])
    assert "<h2>人</h2>" in text_of(client.get(f"/search/?q={someone.name}"))
    someone.consents.filter(purpose="public_name").update(withdrawn_at=timezone.now())
    assert "<h2>人</h2>" not in text_of(client.get(f"/search/?q={someone.name}"))
