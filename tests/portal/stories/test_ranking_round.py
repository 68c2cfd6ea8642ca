"""Journey 6 with its notice: places of a frozen run are claimed, verified, approved and noticed masked; a citizen gets the same hash."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.acting import acting_of
from portal.accounts.models import Organisation, Person
from portal.accounts.roles import Role
from portal.calls.models import Application, Award, Call, Notice
from portal.calls.services.awards import award_approve
from portal.calls.services.programmes import version_make
from portal.calls.services.submission import application_submit
from portal.evidence.models import Job
from portal.evidence.services.jobs import run_request
from portal.house.file_texts import text_in
from portal.house.personal_data import findings
from portal.journal.services.recording import SYSTEM
from tests.browser import axe_violations
from tests.portal.stories.applying import acting, filled, saved
from tests.portal.stories.conftest import employee, run_now
from tests.stories.office import POLICY, Office, mailboxes, xingtu

PROGRAMME = "contribution-award-2024"
WINNER = "citizen-01"
"""林知远, first of the people."""


def test_a_ranking_is_claimed_noticed_and_recomputed(  # noqa: PLR0915 -- one journey, read from top to bottom
    city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    run_now()
    clerk = employee(Role.OFFICE_CLERK, "经办", "clerk@office.example")
    head = employee(Role.OFFICE_HEAD, "负责人", "head@office.example")
    finance = employee(Role.FINANCE, "财务", "finance@office.example")
    Organisation.objects.update(district="yinhan")
    firm = employee(Role.ORG_ADMIN, "砺轴管理员", "admin@lizhou-office.example", organisation=Organisation.objects.get(pk="lizhou"))

    # the rules are public before anything is counted
    text = (POLICY / "programmes" / "contribution-award-2026.toml").read_text("utf-8").replace("contribution-award-2026", PROGRAMME)
    text = text.replace("from = 2026-01-01", "from = 2025-01-01").replace("until = 2027-01-01", "until = 2026-01-01")
    version = version_make(programme=PROGRAMME, text=text, in_force_on=date(2026, 1, 1), by=SYSTEM)
    page = visit(clerk, f"/programmes/{PROGRAMME}/")
    page.get_by_role("link", name="筹备征集").click()
    page.get_by_label("开始受理").fill(f"{timezone.localtime():%Y-%m-%dT00:00}")
    page.get_by_role("button", name="保存").click()
    call = Call.objects.get(version=version)
    page = visit(head, f"/calls/{call.pk}/open/")
    page.get_by_role("button", name="发布通知").click()
    public = visit(None, f"/calls/{call.pk}/")
    expect(public.locator("main")).to_contain_text(version.policy_hash)
    expect(public.get_by_role("link", name="我要申报")).to_have_count(0)

    # the window closes: a run frozen by exactly these rules makes the list
    run = Job.objects.get(pk=run_request(programme=PROGRAMME, policy_hash=version.policy_hash, publish=True).pk).run
    assert run is not None
    page = visit(clerk, f"/desk/{call.pk}/nominations/")
    page.locator(f"[name=run][value='{run.run_id}']").first.wait_for(state="attached")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("成功 · 已提名")).to_be_visible()
    assert axe_violations(page) == []
    screenshot(page, "ranking-nominations")
    body = Application.objects.get(call=call, organisation="lizhou")
    person = Application.objects.get(call=call, person=WINNER, organisation=None)
    for one in (body, person):
        page.goto(f"/applications/{one.pk}/")
        page.locator(f"a[href$='/applications/{one.pk}/move/payment_request/']").click()
        page.get_by_role("button", name="确认办理").click()
        expect(page.get_by_text("已办理")).to_be_visible()

    # the firm claims in its browser, the developer as anybody would
    body.refresh_from_db()
    filled(body, acting(firm))
    claim = visit(firm, f"/applications/{body.pk}/")
    expect(claim.locator("main")).to_contain_text("申领")
    screenshot(claim, "ranking-claim")
    claim.goto(f"/applications/{body.pk}/submit/")
    claim.get_by_label("我已核对全部内容").check()
    claim.get_by_role("button", name="提交申报").click()
    claim.wait_for_url("**/receipt/")
    himself = acting_of(Person.objects.get(pk=WINNER), None)
    person.refresh_from_db()
    filled(person, himself)
    person.refresh_from_db()
    application_submit(application=person, version=person.version, by=himself)
    for one in (body, person):
        page.goto(f"/applications/{one.pk}/")
        page.locator(f"a[href$='/applications/{one.pk}/move/approval/']").click()
        page.get_by_role("button", name="确认办理").click()
        expect(page.get_by_text("已办理")).to_be_visible()
    for award in Award.objects.all():
        assert award.recommended_fen == award.application.verdict["amount_fen"]
        for approver in (clerk, head, finance):
            award_approve(award=award, amount_fen=award.recommended_fen, by=acting(approver))

    # noticed, the person's name masked
    page.goto(f"/desk/{call.pk}/notice/")
    page.get_by_role("button", name="拟定公示").click()
    desk = visit(head, f"/desk/{call.pk}/notice/preview/")
    desk.get_by_role("button", name="我已核对，确认这份名单").click()
    desk.get_by_role("button", name="发布公示").click()
    notice = Notice.objects.get(call=call)
    public.goto(f"/notices/{notice.pk}/")
    told = public.locator("main").inner_text()
    assert "砺轴工业软件有限公司" in told
    assert "林*" in told
    assert "林知远" not in told
    assert axe_violations(public) == []
    screenshot(public, "ranking-notice")
    pdf = text_in(public.request.get(f"/notices/{notice.pk}.pdf").body(), "pdf")
    assert "林知远" not in "".join(pdf.split())
    assert not findings(pdf)
    assert not [address for address in mailboxes() if address in public.content() + pdf]

    # anybody recomputes what the places rest on
    expect(public.locator("main")).to_contain_text(run.results_hash)
    bundle = saved(public, public.get_by_role("link", name="下载公开运行包"), tmp_path)
    answer = xingtu("replay", bundle, "--repositories", city.city_file.parent / "hosts", home=tmp_path / "another-computer")
    assert answer.code == 0, answer.err
    assert run.run_id in answer.out
    assert run.results_hash in answer.out
