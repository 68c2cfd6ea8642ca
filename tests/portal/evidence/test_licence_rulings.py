"""A ruling takes two people; signed it stands in the declarations, and what it touches is concluded anew."""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import LicenceConflict, LicenceReading, LicenceRuling, ReadingState, RulingState
from portal.evidence.selectors.licence_rulings import row_of, rulings_in_force, rulings_visible
from portal.evidence.services.licence_rulings import (
    not_a_licence,
    ruling_change,
    ruling_draft,
    ruling_sign,
    ruling_withdraw,
    rulings_expire,
)
from portal.evidence.services.snapshot import city_file, snapshot_freeze
from portal.journal.models import Entry
from portal.messages.models import Message
from portal.register.models import Record
from tests.portal.city import Town, grant, person, town
from tests.portal.evidence.licence_answers import AFTER, BLOB, CONFLICT, GPL_RULE, project, read
from xingtu.resolve.declarations import read_city

pytestmark = pytest.mark.django_db
PAIR: dict[str, Any] = {
    "inbound": "GPL-2.0-only", "outbound": "MIT", "relation": "copied", "answer": "compatible",
    "reason": "作者另行书面许可，见附件第 3 条。",
}  # fmt: skip


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.fixture
def gearsim(city: Town) -> Record:
    made = project("gearsim", city.lizhou)
    read("gearsim", conflicts=[CONFLICT])
    return made


@pytest.fixture
def officer(city: Town) -> Acting:
    return city.acting[Role.WATCH_OFFICER]


@pytest.fixture
def colleague(city: Town) -> Acting:
    return city.elsewhere[Role.WATCH_OFFICER]


def drafted(by: Acting, **more: Any) -> LicenceRuling:
    return ruling_draft(kind="compatibility", content=PAIR | more, by=by)


def test_whoever_wrote_it_never_signs_it(city: Town, officer: Acting, colleague: Acting) -> None:
    ruling = drafted(officer)
    with pytest.raises(WrongState, match="两个人"):
        ruling_sign(ruling=ruling, version=1, by=officer)
    changed = ruling_change(ruling=ruling, version=1, content=PAIR | {"answer": "review"}, by=colleague)
    with pytest.raises(WrongState, match="两个人"):
        ruling_sign(ruling=ruling, version=changed.version, by=colleague)
    third = grant(person("第三位"), Role.WATCH_OFFICER)
    signed = ruling_sign(ruling=ruling, version=changed.version, by=third)
    assert (signed.state, signed.signed_by, signed.answer) == (RulingState.IN_FORCE, third.actor_id, "review")
    assert list(Entry.objects.filter(subject_kind="ruling").order_by("sequence").values_list("event", flat=True)) == [
        "ruling.drafted", "ruling.changed", "ruling.signed",
    ]  # fmt: skip


def test_one_signs_what_one_has_read(officer: Acting, colleague: Acting) -> None:
    ruling = drafted(officer)
    ruling_change(ruling=ruling, version=1, content=PAIR, by=officer)
    with pytest.raises(WrongState, match="刚被别人改过"):
        ruling_sign(ruling=ruling, version=1, by=colleague)


def test_an_expert_writes_and_signs_only_what_they_were_asked_for(city: Town, officer: Acting) -> None:
    expert, other = city.acting[Role.EXPERT], city.elsewhere[Role.EXPERT]
    ruling = ruling_draft(kind="compatibility", content=PAIR, by=officer, expert=expert.person)
    assert Message.objects.filter(person=expert.person, event="ruling.asked").count() == 1
    assert list(rulings_visible(expert)) == [ruling]
    assert not rulings_visible(other).exists()
    with pytest.raises(NotAllowed):
        ruling_change(ruling=ruling, version=1, content=PAIR, by=other)
    with pytest.raises(NotAllowed):
        ruling_sign(ruling=ruling, version=1, by=other)
    with pytest.raises(NotAllowed):
        drafted(expert)
    assert ruling_sign(ruling=ruling, version=1, by=expert).state == RulingState.IN_FORCE


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICE_HEAD, Role.ORG_ADMIN, Role.DEVELOPER, Role.PLATFORM_ADMIN])
def test_nobody_else_rules(city: Town, officer: Acting, role: Role) -> None:
    ruling = drafted(officer)
    with pytest.raises(NotAllowed):
        drafted(city.acting[role])
    with pytest.raises(NotAllowed):
        ruling_sign(ruling=ruling, version=1, by=city.acting[role])
    with pytest.raises(NotAllowed):
        ruling_withdraw(ruling=ruling, by=city.acting[role], reason="不")


