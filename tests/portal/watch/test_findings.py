"""Findings are worked on by their owners and watched by officers; what is borne takes two people and a day, and comes back by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.cases.models import Case, CaseState
from portal.cases.selectors import cases_visible, moves_open
from portal.cases.services import case_assign, case_move
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import RiskFinding, RiskStatement, RiskWatch, Standing, VexState
from portal.evidence.services.risk_cases import finding_begin, waivers_expire
from portal.evidence.services.risk_looks import finding_look
from portal.evidence.services.risk_reminding import waivers_remind
from portal.evidence.services.risk_statements import vex_change, vex_draft, vex_refuse, vex_sign, vex_withdraw
from portal.journal.models import Entry
from portal.messages.models import Message
from portal.register.models import Record
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.evidence.risk_city import PACKAGE, RiskCity, record, risks

__all__ = ["risks"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> Town:
    return town(("yinhan", "lanyue"))


@pytest.fixture
def gearsim(city: Town) -> Record:
    return project("gearsim", city.lizhou)


@pytest.fixture
def found(gearsim: Record, risks: RiskCity) -> RiskFinding:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record())
    risks.look()
    return RiskFinding.objects.get()


def said(**more: Any) -> dict[str, Any]:
    return {
        "scope": "project", "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path", "versions": [],
        "reason": "只用到它的日期函数，解压的代码从不执行。", "expires_on": timezone.localdate() + timedelta(days=90), **more,
    }  # fmt: skip


def state(finding: RiskFinding) -> tuple[str, str]:
    finding.refresh_from_db()
    return finding.standing, Case.objects.get(pk=finding.case_id).state


def test_an_owner_disputes_and_an_officer_signs(city: Town, found: RiskFinding) -> None:
    owner, officer = city.acting[Role.ORG_ADMIN], city.acting[Role.WATCH_OFFICER]
    made = vex_draft(finding=found, content=said(), by=owner)
    assert state(found) == ("open", "disputed")
    assert Message.objects.filter(person=officer.person, event="case.moved").count() == 1
    with pytest.raises(NotAllowed):
        vex_sign(statement=made, version=1, by=owner)
    vex_sign(statement=made, version=1, by=officer)
    assert state(found) == ("not_affected", "waived")
    assert found.until_on == made.expires_on
    assert Message.objects.filter(person=owner.person, event="case.moved").count() == 1
    assert [one.event for one in Entry.objects.filter(subject_kind="vex").order_by("sequence")] == ["vex.drafted", "vex.signed"]
    finding_look(finding=found, by=officer)
    kept = [str(one.details) for one in Entry.objects.filter(event__in=["vex.drafted", "vex.signed", "finding.seen"])]
    assert len(kept) == 3
    assert not [one for one in kept if found.group in one or found.project in one]


def test_a_project_that_changes_hands_leaves_its_case_and_statements_behind(
    city: Town, gearsim: Record, found: RiskFinding, risks: RiskCity, signed_in: Callable[[Acting], Client]
) -> None:
    before = found.case
    assert before is not None
    made = vex_draft(finding=found, content=said(reason="旧单位内部的理由，不给别人看。"), by=city.acting[Role.ORG_ADMIN])
    Record.objects.filter(pk=gearsim.pk).update(organisation=city.yaoqiao)
    address, client = f"/watch/findings/{found.pk}/", signed_in(city.elsewhere[Role.ORG_ADMIN])
    for looked in (False, True):
        if looked:
            risks.look()
        page = client.get(address)
        assert page.status_code == 200
        assert "旧单位内部的理由" not in page.text
    assert client.get(f"/watch/statements/{made.pk}/").status_code == 404
    assert "旧单位内部的理由" in signed_in(city.acting[Role.WATCH_OFFICER]).get(address).text
    found.refresh_from_db()
    before.refresh_from_db()
    now = Case.objects.get(pk=found.case_id)
    assert (before.state, before.organisation_id, now.state, now.organisation_id) == ("closed", "lizhou", "found", "yaoqiao")
    risks.look()
    assert Case.objects.count() == 2


def test_whoever_wrote_it_does_not_sign_it(city: Town, found: RiskFinding) -> None:
    officer, colleague, owner = city.acting[Role.WATCH_OFFICER], city.elsewhere[Role.WATCH_OFFICER], city.acting[Role.ORG_ADMIN]
    made = vex_draft(finding=found, content=said(status="affected", justification="", action="关闭上传，十二月升级。"), by=officer)
    assert state(found) == ("open", "found")
    with pytest.raises(WrongState):
        vex_sign(statement=made, version=1, by=officer)
    made = vex_change(statement=made, version=1, content=said(status="affected", action="关闭上传，下月升级。"), by=owner)
    with pytest.raises(WrongState):
        vex_sign(statement=made, version=1, by=colleague)  # not what was read
    vex_sign(statement=made, version=2, by=colleague)
    assert state(found) == ("waived", "waived")
    with pytest.raises(WrongState):
        vex_change(statement=made, version=3, content=said(), by=owner)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "不怕"},
        {"justification": ""},
        {"status": "affected", "action": ""},
        {"expires_on": None},
        {"expires_on": timezone.localdate() + timedelta(days=181)},
        {"expires_on": timezone.localdate() - timedelta(days=1)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_statement_says_why_what_is_done_and_until_when(city: Town, found: RiskFinding, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        vex_draft(finding=found, content=said(**wrong), by=city.acting[Role.ORG_ADMIN])
    assert set(refused.value.problems) & {*wrong, "action"}
    assert state(found)[1] == "found"


def test_nobody_speaks_for_more_than_is_theirs(city: Town, found: RiskFinding) -> None:
    for acting in (
        city.elsewhere[Role.ORG_ADMIN],
        city.acting[Role.AUDITOR],
        city.acting[Role.DISTRICT_OFFICER],
        city.acting[Role.OFFICE_HEAD],
    ):
        with pytest.raises(NotAllowed):
            vex_draft(finding=found, content=said(), by=acting)
    with pytest.raises(NotAllowed):
        vex_draft(finding=found, content=said(scope="city"), by=city.acting[Role.ORG_ADMIN])


def test_what_is_refused_or_withdrawn_goes_back_to_work(city: Town, found: RiskFinding) -> None:
    owner, officer = city.acting[Role.ORG_ADMIN], city.acting[Role.WATCH_OFFICER]
    made = vex_draft(finding=found, content=said(), by=owner)
    with pytest.raises(WrongState):
        vex_draft(finding=found, content=said(), by=officer)
    vex_refuse(statement=made, by=officer, reason="入口脚本会解压用户上传的文件。")
    assert state(found) == ("open", "found")
    again = vex_draft(finding=found, content=said(), by=owner)
    vex_sign(statement=again, version=1, by=officer)
    with pytest.raises(NotAllowed):
        vex_withdraw(statement=again, by=owner, reason="不再成立")
    vex_withdraw(statement=again, by=officer, reason="上线了解压功能")
    assert state(found) == ("open", "found")


def test_a_waiver_ends_on_its_day(city: Town, found: RiskFinding) -> None:
    made = vex_draft(finding=found, content=said(), by=city.acting[Role.ORG_ADMIN])
    vex_sign(statement=made, version=1, by=city.acting[Role.WATCH_OFFICER])
    RiskStatement.objects.update(expires_on=timezone.localdate())
    waivers_expire()
    assert state(found) == ("not_affected", "waived")
    RiskStatement.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    waivers_expire()
    assert state(found) == ("open", "found")
    assert RiskStatement.objects.get().state == VexState.EXPIRED
    assert "声明已到期" in Case.objects.get().steps.last().text  # type: ignore[union-attr]


def test_whoever_wrote_a_statement_is_reminded_once_before_it_ends(city: Town, found: RiskFinding) -> None:
    owner = city.acting[Role.ORG_ADMIN]
    vex_sign(statement=vex_draft(finding=found, content=said(), by=owner), version=1, by=city.acting[Role.WATCH_OFFICER])
    assert waivers_remind() == 0
    RiskStatement.objects.update(expires_on=timezone.localdate() + timedelta(days=14))
    assert (waivers_remind(), waivers_remind()) == (1, 0)
    assert Message.objects.get(event="vex.expiring").person == owner.person


@pytest.mark.parametrize("cause", ["severity", "kev"])
def test_a_statement_is_overtaken_when_the_flaw_is_worse_than_its_author_knew(
    city: Town, found: RiskFinding, risks: RiskCity, cause: str
) -> None:
    made = vex_draft(finding=found, content=said(), by=city.acting[Role.ORG_ADMIN])
    vex_sign(statement=made, version=1, by=city.acting[Role.WATCH_OFFICER])
    risks.look()
    assert state(found) == ("not_affected", "waived")
    if cause == "kev":
        risks.signal(kev=True)
    else:
        risks.publish(record(level="CRITICAL", modified="2026-11-22T00:00:00Z"))
    risks.look()
    assert state(found) == ("open", "found")
    assert RiskStatement.objects.get().state == VexState.OVERTAKEN


def test_a_reason_of_use_outlives_a_version_and_a_ported_patch_does_not(city: Town, found: RiskFinding, risks: RiskCity) -> None:
    officer = city.acting[Role.WATCH_OFFICER]
    vex_sign(statement=vex_draft(finding=found, content=said(), by=city.acting[Role.ORG_ADMIN]), version=1, by=officer)
    risks.push("gearsim", {PACKAGE: "1.3.0"})
    risks.look()
    assert RiskFinding.objects.get(closed_at=None).standing == Standing.NOT_AFFECTED
    RiskStatement.objects.update(status="fixed", justification="", signed_on_facts={"level": "high", "kev": False, "versions": ["1.2.0"]})
    risks.look()
    assert RiskFinding.objects.get(closed_at=None).standing == Standing.OPEN


def test_people_begin_and_hand_in_for_retest_and_only_a_look_closes(city: Town, found: RiskFinding, risks: RiskCity) -> None:
    owner, officer = city.acting[Role.ORG_ADMIN], city.acting[Role.WATCH_OFFICER]
    case = Case.objects.get()
    case_assign(case_id=case.pk, owner=owner.person, by=officer)  # type: ignore[arg-type]
    case_move(case_id=case.pk, to=CaseState.FIXING, by=owner)
    asked = RiskWatch.objects.get().asked
    case_move(case_id=case.pk, to=CaseState.RETEST, by=owner, text="已升级。")
    assert RiskWatch.objects.get().asked > asked
    case.refresh_from_db()
    assert moves_open(officer, case) == [CaseState.FIXING]
    for to in (CaseState.CLOSED, CaseState.WAIVED):
        with pytest.raises((WrongState, NotAllowed)):
            case_move(case_id=case.pk, to=to, by=officer, text="就这样")
    risks.push("gearsim", {PACKAGE: "1.4.0"})
    risks.look()
    assert state(found)[1] == "closed"


def test_a_case_of_a_finding_is_nobody_elses_to_read(city: Town, found: RiskFinding) -> None:
    seen = {role for role, acting in city.acting.items() if cases_visible(acting).filter(kind="finding").exists()}
    assert seen == {Role.WATCH_OFFICER, Role.AUDITOR, Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR}
    assert not cases_visible(city.elsewhere[Role.ORG_ADMIN]).filter(kind="finding").exists()


def test_a_lesser_finding_becomes_work_when_somebody_begins(city: Town, gearsim: Record, risks: RiskCity) -> None:
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record(level="LOW"))
    risks.look()
    assert not Case.objects.exists()
    lesser = RiskFinding.objects.get()
    with pytest.raises(NotAllowed):
        finding_begin(finding=lesser, by=city.acting[Role.AUDITOR])
    assert finding_begin(finding=lesser, by=city.acting[Role.ORG_ADMIN]).subject == str(lesser.pk)


def test_the_pages_of_findings_open_for_owners_and_officers_and_every_look_is_kept(
    city: Town, found: RiskFinding, signed_in: Callable[[Acting], Client]
) -> None:
    pages = ("/watch/findings/", f"/watch/findings/{found.pk}/", "/projects/gearsim/risks/")
    for role, acting in ((Role.ORG_ADMIN, city.acting), (Role.WATCH_OFFICER, city.acting), (Role.AUDITOR, city.acting)):
        client = signed_in(acting[role])
        before = Entry.objects.filter(event="finding.seen").count()
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200
            assert "CVE-2026-90001" in answer.content.decode()
        assert Entry.objects.filter(event="finding.seen").count() == before + len(pages)
    for acting in (
        city.elsewhere[Role.ORG_ADMIN],
        city.acting[Role.DISTRICT_OFFICER],
        city.acting[Role.OFFICE_CLERK],
        city.acting[Role.DEVELOPER],
    ):
        client = signed_in(acting)
        assert [client.get(page).status_code for page in pages[1:]] == [404, 404]
        assert "CVE-2026-90001" not in client.get(pages[0]).content.decode()
        assert "/risks/" not in client.get("/projects/gearsim/").content.decode()


def test_an_empty_list_never_looks_like_safety(city: Town, gearsim: Record, risks: RiskCity, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.WATCH_OFFICER])
    assert "这不表示没有风险" in client.get("/watch/findings/").content.decode()
    risks.push("gearsim", {PACKAGE: "1.4.0"})
    risks.publish(record())
    risks.look()
    page = client.get("/watch/findings/").content.decode()
    assert "在上方所列的覆盖范围和时效之内" in page
    assert "示例" in page


def test_what_is_taken_away_is_journalled_and_harmless(city: Town, found: RiskFinding, signed_in: Callable[[Acting], Client]) -> None:
    RiskFinding.objects.update(package="=cmd()")
    client = signed_in(city.acting[Role.WATCH_OFFICER])
    text = client.get("/watch/findings/export/?form=csv").content.decode("utf-8-sig")
    assert "CVE-2026-90001" in text
    assert "'=cmd()" in text
    assert client.get("/watch/findings/export/").headers["Content-Type"].startswith("application/vnd.openxml")
    taken = Entry.objects.filter(event="findings.exported").order_by("sequence")
    assert [entry.details["rows"] for entry in taken] == [1, 1]


def test_a_list_is_narrowed_by_what_people_ask(city: Town, found: RiskFinding, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.WATCH_OFFICER])
    fits = (
        "q=xh-2026", "q=GEARSIM", "level=high&urgency=4", "scope=runtime", "state=untouched", "shown=open&shown=closed", "sort=-level",
        "sort=-project&package=xinghe-lodestar", "project=gearsim",
    )  # fmt: skip
    misses = (
        "q=no-such",
        "level=unrated",
        "signal=epss",
        "signal=kev",
        "scope=other",
        "state=mine",
        "due=late",
        "due=soon",
        "shown=settled",
        "level=x",
    )
    for query in fits:
        assert "xinghe-lodestar" in client.get(f"/watch/findings/?{query}").content.decode().partition("<tbody>")[2], query
    for query in misses:
        assert "<tbody>" not in client.get(f"/watch/findings/?{query}").content.decode(), query
