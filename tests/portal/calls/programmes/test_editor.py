"""An official edits a draft table by table; whatever is written in it, no page breaks."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from portal.calls.models import Draft, DraftRevision, DraftState
from portal.calls.programme_keys import PARTS
from portal.calls.programme_text import data_of
from portal.calls.selectors.drafts import soundness_of
from portal.calls.services.drafts import NEXT_YEAR, draft_begin
from portal.calls.services.programmes import version_make
from portal.journal.models import Entry
from portal.journal.services.recording import SYSTEM
from tests.portal import city
from tests.portal.calls import round as one_round

pytestmark = pytest.mark.django_db
TEXT = one_round.TEXT


@pytest.fixture
def clerk(signed_in: Callable[..., Client]) -> Client:
    acting = city.grant(city.person("经办"), Role.OFFICE_CLERK)
    version = version_make(programme=one_round.PROGRAMME, text=TEXT, in_force_on=date(2026, 1, 1), by=SYSTEM)
    draft_begin(by=acting, how=NEXT_YEAR, version=version)
    return signed_in(acting)


def draft() -> Draft:
    return Draft.objects.get()


def send(client: Client, part: str, at: str, act: str = "save", *, status: int = 302, **values: object) -> object:
    """The form of one table as the browser sends it, with some values changed."""
    given: dict[str, object] = {}
    if act == "save":
        form = client.get(reverse("calls:draft_part", args=[draft().pk, part]), {"at": at}).context["form"]
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                given[bound.name] = "on" if value is True else bound.field.widget.format_value(value) or ""
    given = {name: value for name, value in (given | values).items() if value is not None}
    address = reverse("calls:draft_part_change", args=[draft().pk, part])
    answer = client.post(address, {"at": at, "act": act, "revision": draft().revision, **given})
    assert answer.status_code == status, answer.context and answer.context.get("form") and answer.context["form"].errors
    return answer


def test_a_saved_form_changes_the_keys_that_were_changed_and_no_byte_besides(clerk: Client) -> None:
    before = draft().text
    send(clerk, "notice", "notice", length=7)
    assert draft().text == before.replace("length = 5", "length = 7")
    assert soundness_of(draft()).problem is None


def test_a_form_saved_as_it_is_saves_nothing(clerk: Client) -> None:
    before = (draft().text, draft().revision)
    for at, part in (("programme", "basics"), ("programme", "money"), ("call", "times"), ("review", "review"), ("review.phase.0", "review"),
                     ("section.0.field.4", "form"), ("section.0.field.6", "form"), ("section.0.field.7", "form"), ("step.2", "steps"),
                     ("grant.0", "money"), ("budget", "money"), ("milestone.0", "milestones"), ("milestone.0.rule", "milestones"),
                     ("evidence", "basics"), ("window", "basics"), ("repositories", "basics"), ("notice", "notice")):  # fmt: skip
        send(clerk, part, at)
        assert (draft().text, draft().revision) == before, at


def test_amounts_are_typed_in_yuan_and_kept_in_fen(clerk: Client) -> None:
    send(clerk, "money", "grant.0", cap_fen="123456.78")
    assert data_of(draft().text)["grant"][0]["cap_fen"] == 12_345_678
    assert "cap_fen = 12_345_678" in draft().text


def test_a_question_is_added_moved_and_taken_away_again(clerk: Client) -> None:
    before = data_of(draft().text)
    send(clerk, "form", "section.0.field.8", "add")
    send(clerk, "form", "section.0.field.8", id="opening_hours", label="开放时间", label_en="Opening hours")
    send(clerk, "form", "section.0.field.8", "up")
    ids = [field["id"] for field in data_of(draft().text)["section"][0]["field"]]
    assert ids[-2:] == ["opening_hours", "lease"]
    assert soundness_of(draft()).problem is None
    send(clerk, "form", "section.0.field.7", "remove")
    assert data_of(draft().text) == before


def test_choices_are_typed_as_lines(clerk: Client) -> None:
    send(clerk, "form", "section.0.field.1", kind="choice")
    send(clerk, "form", "section.0.field.1", options="read | 阅览 | Reading\nlend ｜ 借阅 ｜ Lending")
    assert data_of(draft().text)["section"][0]["field"][1]["options"] == [
        {"id": "read", "label": "阅览", "label_en": "Reading"}, {"id": "lend", "label": "借阅", "label_en": "Lending"},
    ]  # fmt: skip
    send(clerk, "form", "section.0.field.1", options="没有编号", status=400)


def test_a_rule_is_chosen_first_and_told_its_numbers_then(clerk: Client) -> None:
    send(clerk, "rules", "rule.0", "add")
    assert soundness_of(draft()).problem is None
    answer = send(clerk, "rules", "rule.0", id="answer_at_least")
    assert "at=rule.0" in str(answer.headers["Location"])  # type: ignore[attr-defined]
    assert soundness_of(draft()).problem is not None
    send(clerk, "rules", "rule.0", field="rent", value=100)
    assert soundness_of(draft()).problem is None
    assert data_of(draft().text)["rule"] == [{"id": "answer_at_least", "field": "rent", "value": 100}]


def test_a_stanza_that_is_not_there_is_filled_in_and_stands_in_the_file(clerk: Client) -> None:
    assert "stacking" not in data_of(draft().text)
    send(clerk, "money", "stacking", overflow="pro_rata", source="占位")
    assert data_of(draft().text)["stacking"] == {"overflow": "pro_rata", "verified": False, "source": "占位"}


def test_every_save_is_a_revision_and_a_line_of_the_journal(clerk: Client) -> None:
    send(clerk, "notice", "notice", length=7)
    send(clerk, "notice", "notice", length=8)
    assert DraftRevision.objects.count() == 3
    clerk.post(reverse("calls:draft_undo", args=[draft().pk]))
    assert data_of(draft().text)["notice"]["length"] == 7
    assert Entry.objects.filter(event="draft.changed").count() == 4


def test_a_draft_is_given_up_with_a_reason(clerk: Client) -> None:
    address = reverse("calls:draft_discard", args=[draft().pk])
    assert clerk.post(address, {"reason": "不"}).status_code == 400
    assert clerk.post(address, {"reason": "并入另一项目"}).status_code == 302
    assert draft().state == DraftState.DISCARDED
    assert clerk.get(reverse("calls:draft_part", args=[draft().pk, "steps"])).status_code == 200
    clerk.raise_request_exception = False
    address = reverse("calls:draft_text_change", args=[draft().pk])
    assert clerk.post(address, {"text": "x = 1", "revision": draft().revision}).status_code == 409


@pytest.mark.parametrize(
    "text",
    ["", "x", "step = 3\n", "step = [1, 2]\n", "[[step]]\nid = 5\nmoves = 7\n", '[review]\ncriterion = "x"\n', "[programme]\nname = 5\n",
     "section = [{ field = [1] }]\n", "[[section]]\nfield = { id = 1 }\n", "[[rule]]\nid = []\n", "[[grant]]\nwhen = 3\nkind = 4\n",
     'programme = "x"\n', "[call]\nopens_at = 12:00:00\n", "[window]\nfrom = 1\n", "[[milestone]]\nrule = [1]\n",
         "[stacking]\ngrants = true\n"],
)  # fmt: skip
def test_whatever_is_written_in_the_full_text_no_page_breaks(clerk: Client, text: str) -> None:
    address = reverse("calls:draft_text_change", args=[draft().pk])
    clerk.post(address, {"text": text, "revision": draft().revision})
    Draft.objects.update(text=text)
    for name in ("draft", "draft_text", "draft_diff", "draft_backtest", "draft_sign"):
        assert clerk.get(reverse(f"calls:{name}", args=[draft().pk])).status_code == 200, name
    assert clerk.get(reverse("calls:drafts")).status_code == 200
    for part in PARTS:
        address = reverse("calls:draft_part", args=[draft().pk, part.id])
        page = clerk.get(address)
        assert page.status_code == 200, part.id
        rows = [row for row in page.context.get("rows", []) if hasattr(row, "missing")]
        assert [clerk.get(address, {"at": row.address}).status_code for row in rows[:1]] in ([], [200]), part.id
    for part, at, act in (("form", "section.0.field.99", "add"), ("form", "section.0", "down"), ("steps", "step.99", "remove"),
                          ("basics", "programme", "save"), ("basics", "programme.0", "add"), ("form", "section.x", "save")):  # fmt: skip
        Draft.objects.update(text=text)
        address = reverse("calls:draft_part_change", args=[draft().pk, part])
        assert clerk.post(address, {"at": at, "act": act, "revision": draft().revision}).status_code in {200, 302, 400, 404}, (at, act)