@pytest.mark.parametrize("content", [{"reason": "短"}, {"answer": ""}, {"answer": "maybe"}, {"inbound": ""}])
def test_a_ruling_says_what_is_ruled_and_why(officer: Acting, content: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        drafted(officer, **content)


def test_a_signed_ruling_stands_in_the_declarations_as_the_engine_reads_them(
    gearsim: Record, officer: Acting, colleague: Acting, home: Path
) -> None:
    until = timezone.localdate() + timedelta(days=30)
    ruling = drafted(officer, repository="gearsim", expires_on=until, reason="看了第 2 条，\n作者邮箱 a@b.example 另行许可。")
    assert "licence_ruling" not in city_file(snapshot_freeze()).read_text("utf-8")
    ruling_sign(ruling=ruling, version=1, by=colleague)
    text = city_file(snapshot_freeze()).read_text("utf-8")
    (row,) = tomllib.loads(text)["licence_ruling"]
    assert (row["id"], row["scope"], row["answer"], row["expires_on"]) == (f"r{ruling.pk}", "repository", "compatible", until)
    assert "@" not in row["reason"]
    (declared,) = read_city(city_file(snapshot_freeze())).licence_rulings
    ruling.refresh_from_db()
    assert (declared.inbound, declared.outbound, declared.repository) == ("GPL-2.0-only", "MIT", "gearsim")
    assert declared.signed_by == row_of(ruling).signed_by == colleague.actor_id
    assert declared.issued_on == timezone.localdate().isoformat()


def test_what_a_ruling_touches_is_concluded_anew_when_it_comes_and_when_it_goes(
    city: Town, gearsim: Record, officer: Acting, colleague: Acting
) -> None:
    project("minnow", city.yaoqiao)
    read("minnow")
    ruling = drafted(officer)
    ruling_sign(ruling=ruling, version=1, by=colleague)
    waiting = LicenceReading.objects.filter(state=ReadingState.WAITING)
    assert [(one.repository_id, one.commit) for one in waiting] == [("gearsim", AFTER)]
    waiting.delete()
    ruling_withdraw(ruling=ruling, by=officer, reason="作者撤回了许可")
    assert waiting.count() == 1
    assert rulings_in_force() == []
    with pytest.raises(WrongState):
        ruling_withdraw(ruling=ruling, by=officer, reason="再来一次")


def test_a_ruling_ends_on_its_day(officer: Acting, colleague: Acting) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    ruling_sign(ruling=drafted(officer, expires_on=tomorrow), version=1, by=colleague)
    assert len(rulings_in_force()) == 1
    assert rulings_in_force(tomorrow) == []
    assert rulings_expire() == 0
    LicenceRuling.objects.update(expires_on=timezone.localdate())
    assert rulings_expire() == 1
    assert rulings_expire() == 0
    assert LicenceRuling.objects.get().state == RulingState.EXPIRED


def test_the_sources_that_lay_before_those_who_ruled_are_kept(gearsim: Record, officer: Acting) -> None:
    conflict = LicenceConflict.objects.get()
    ruling = ruling_draft(kind="compatibility", content=PAIR, by=officer, conflict=conflict)
    assert ruling.seen == ["osadl@2024-05-22"]


def test_not_a_licence_holds_at_once_only_for_an_officer_and_a_low_grade(city: Town, gearsim: Record, officer: Acting) -> None:
    owner, auditor, stranger = city.acting[Role.ORG_ADMIN], city.acting[Role.AUDITOR], city.elsewhere[Role.ORG_ADMIN]

    def said(by: Acting, grade: str, rule: str = GPL_RULE) -> LicenceRuling:
        return not_a_licence(project=gearsim, blob=BLOB, rule=rule, grade=grade, reason="测试数据里的字样", by=by)

    for other in (auditor, stranger):
        with pytest.raises(NotAllowed):
            said(other, "D")
    proposed = said(owner, "D")
    assert proposed.state == RulingState.DRAFT
    assert said(officer, "D") == proposed  # said once, it is said
    strong = said(officer, "B", "mit.RULE")
    assert strong.state == RulingState.DRAFT
    weak = said(officer, "D", "gpl_bare_word.RULE")
    assert (weak.state, weak.repository) == (RulingState.IN_FORCE, "")
    assert row_of(weak).scope == "city"
    assert LicenceReading.objects.filter(state=ReadingState.WAITING, repository="gearsim").exists()
    with pytest.raises(Invalid):
        not_a_licence(project=gearsim, blob="0" * 39 + "9", rule=GPL_RULE, grade="D", reason="", by=officer)


def test_the_pages_lead_from_a_conflict_to_a_signed_ruling(
    gearsim: Record, officer: Acting, colleague: Acting, signed_in: Callable[[Acting], Client]
) -> None:
    conflict = LicenceConflict.objects.get()
    client = signed_in(officer)
    form = client.get(f"/watch/rulings/new/?conflict={conflict.pk}").content.decode()
    assert 'value="GPL-2.0-only"' in form
    sent = {**PAIR, "scope": "repository", "repository": "gearsim", "distribution": ""}
    assert client.post(f"/watch/rulings/new/?conflict={conflict.pk}", sent | {"inbound": "GPL 2 and"}).status_code == 400
    assert client.post(f"/watch/rulings/new/?conflict={conflict.pk}", sent).status_code == 302
    ruling = LicenceRuling.objects.get()
    assert (ruling.repository, ruling.conflict) == ("gearsim", conflict)
    own = client.get(f"/watch/rulings/{ruling.pk}/sign/").content.decode()
    assert 'name="version"' not in own
    assert client.post(f"/watch/rulings/{ruling.pk}/sign/", {"version": 1}).status_code == 409
    other = signed_in(colleague)
    assert 'name="version"' in other.get(f"/watch/rulings/{ruling.pk}/sign/").content.decode()
    assert other.post(f"/watch/rulings/{ruling.pk}/sign/", {"version": 1}).status_code == 302
    shown = other.get(f"/en/watch/rulings/{ruling.pk}/").content.decode()
    assert "OSADL matrix 2024-05-22" in shown
    assert other.get(f"/watch/rulings/{ruling.pk}/edit/").status_code == 409
    assert other.post(f"/watch/rulings/{ruling.pk}/withdraw/", {"reason": "依据已更新"}).status_code == 302
