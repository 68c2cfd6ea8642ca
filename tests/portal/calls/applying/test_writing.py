"""Writing an application: beginning, saving, writing at once, tables, versions."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from portal.calls.models import Application, ApplicationVersion, Call
from portal.calls.selectors.answers import mark_of
from portal.journal.events import Event
from portal.journal.models import Entry
from tests.portal.calls import round as calls_round
from tests.portal.city import Town, grant, person

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def sent(application: Application, client: Client, *, base: dict[str, str] | None = None, do: str = "save", **fields: Any) -> Any:
    """Save the one section as a browser would."""
    asked = [name for name in fields if "." not in name]
    data = {"asked": asked, "do": do, "base": json.dumps(base or {})} | {f"a.{name}": value for name, value in fields.items()}
    return client.post(reverse("calls:edit", args=[application.pk, "room"]), data)


def test_a_firm_begins_to_apply_with_its_project(city: Town, call: Call, signed_in: SignIn) -> None:
    project = calls_round.project("river", city.lizhou)
    client = signed_in(city.acting[Role.ORG_ADMIN])
    page = client.get(reverse("calls:apply", args=[calls_round.PROGRAMME]))
    assert "砺轴工业软件有限公司" in page.content.decode()
    answer = client.post(
        reverse("calls:apply", args=[calls_round.PROGRAMME]),
        {"applicant": str(city.acting[Role.ORG_ADMIN].grant_id), "record": project.pk},
    )
    made = Application.objects.get()
    assert answer.headers["Location"] == reverse("calls:edit", args=[made.pk, "room"])
    assert (made.organisation, made.record_id, made.district) == (city.lizhou, "river", city.lizhou.district)
    assert Entry.objects.filter(event=Event.APPLICATION_DRAFTED, subject=made.pk).exists()


def test_somebody_elses_project_is_nothing_to_apply_with(city: Town, call: Call, signed_in: SignIn) -> None:
    project = calls_round.project("bridge", city.yaoqiao)
    client = signed_in(city.acting[Role.ORG_ADMIN])
    client.post(
        reverse("calls:apply", args=[calls_round.PROGRAMME]), {"applicant": str(city.acting[Role.ORG_ADMIN].grant_id), "record": project.pk}
    )
    assert not Application.objects.exists()


def test_what_is_registered_stands_in_the_form_and_can_only_be_contested(city: Town, call: Call, signed_in: SignIn) -> None:
    project = calls_round.project("river", city.lizhou)
    application = calls_round.application(
        call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, answers={}, record=project
    )
    client = signed_in(city.acting[Role.ORG_ADMIN])
    page = client.get(reverse("calls:edit", args=[application.pk, "room"])).content.decode()
    assert "把握 5/5" in page
    assert 'name="a.name"' not in page
    sent(application, client, name="另一个名字", purpose="供公众使用")
    application.refresh_from_db()
    assert application.answers == {"name": "项目river", "purpose": "供公众使用"}


def test_chinese_spellings_are_understood_and_units_are_not_guessed(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    refused = sent(draft, client, rent="30万", purpose="供公众使用")
    assert refused.status_code == 400
    page = refused.content.decode()
    assert "请填 300000" in page
    assert 'value="30万"' in page
    draft.refresh_from_db()
    assert draft.answers == {"purpose": "供公众使用"}
    assert sent(draft, client, rent="１２３，４５６.７８").status_code == 302
    draft.refresh_from_db()
    assert draft.answers["rent"] == 12_345_678


def test_a_question_appears_when_its_condition_holds(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    address = reverse("calls:edit", args=[draft.pk, "room"])
    assert 'name="a.shared_with"' not in client.get(address).content.decode()
    sent(draft, client, shared="true")
    assert 'name="a.shared_with"' in client.get(address).content.decode()


def test_rows_are_added_and_dropped_without_a_script(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    rows = {"books": "", "books.0.title": "开源之道", "books.0.copies": "3"}
    data = {"asked": ["books"], "rows.books": "1", "do": "more:books"} | {f"a.{name}": value for name, value in rows.items()}
    answer = client.post(reverse("calls:edit", args=[draft.pk, "room"]), data)
    page = client.get(answer.headers["Location"].partition("#")[0]).content.decode()
    assert 'name="a.books.1.title"' in page
    draft.refresh_from_db()
    assert draft.answers["books"] == [{"title": "开源之道", "copies": 3}]
    base = json.dumps({"books": json.loads(page.split('name="base" value="')[1].split('"')[0].replace("&quot;", '"'))["books"]})
    client.post(reverse("calls:edit", args=[draft.pk, "room"]), data | {"do": "drop:books.0", "base": base})
    draft.refresh_from_db()
    assert "books" not in draft.answers


def test_two_who_write_the_same_at_once_lose_nothing(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    assert sent(draft, client, purpose="甲写的").status_code == 302
    colleague = Client()
    member = grant(person("同事"), Role.ORG_MEMBER, organisation=city.lizhou)
    colleague.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = sent(draft, colleague, purpose="乙写的")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "甲写的" in page
    assert "乙写的" in page
    draft.refresh_from_db()
    assert draft.answers["purpose"] == "甲写的"
    base = json.loads(page.split('name="base" value="')[1].split('"')[0].replace("&quot;", '"'))
    assert sent(draft, colleague, base=base, purpose="合成的").status_code == 302
    draft.refresh_from_db()
    assert draft.answers["purpose"] == "合成的"
    assert {row.answers.get("purpose") for row in ApplicationVersion.objects.all()} >= {"甲写的", "合成的"}


def test_two_who_write_different_things_are_joined(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    sent(draft, client, purpose="用途")
    sent(draft, client, purpose="", shared="true")
    draft.refresh_from_db()
    assert draft.answers == {"purpose": "用途", "shared": True}


def test_a_page_that_saved_itself_meanwhile_does_not_cross_with_itself(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    client.post(reverse("calls:autosave", args=[draft.pk, "room"]), {"asked": ["purpose"], "a.purpose": "供公众", "base": "{}"})
    assert sent(draft, client, purpose="供公众阅览").status_code == 302
    draft.refresh_from_db()
    assert draft.answers["purpose"] == "供公众阅览"


def test_autosaves_of_one_sitting_are_one_version(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    address = reverse("calls:autosave", args=[draft.pk, "room"])
    base = ""
    for text in ("供", "供公众", "供公众阅览"):
        page = client.post(address, {"asked": ["purpose"], "a.purpose": text, "base": base or "{}"}).content.decode()
        base = page.split('name="base" value="')[1].split('"')[0].replace("&quot;", '"')
    draft.refresh_from_db()
    assert draft.answers["purpose"] == "供公众阅览"
    assert [(row.version, row.autosaved) for row in draft.versions.all()] == [(4, True), (1, False)]


def test_two_versions_are_compared(draft: Application, city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    sent(draft, client, rent="100")
    base = {"rent": mark_of(10_000)}
    sent(draft, client, rent="200", base=base)
    page = client.get(reverse("calls:difference", args=[draft.pk]), {"before": "2", "after": "3"}).content.decode()
    assert "<del>100 元</del>" in page
    assert "<ins>200 元</ins>" in page
    assert client.get(reverse("calls:difference", args=[draft.pk]), {"before": "2", "after": "x"}).status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.DISTRICT_OFFICER, Role.EXPERT, Role.DEVELOPER])
def test_nobody_else_sees_a_draft(draft: Application, city: Town, signed_in: SignIn, role: Role) -> None:
    client = signed_in(city.acting[role])
    for name in ("application", "answers", "submit", "parties", "clarify", "paper_pdf", "package", "versions"):
        assert client.get(reverse(f"calls:{name}", args=[draft.pk])).status_code == 404
    assert client.get(reverse("calls:edit", args=[draft.pk, "room"])).status_code == 404


def test_a_member_of_another_firm_cannot_write(draft: Application, city: Town, signed_in: SignIn) -> None:
    assert sent(draft, signed_in(city.elsewhere[Role.ORG_ADMIN]), purpose="别家写的").status_code == 404
