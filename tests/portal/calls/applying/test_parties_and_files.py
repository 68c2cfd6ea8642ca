"""Applying together, and the files of an application."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from portal.calls.models import Application, Attachment, Party, PartyState
from portal.calls.papers.declaration import declaration_paper
from portal.calls.selectors.folder import Folder
from portal.calls.services.attachments import attachment_add, attachment_remove
from portal.calls.services.parties import party_answer, party_invite, party_leave
from portal.errors import Invalid, NotAllowed
from portal.house.documents import Paper, Paragraph, pdf, text_of
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.messages.models import Message
from tests.portal.city import Town, person

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
Submit = Callable[..., Application]


def paper(words: str = "租赁合同") -> bytes:
    return pdf(Paper(title=words, blocks=(Paragraph(words),)))


def given(application: Application, city: Town, content: bytes, name: str = "张三的合同.pdf") -> Attachment:
    field = Folder(application).form.field("lease")
    return attachment_add(application=application, field=field, file=SimpleUploadedFile(name, content), by=city.acting[Role.ORG_ADMIN])


def test_an_invited_firm_joins_before_it_can_be_handed_in(whole: Application, city: Town, submit: Submit) -> None:
    admin, other = city.acting[Role.ORG_ADMIN], city.elsewhere[Role.ORG_ADMIN]
    party = party_invite(application=whole, by=admin, organisation="曜桥汽车电子有限公司", part="提供场地")
    assert Message.objects.filter(person=other.person, event=Event.PARTY_INVITED).exists()
    with pytest.raises(Invalid):
        submit(whole, admin)
    with pytest.raises(NotAllowed):
        party_answer(party=party, accept=True, by=city.elsewhere[Role.ORG_MEMBER])
    party_answer(party=party, accept=True, by=other)
    submit(whole, admin)
    assert whole.step == "district_check"


def test_who_was_invited_reads_it_and_may_leave_again(whole: Application, city: Town, signed_in: SignIn) -> None:
    other = city.elsewhere[Role.ORG_ADMIN]
    client = signed_in(other)
    assert client.get(reverse("calls:application", args=[whole.pk])).status_code == 404
    party = party_invite(application=whole, by=city.acting[Role.ORG_ADMIN], organisation="曜桥汽车电子有限公司")
    assert "邀请您联合申报" in client.get(reverse("calls:mine")).content.decode()
    address = reverse("calls:party", args=[whole.pk, party.pk])
    assert client.post(address, {"do": "accept"}).status_code == 302
    party_leave(party=party, by=other)
    assert Party.objects.get().state == PartyState.LEFT
    assert client.get(reverse("calls:application", args=[whole.pk])).status_code == 404


def test_inviting_a_mailbox_says_the_same_whether_it_is_anybodys(whole: Application, city: Town, signed_in: SignIn) -> None:
    person("知道的人", "known@people.example")
    client = signed_in(city.acting[Role.ORG_ADMIN])
    address = reverse("calls:parties", args=[whole.pk])
    pages = []
    for mailbox in ("known@people.example", "nobody@people.example"):
        client.post(address, {"mailbox": mailbox})
        pages.append(client.get(address).content.decode())
        row = Party.objects.get()
        pages[-1] = pages[-1].replace(mailbox, "MAILBOX").replace(reverse("calls:party", args=[whole.pk, row.pk]), "ROW")
        row.delete()
    assert [page.count("MAILBOX") for page in pages] == [1, 1]
    assert [page.count("待确认") for page in pages] == [1, 1]
    assert "知道的人" not in "".join(pages)


def test_no_more_join_than_the_programme_allows(whole: Application, city: Town) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    for mailbox in ("a@people.example", "b@people.example"):
        party_invite(application=whole, by=admin, mailbox=mailbox)
    with pytest.raises(Invalid):
        party_invite(application=whole, by=admin, mailbox="c@people.example")


def test_a_file_is_told_by_its_content(draft: Application, city: Town) -> None:
    for content, name in ((b"MZ\x90\x00 program", "lease.pdf"), (paper(), "lease.exe"), (b"", "lease.pdf")):
        with pytest.raises(Invalid) as refused:
            given(draft, city, content, name)
        assert set(refused.value.problems) == {"lease"}
    assert not Attachment.objects.exists()


def test_a_file_is_read_by_those_who_may_and_others_readings_are_kept(
    whole: Application, city: Town, submit: Submit, signed_in: SignIn
) -> None:
    file = given(whole, city, paper())
    whole.refresh_from_db()
    assert whole.answers["lease"] == [file.pk]
    address = reverse("calls:attachment", args=[whole.pk, file.pk])
    client = signed_in(city.acting[Role.ORG_ADMIN])
    answer = client.get(address)
    assert answer.content == paper()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "%E5%BC%A0" not in answer.headers["Content-Disposition"]
    assert not Entry.objects.filter(event=Event.ATTACHMENT_READ).exists()
    assert signed_in(city.acting[Role.OFFICE_CLERK]).get(address).status_code == 404
    submit(whole, city.acting[Role.ORG_ADMIN])
    assert signed_in(city.acting[Role.DISTRICT_OFFICER]).get(address).status_code == 200
    assert Entry.objects.get(event=Event.ATTACHMENT_READ).details["attachment"] == file.pk
    for acting in (city.elsewhere[Role.DISTRICT_OFFICER], city.elsewhere[Role.ORG_ADMIN], city.acting[Role.EXPERT]):
        assert signed_in(acting).get(address).status_code == 404


def test_a_file_taken_out_of_a_draft_is_gone(draft: Application, city: Town, signed_in: SignIn) -> None:
    file = given(draft, city, paper())
    attachment_remove(application=draft, attachment=file, by=city.acting[Role.ORG_ADMIN])
    draft.refresh_from_db()
    assert not draft.answers.get("lease")
    assert signed_in(city.acting[Role.ORG_ADMIN]).get(reverse("calls:attachment", args=[draft.pk, file.pk])).status_code == 404


def test_word_and_pdf_carry_the_code_that_is_stored(whole: Application, city: Town, submit: Submit) -> None:
    given(whole, city, paper())
    submit(whole, city.acting[Role.ORG_ADMIN])
    made = declaration_paper(Folder(whole))
    told = text_of(made)
    assert f"内容码 {whole.content_code}" in made.footer[0]
    for words in ("江畔开源阅览室", "123,456 元", "开源之道", "（盖章）", str(whole.number)):
        assert words in told
    assert "张三" not in told


def test_the_package_is_the_same_every_time_and_names_nobody(whole: Application, city: Town, submit: Submit, signed_in: SignIn) -> None:
    given(whole, city, paper())
    submit(whole, city.acting[Role.ORG_ADMIN])
    client = signed_in(city.acting[Role.DISTRICT_OFFICER])
    address = reverse("calls:package", args=[whole.pk])
    first, second = client.get(address).content, client.get(address).content
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        names = packed.namelist()
        assert names == ["01-申报书.docx", "02-申报书.pdf", "04-附件清单.xlsx", "04-附件清单.json", "05-证据档案.json", "附件/01.pdf"]
        dossier = json.loads(packed.read("05-证据档案.json"))
        assert packed.read("附件/01.pdf") == paper()
    assert dossier["content_code"] == whole.content_code
    assert dossier["programme"]["policy_hash"] == whole.call.version.policy_hash
    assert Entry.objects.filter(event=Event.ATTACHMENT_READ).count() == 2
