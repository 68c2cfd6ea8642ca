"""A reviewer cannot learn an applicant's name in a blind phase: by no page, export, interface, file name or property of a document."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from portal.calls.models import Application, Assignment, Attachment, AttachmentKind, Call, Draw
from portal.calls.services.phases import phase_close, phase_open
from portal.calls.services.scores import Given, score_submit
from portal.house.file_texts import text_in
from portal.house.uploads import keep
from portal.messages.models import Message
from tests.portal.calls.review.committee import acting_expert, drawn, experts, in_review, waiting_call
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HREF = re.compile(r'(?:href|action|hx-post|hx-get|src)="([^"#]+)')
SKIPPED = ("/static/", "/accounts/", "/en/", "/i18n/", "/events", "mailto:", "http", "//", "data:", "javascript:")


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def filed(one: Application) -> Attachment:
    """A file whose name tells whose it is."""
    one.refresh_from_db()
    file = Attachment.objects.create(
        application=one, field="lease", kind=AttachmentKind.ANSWER, name="砺轴工业软件租赁合同.pdf", media="pdf", size_bytes=len(PDF),
        sha256=keep(PDF),
    )  # fmt: skip
    for kept in (one, *one.versions.all()):
        kept.answers = kept.answers | {"lease": [file.pk]}
        kept.save()
    return file


def ties(one: Application) -> list[str]:
    """What only the file itself says: wherever it stands beside a name it would tell whose the file is."""
    return ["第0号书声", "书声阅览室", "合办单位0号", "13812345678", "租赁合同.pdf", one.pk, str(one.number), one.content_code]


def tells(one: Application) -> list[str]:
    """All that would tell whose it is; the public register may say it, no page of a review may."""
    return [*ties(one), "砺轴", "lizhou.example/room", one.person.name, str(one.record_id)]  # type: ignore[union-attr]


def readable(response: Any) -> str:
    """Everything a response says: its headers, its text, and the text and properties of a document."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    told = " ".join(f"{name}: {value}" for name, value in response.items())
    kind = response.headers.get("Content-Type", "")
    if "pdf" in kind:
        return told + text_in(body, "pdf") + body.decode("latin-1")
    if "officedocument" in kind or "zip" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return told + " ".join(f"{name} {archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist())
    return told + body.decode("utf-8", "replace")


def crawled(client: Client, starts: list[str], most: int = 120) -> dict[str, str]:
    """Every page that can be reached by links and forms read with GET, and what it says."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        response = client.get(address)
        seen[address] = readable(response)
        if response.status_code in {301, 302}:
            waiting.append(response["Location"])
        for found in HREF.findall(seen[address]):
            target = found.replace("&amp;", "&")
            if target.startswith("?"):
                continue
            if target.startswith("/") and not target.startswith(SKIPPED) and "logout" not in target and target not in seen:
                waiting.append(target)
    return seen


def of_review(address: str) -> bool:
    """A page of the review, of its call, or of the expert."""
    return address.removeprefix("/en").startswith(("/reviews", "/draws", "/panels", "/calls", "/notices", "/me", "/messages"))


def test_nothing_an_expert_can_open_ties_a_file_to_a_name(city: Town, signed_in: Callable[..., Client]) -> None:
    _call, (one, _other) = in_review(city)
    filed(one)
    mine = Assignment.objects.filter(application=one)[0]
    me = acting_expert(mine)
    score_submit(assignment=mine, given=Given({"use": 7, "plan": 7}, opinion="可行"), by=me)
    client = signed_in(me)
    own = reverse("calls:review", args=[mine.pk])
    pages = crawled(
        client, ["/", own, reverse("calls:reviews"), f"{own}sheet.docx", f"{own}sheet.pdf", "/me/", "/api/v1/openapi.json",
                 f"/search?q={one.number}", "/calls/", "/notices/", reverse("calls:draw", args=[Draw.objects.get().pk])],
    )  # fmt: skip
    assert "〔隐去〕" in pages[own]
    leaks = [
        (address, word)
        for address, text in pages.items()
        for word in (tells(one) if of_review(address) else ties(one))
        if word in text and word not in address
    ]
    # every party of the call is read before declaring; which file is whose is not
    assert [leak for leak in leaks if "declare" not in leak[0]] == [], leaks


def test_what_an_expert_may_not_open_is_not_found_and_says_no_name(city: Town, signed_in: Callable[..., Client]) -> None:
    _call, (one, _other) = in_review(city)
    file = filed(one)
    mine = Assignment.objects.filter(application=one)[0]
    client = signed_in(acting_expert(mine))
    own = reverse("calls:review", args=[mine.pk])
    addresses = [
        f"{own}attachments/{file.pk}/", f"/applications/{one.pk}/", f"/applications/{one.pk}/answers/", f"/applications/{one.pk}/checks/",
        f"/applications/{one.pk}/review/", f"/applications/{one.pk}/paper.docx", f"/applications/{one.pk}/paper.pdf",
        f"/applications/{one.pk}/package.zip", f"/applications/{one.pk}/attachments/{file.pk}/", f"/applications/{one.pk}/versions/",
        f"/desk/{one.call_id}/", f"/desk/{one.call_id}/review/", f"/desk/{one.call_id}/review/scores.xlsx",
        f"/desk/{one.call_id}/review/recusals.docx", f"/desk/{one.call_id}/summary.xlsx", f"/desk/{one.call_id}/summary.docx", "/experts/",
        f"/reviews/{Assignment.objects.exclude(expert=mine.expert)[0].pk}/",
    ]  # fmt: skip
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 404, address
        assert [word for word in tells(one) if word in readable(response) and word not in address] == [], address


def test_before_declaring_an_expert_reads_all_parties_and_no_file(city: Town, signed_in: Callable[..., Client]) -> None:
    experts(6)
    call, (one, _other) = waiting_call(city)
    drawn(call, city.acting[Role.OFFICE_CLERK])
    mine = Assignment.objects.filter(application=one)[0]
    client = signed_in(acting_expert(mine))
    response = client.get(reverse("calls:review", args=[mine.pk]))
    assert response["Location"] == reverse("calls:review_declare", args=[mine.pk])
    text = readable(client.get(response["Location"]))
    assert "砺轴工业软件有限公司" in text
    assert "第1号砚池软件有限公司" in text
    assert [word for word in (one.pk, str(one.number), "供公众", "书声阅览室与") if word in text] == []
    sent = client.post(response["Location"], {"promise": "on"})
    assert sent["Location"] == reverse("calls:reviews")


def test_no_notification_to_an_expert_names_an_applicant(city: Town) -> None:
    call, (one, _other) = in_review(city)
    phase_close(call=call, by=city.acting[Role.OFFICE_CLERK])
    people = set(Assignment.objects.values_list("expert_id", flat=True))
    told = Message.objects.filter(person__in=people)
    assert told
    assert [word for message in told for word in tells(one) if word in f"{message.subject} {message.body} {message.path}"] == []


def test_the_public_page_of_a_draw_knows_codes_and_no_people(city: Town, client: Client, signed_in: Callable[..., Client]) -> None:
    call, (one, _other) = in_review(city)
    draw = Draw.objects.get()
    text = readable(client.get(reverse("calls:draw", args=[draw.pk])))
    people = [entry["expert"] for entry in draw.pool]
    names = [assignment.expert.name for assignment in one.assignments.select_related("expert")]
    assert [word for word in (*people, *names, draw.result["salt"], *tells(one)) if word in text] == []
    assert all(entry["code"] in text for entry in draw.pool)
    office = readable(signed_in(city.acting[Role.AUDITOR]).get(reverse("calls:draw", args=[draw.pk])))
    assert all(name in office for name in names)
    assert Call.objects.get(pk=call.pk).phase == "blind"


def test_the_recipe_on_the_page_prints_digest_and_order(city: Town, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    from html import unescape  # noqa: PLC0415

    in_review(city)
    draw = Draw.objects.get()
    text = client.get(reverse("calls:draw", args=[draw.pk])).content.decode()
    found = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL)
    assert found
    code = unescape(found.group(1))
    assert len(code.splitlines()) == 5
    exec(compile(code, "recipe", "exec"), {})  # noqa: S102 - what the page asks everybody to do
    assert capsys.readouterr().out.splitlines() == [draw.pool_digest, str(draw.result["order"])]


def test_names_show_while_a_phase_shows_them_and_not_after(city: Town, signed_in: Callable[..., Client]) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    call, (one, _other) = in_review(city)
    file = filed(one)
    phase_close(call=call, by=office)
    phase_open(call=call, phase_id="open", by=office)
    mine = Assignment.objects.filter(application=one)[0]
    client = signed_in(acting_expert(mine))
    own = reverse("calls:review", args=[mine.pk])
    text = readable(client.get(own))
    assert "书声阅览室" in text
    assert "13812345678" not in text
    assert client.get(f"{own}attachments/{file.pk}/").status_code == 200
    phase_close(call=call, by=office)
    assert "书声阅览室" not in readable(client.get(own))
    assert client.get(f"{own}attachments/{file.pk}/").status_code == 404
