"""An advisory arrives: owners are told once, one disputes it and two people sign, the other upgrades, and the city reads numbers only."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.evidence.models import RiskFinding
from portal.journal.models import Entry
from portal.messages.models import Message
from portal.watch.services.digests import digests_make
from tests.browser import axe_violations
from tests.portal.city import organisation
from tests.portal.evidence.licence_answers import project
from tests.portal.evidence.risk_city import PACKAGE, RiskCity, record, risks
from tests.portal.stories.conftest import employee
from tests.portal.stories.looks import faults

__all__ = ["risks"]
INBOX = "/watch/findings/"
FLAW = "CVE-2026-90001"


def noon() -> datetime:
    """After the hour at which digests go out."""
    return timezone.localtime().replace(hour=12)


@pytest.fixture
def people(transactional_db: None, risks: RiskCity) -> dict[str, Person]:
    """Three firms, of which two use what is to be found; nothing is known against it yet."""
    found = {}
    for ident, firm, district, repository, version in (
        ("lizhou", "砺轴工业软件有限公司", "yinhan", "gearsim", "1.2.0"),
        ("yaoqiao", "曜桥汽车电子有限公司", "lanyue", "canlantern", "1.3.0"),
        ("chenggang", "澄纲研究院", "yinhan", "sealbox", "1.4.0"),
    ):
        body = organisation(ident, firm, district=district)
        project(repository, body)
        risks.push(repository, {PACKAGE: version})
        found[ident] = employee(Role.ORG_ADMIN, f"{firm[:2]}管理员", f"admin@{ident}-office.example", organisation=body)
    found["officer"] = employee(Role.WATCH_OFFICER, "江望潮", "watch@office.example")
    risks.publish(record("XH-2026-0009", package="nobody-uses-this"))
    risks.look()
    assert not RiskFinding.objects.exists()
    return found


def test_an_advisory_day(
    people: dict[str, Person], risks: RiskCity, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]
) -> None:
    # the advisory arrives in the mirror; whoever holds the component is told once, and nobody else
    risks.publish(record(level="CRITICAL"))
    for _again in range(2):
        risks.look()
        digests_make(now=noon())
    told = Message.objects.filter(event__startswith="risk").values_list("person", flat=True)
    assert sorted(told) == sorted(people[who].pk for who in ("lizhou", "yaoqiao", "officer"))

    # the officer sees both, each owner their own
    desk, page = visit(people["officer"], INBOX), visit(people["lizhou"], INBOX)
    for seen in ("项目 gearsim", "项目 canlantern", "属于已覆盖生态"):
        expect(desk.locator("main")).to_contain_text(seen)
    screenshot(desk, "risks-inbox-officer")
    assert axe_violations(desk) == []
    expect(page.locator("main")).not_to_contain_text("canlantern")
    page.get_by_role("link", name=FLAW).click()
    for seen in ("requirements.txt:1", ">= 1.0, < 1.4.0"):
        expect(page.locator("main")).to_contain_text(seen)
    screenshot(page, "risks-finding-owner")
    assert axe_violations(page) == []
    _disputed_and_signed(page, desk, screenshot)

    # the other upgrades; the next look closes the finding and its case
    risks.push("canlantern", {PACKAGE: "1.4.0"})
    risks.look()
    theirs = visit(people["yaoqiao"], "/projects/canlantern/risks/")
    expect(theirs.locator("main")).to_contain_text("没有发现")
    theirs.locator("summary", has_text="已消失的发现").click()
    theirs.get_by_role("link", name=FLAW).click()
    for seen in ("已换成不受影响的版本", "已办结"):
        expect(theirs.locator("main")).to_contain_text(seen)
    screenshot(theirs, "risks-finding-closed")

    # everybody else: numbers, with their age and coverage
    everybody = visit(None, "/watch/city/")
    for seen in ("属于已覆盖生态", "比对于"):
        expect(everybody.locator("main")).to_contain_text(seen)
    everybody.goto("/watch/sources/")
    expect(everybody.locator("main")).to_contain_text("示例")
    for path in ("/watch/city/", "/watch/"):
        everybody.goto(path)
        text = everybody.locator("main").inner_html()
        assert not any(name in text for name in ("gearsim", "canlantern", "砺轴", "曜桥"))
    looks = Entry.objects.filter(event="finding.seen", subject_kind="finding").values_list("actor", flat=True)
    assert {people["lizhou"].pk, people["yaoqiao"].pk} <= set(looks)


def _disputed_and_signed(page: Page, desk: Page, screenshot: Callable[[Page, str], None]) -> None:
    """One owner says why it does not touch them; the officer signs as the second."""
    page.get_by_role("link", name="我认为不受影响，或暂不升级").click()
    page.get_by_label("不受影响", exact=True).check()
    page.get_by_label("依据类型").select_option("vulnerable_code_not_in_execute_path")
    page.get_by_label("理由", exact=True).fill("只用到它的日期函数，解压的代码从不执行。")
    screenshot(page, "risks-statement-new")
    assert axe_violations(page) == []
    page.get_by_role("button", name="提交，等另一人签署").click()
    expect(page.locator("main")).to_contain_text("您参与了起草")
    desk.goto("/watch/statements/?state=draft")
    desk.get_by_role("link", name="不受影响").click()
    desk.get_by_role("link", name="签署").click()
    screenshot(desk, "risks-statement-sign")
    desk.get_by_role("button", name="签署").click()
    expect(desk.locator("main")).to_contain_text("已生效")
    page.goto(INBOX)
    expect(page.locator("main")).not_to_contain_text(FLAW)
    page.goto(f"{INBOX}?shown=settled")
    expect(page.locator("main")).to_contain_text("不受影响")


def test_the_pages_of_risks_in_every_dress(
    transactional_db: None, risks: RiskCity, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]
) -> None:
    lizhou = organisation("lizhou", "砺轴工业软件有限公司", district="yinhan")
    project("gearsim", lizhou)
    officer = employee(Role.WATCH_OFFICER, "江望潮", "watch@office.example")
    risks.push("gearsim", {"six-stars": "1.0", PACKAGE: "1.2.0"})
    risks.publish(record(level="CRITICAL"))
    risks.signal(kev=True, epss=312_000)
    risks.look()
    number = RiskFinding.objects.get().pk
    paths = (
        INBOX, f"{INBOX}{number}/", f"{INBOX}{number}/statement/", "/watch/statements/", "/projects/gearsim/risks/", f"/en{INBOX}",
        f"/en{INBOX}{number}/",
    )  # fmt: skip
    assert faults(visit, officer, paths, screenshot) == {}
