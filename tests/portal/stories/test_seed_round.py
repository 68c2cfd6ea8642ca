"""Journeys 1, 3 and 4: a seed project goes from a pasted address to the library, by way of its district, five experts and an objection."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect

from portal.accounts.models import Grant, Organisation, Person
from portal.accounts.roles import Role
from portal.calls.models import Application, Assignment, Call, Conflict, Draw, Notice, Panel
from portal.calls.selectors.folder import Folder
from portal.calls.services.assignments import expert_declare
from portal.calls.services.clock import clock_tick
from portal.calls.services.panels import item_decide, vote_cast
from portal.calls.services.scores import Given, score_submit
from portal.calls.services.seats import seats_take_over
from portal.evidence.models import RunState
from portal.house.file_texts import text_in
from portal.house.personal_data import findings
from portal.journal.models import Entry
from portal.journal.verification import verify
from portal.register.models import Listing, Project, Record
from tests.browser import axe_violations
from tests.portal.stories.applying import acting, filled, handed_in, handed_up, opened, saved
from tests.portal.stories.conftest import employee, run_now
from tests.stories.office import Office, xingtu

Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
ADDRESS, FORK = "https://git.xinghe.example/lizhou/gearsim", "https://hub.yunfan.example/han-yuan/gearsim"
SEED, SOURCE = "2026-11-26 福彩3D 4 7 1", "中国福利彩票网，第 2026317 期"
PHONE = "13912345678"
"""Of the objector."""
IDENTIFYING = ("gearsim", "齿轮仿真", "砺轴", "lizhou", "林知远", "canlantern", "曜桥", "yaoqiao")
COLLEAGUE, CO_WORKER = "citizen-02", "citizen-04"
"""沈若川 worked for the applicant until July 2025; 韩予安 changed its repository six times."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part."""

    clerk: Person
    head: Person
    firm: Person
    district: Person
    rival: Person
    experts: tuple[Person, ...]


@pytest.fixture
def cast(city: Office) -> Cast:
    """Two firms of one district with a project each, an office, eight experts and two who should not judge."""
    run_now()
    lizhou, yaoqiao = (Organisation.objects.get(pk=ident) for ident in ("lizhou", "yaoqiao"))
    Organisation.objects.update(district="yinhan")
    for body in (lizhou, yaoqiao):
        body.refresh_from_db()
    Record.objects.filter(pk="gearsim").update(organisation=lizhou)
    Record.objects.filter(pk="canlantern").update(organisation=yaoqiao)
    Project.objects.filter(pk__in=("gearsim", "canlantern")).update(licence="MulanPSL-2.0", development_status="stable")
    Listing.objects.all().delete()
    for barred in (COLLEAGUE, CO_WORKER):
        Grant.objects.create(person_id=barred, role=Role.EXPERT, from_on=date(2026, 1, 1), reason="test")
    return Cast(
        clerk=employee(Role.OFFICE_CLERK, "经办", "clerk@office.example"),
        head=employee(Role.OFFICE_HEAD, "负责人", "head@office.example"),
        firm=employee(Role.ORG_ADMIN, "砺轴管理员", "admin@lizhou-office.example", organisation=lizhou),
        district=employee(Role.DISTRICT_OFFICER, "区县经办", "officer@district.example", district="yinhan"),
        rival=employee(Role.ORG_ADMIN, "曜桥管理员", "admin@yaoqiao-office.example", organisation=yaoqiao),
        experts=tuple(employee(Role.EXPERT, f"评委{name}", f"expert-{n}@experts.example") for n, name in enumerate("甲乙丙丁戊己庚")),
    )


def test_from_a_pasted_address_to_the_library(city: Office, cast: Cast, visit: Visit, screenshot: Picture, tmp_path: Path) -> None:
    call = opened("seed-projects-2026", "ZZ2026", cast.clerk, cast.head)
    application = applied(cast, call, visit, screenshot)
    stamped_and_handed_up(cast, application, visit, tmp_path, screenshot)
    handed_up(handed_in(call, "canlantern", cast.rival), cast.district, cast.clerk)
    accepted_and_frozen(cast, application, visit, screenshot)
    draw = drawn(cast, call, visit, screenshot)
    scored(cast, application, visit, screenshot)
    minutes = sat(cast, call, visit, tmp_path, screenshot)
    notice = published(cast, call, visit, screenshot)
    objected(cast, application, notice, visit, screenshot)
    in_force(cast, notice, visit, screenshot)

    cites_scores_and_evidence(minutes)
    repeats_from_its_seed(draw, visit)
    package_replays(city, cast, application, visit, tmp_path)
    nothing_personal_is_public(notice, call, visit)
    assert verify().holds


def applied(cast: Cast, call: Call, visit: Visit, screenshot: Picture) -> Application:
    """The address of a registered project is enough; three answers are unlike what is registered, and explained."""
    page = visit(cast.firm, f"/calls/{call.pk}/apply/?url={ADDRESS}.git")
    page.get_by_role("button", name="开始填写").click()
    page.wait_for_url("**/edit/applicant/")
    expect(page.locator("main")).to_contain_text("把握 5/5")
    expect(page.locator("main")).to_contain_text("来源：单位资料")
    page.locator("[name='a.contact_name']").fill("林工")
    page.locator("button[value=next]").click()
    page.wait_for_url("**/edit/project/")
    expect(page.locator("[name='a.licence']")).to_have_value("MulanPSL-2.0")
    page.locator("[name='a.licence']").fill("GPL-3.0-only")
    page.locator("[name='a.development_status'][value=concept]").check()
    page.locator(".actions button[value=save]").click()
    page.wait_for_load_state()
    application = Application.objects.get(call=call)
    filled(
        application,
        acting(cast.firm),
        summary="面向工业齿轮的仿真软件，用于传动系统设计，齿轮仿真由砺轴维护，联系 lin@lizhou.example。" * 4,
    )
    page.goto(f"/applications/{application.pk}/clarify/")
    expect(page.locator("main")).to_contain_text("还有 3 处需要您说明。")
    expect(page.locator("main")).to_contain_text("里写的是“MulanPSL-2.0”，这里填的是“GPL-3.0-only”")
    assert axe_violations(page) == []
    screenshot(page, "seed-contradictions")
    while page.get_by_role("button", name="记下说明").count():
        card = page.locator("section.card", has=page.get_by_role("button", name="记下说明")).first
        card.locator("textarea").fill("新版本正在更换许可证，登记随后更新。")
        card.get_by_role("button", name="记下说明").click()
        page.wait_for_load_state()
    page.goto(f"/applications/{application.pk}/submit/")
    page.get_by_label("我已核对全部内容").check()
    page.get_by_role("button", name="提交申报").click()
    page.wait_for_url("**/receipt/")
    screenshot(page, "seed-receipt")
    application.refresh_from_db()
    expect(page.locator("main")).to_contain_text("ZZ2026-0001")
    expect(page.locator("main")).to_contain_text(application.content_code)
    return application


def stamped_and_handed_up(cast: Cast, application: Application, visit: Visit, folder: Path, screenshot: Picture) -> None:
    """What no record tells is looked up; the paper is printed, comes back stamped, and is handed up from the list."""
    page = visit(cast.district, f"/desk/{application.call_id}/")
    page.get_by_role("link", name="有待核实").or_(page.get_by_role("link", name="未核对")).click()
    while page.get_by_role("link", name="核实并认定", exact=True).count():
        page.get_by_role("link", name="核实并认定", exact=True).first.click()
        page.get_by_label("符合", exact=True).check()
        page.get_by_label("依据").fill("已在全国信用信息共享平台查询，2026-11-25 无记录。")
        page.get_by_role("button", name="认定").click()
        page.wait_for_url("**/checks/")
    screenshot(page, "seed-checks")
    page.goto(f"/applications/{application.pk}/")
    printed = saved(page, page.get_by_role("link", name="申报书（PDF）"), folder)
    page.get_by_role("link", name="上传盖章扫描件").click()
    page.get_by_label("扫描件页脚上的内容码").fill("ABCD-EFGH-JKLM-NPQR")
    page.locator("input[type=file]").set_input_files(printed)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("main")).to_contain_text("盖章的是另一版内容")
    page.get_by_label("扫描件页脚上的内容码").fill(application.content_code.lower())
    page.locator("input[type=file]").set_input_files(printed)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("盖章扫描件已保存，内容码一致。")).to_be_visible()
    page.goto(f"/desk/{application.call_id}/")
    page.locator("input[name=application]").check()
    page.get_by_role("button", name="上报勾选的申报").click()
    expect(page.get_by_text("已上报 1 份。")).to_be_visible()


def accepted_and_frozen(cast: Cast, application: Application, visit: Visit, screenshot: Picture) -> None:
    """The office accepts; the deadline passes, the repositories are read once more, and what was unlike is decided on."""
    page = visit(cast.clerk, f"/applications/{application.pk}/")
    page.get_by_role("link", name="受理", exact=True).click()
    page.get_by_role("button", name="确认办理").click()
    expect(page.get_by_text("已办理")).to_be_visible()
    Call.objects.filter(pk=application.call_id).update(deadline_at=timezone.now() - timedelta(minutes=1))
    clock_tick()
    call = Call.objects.get(pk=application.call_id)
    assert call.run is not None, (call.job, call.state)
    application.refresh_from_db()
    assert (application.step, application.run_id) == ("clarify", call.run.pk)
    page.goto(f"/applications/{application.pk}/checks/")
    expect(page.locator("main")).to_contain_text(call.run.short)
    while page.get_by_role("link", name="认定", exact=True).count():
        page.get_by_role("link", name="认定", exact=True).first.click()
        page.get_by_label("澄清成立").check()
        page.get_by_label("依据").fill("已与申报人核对，登记已更新。")
        page.get_by_role("button", name="认定").click()
        page.wait_for_url("**/checks/")
    assert axe_violations(page) == []
    screenshot(page, "seed-frozen")
    for one in Application.objects.filter(call=call, step="clarify"):
        page.goto(f"/applications/{one.pk}/move/recusal/")
        page.get_by_role("button", name="确认办理").click()
        page.wait_for_url(f"**/applications/{one.pk}/")
    assert set(call.applications.values_list("step", flat=True)) == {"recusal"}


def drawn(cast: Cast, call: Call, visit: Visit, screenshot: Picture) -> Draw:
    """Relations are computed, the pool is frozen, the seed comes later, and the drawn are asked to declare."""
    seats_take_over(by=acting(cast.clerk))
    page = visit(cast.clerk, f"/desk/{call.pk}/review/")
    page.get_by_role("link", name="抽取专家").click()
    page.get_by_role("button", name="确定名册").click()
    expect(page.locator("main")).to_contain_text("名册 7 人，待抽 5 人")
    public = visit(None, page.url)
    expect(public.locator("main")).to_contain_text("尚未产生")
    expect(public.locator("main")).not_to_contain_text("沈若川")
    page.get_by_role("link", name="填写种子并抽取").click()
    page.get_by_label("种子", exact=True).fill(SEED)
    page.get_by_label("种子出处").fill(SOURCE)
    page.get_by_role("button", name="抽取").click()
    expect(page.locator("main")).to_contain_text("7 人中抽出 5 人")
    assert axe_violations(page) == []
    screenshot(page, "seed-draw")
    draw = Draw.objects.get(call=call)
    assert {entry["expert"] for entry in draw.excluded} == {COLLEAGUE, CO_WORKER}
    found = set(Conflict.objects.filter(application__call=call).values_list("expert", "kind", "ground"))
    assert found >= {(COLLEAGUE, "block", "same_organisation"), (CO_WORKER, "ask", "same_repository")}
    expect(page.locator("main")).to_contain_text("同在“砺轴工业软件有限公司”任职")
    return draw


def scored(cast: Cast, application: Application, visit: Visit, screenshot: Picture) -> None:
    """Declared, read without names, scored; the experts are far apart on one, and score it once more."""
    call = application.call
    first, *others = {one.expert_id: one.expert for one in Assignment.objects.filter(application=application)}.values()
    expert = visit(first, "/reviews/")
    expert.get_by_role("link", name="声明有无利益关系").first.click()
    expert.get_by_label("我已逐一看过上面的名单").check()
    expert.get_by_role("button", name="提交声明").click()
    expect(expert.get_by_text("已声明。可评审 2 份，回避 0 份。")).to_be_visible()
    for other in others:
        expert_declare(call=call, related=[], statement="", by=acting(other))
    desk = visit(cast.clerk, f"/desk/{call.pk}/review/")
    desk.get_by_role("button", name="2 份开始评审").click()
    desk.get_by_role("button", name="开始“独立评分（匿名）”").click()
    expect(desk.get_by_text("评审阶段已开始，已通知专家。")).to_be_visible()

    mine = Assignment.objects.get(application=application, expert=first)
    expert.goto("/reviews/")
    assert_anonymous(expert)
    expert.goto(f"/reviews/{mine.pk}/")
    expect(expert.locator("main")).to_contain_text("〔隐去〕")
    assert_anonymous(expert)
    assert axe_violations(expert) == []
    screenshot(expert, "seed-blind")
    for box in expert.locator("input[name^=mark_]").all():
        box.fill("2")
    expert.get_by_label("总体意见").fill("维护力量不足。")
    expert.get_by_role("button", name="提交我的评分").click()
    expect(expert.get_by_text("已提交。阶段结束前可以撤回修改。")).to_be_visible()
    marks(application, 9, *others)
    rival = Application.objects.exclude(pk=application.pk).get(call=call)
    marks(rival, 7, first, *others)
    desk.get_by_role("button", name="结束本阶段并汇总").click()
    expect(desk.locator("main tbody").first).to_contain_text("分歧")
    screenshot(desk, "seed-desk-alarm")

    desk.get_by_role("button", name="分歧的重新评分").click()
    expect(desk.locator("main")).to_contain_text("第 2 轮")
    expert.goto(f"/reviews/{mine.pk}/")
    assert_anonymous(expert)
    for box in expert.locator("input[name^=mark_]").all():
        box.fill("8")
    expert.get_by_role("button", name="提交我的评分").click()
    expect(expert.get_by_text("已提交。阶段结束前可以撤回修改。")).to_be_visible()
    marks(application, 9, *others)
    desk.goto(f"/desk/{call.pk}/review/")
    desk.get_by_role("button", name="结束本阶段并汇总").click()
    expect(desk.locator("main tbody tr").first.locator("td").last).to_have_text("—")
    aggregates = application.aggregates.order_by("round").values_list("round", "alarm")
    assert list(aggregates) == [(1, True), (2, False)]


def assert_anonymous(page: Page) -> None:
    """Nothing on the page, in its title or its addresses tells who applies."""
    content = page.content().lower()
    assert not [word for word in IDENTIFYING if word.lower() in content]


def marks(application: Application, mark: int, *experts: Person) -> None:
    """The same mark for everything, from each."""
    for expert in experts:
        assignment = Assignment.objects.get(application=application, expert=expert)
        criteria = ("originality", "quality", "community", "value", "sustainability", "risk")
        score_submit(assignment=assignment, given=Given(dict.fromkeys(criteria, mark), opinion="可以支持。"), by=acting(expert))


def sat(cast: Cast, call: Call, visit: Visit, folder: Path, screenshot: Picture) -> Path:
    """The panel meets and votes; the minutes are a Word file."""
    page = visit(cast.clerk, f"/desk/{call.pk}/review/")
    page.get_by_role("link", name="召集合议会").click()
    page.get_by_label("地点").fill("301 会议室")
    page.get_by_role("button", name="召集").click()
    for box in page.locator("input[name=present]").all():
        box.check()
    page.get_by_role("button", name="开会").click()
    panel = Panel.objects.get(call=call)
    members = [member.person for member in panel.members.select_related("person")]
    item, *rest = panel.items.all()
    voter = visit(members[0], f"/panels/{panel.pk}/")
    voter.locator("#item-1").get_by_role("button", name="同意").click()
    expect(voter.get_by_text("已记录表决")).to_be_visible()
    for member in members[1:]:
        vote_cast(item=item, person=member, choice="for", by=acting(cast.clerk))
    page.goto(f"/panels/{panel.pk}/")
    screenshot(page, "seed-panel")
    page.locator("#item-1").get_by_role("link", name="记录结论").click()
    page.get_by_label("建议支持").check()
    page.get_by_label("理由", exact=True).fill("项目活跃，计划可行")
    page.get_by_label("汇总分").check()
    page.locator("input[name=cites][value^=evidence]").first.check()
    page.get_by_role("button", name="记录").click()
    expect(page.get_by_text("结论已记录")).to_be_visible()
    for other in rest:
        for member in members:
            vote_cast(item=other, person=member, choice="for", by=acting(cast.clerk))
        item_decide(item=other, outcome="support", grounds="达到要求", cites=["score"], by=acting(cast.clerk))
    page.goto(f"/panels/{panel.pk}/")
    page.get_by_role("button", name="结束会议并生成纪要").click()
    expect(page.get_by_text("会议已结束，纪要已生成。")).to_be_visible()
    assert axe_violations(page) == []
    screenshot(page, "seed-panel-closed")
    return saved(page, page.get_by_role("link", name="Word"), folder)


def cites_scores_and_evidence(minutes: Path) -> None:
    """Each line of the minutes says on what it rests."""
    rows = [[cell.text for cell in row.cells] for table in Document(str(minutes)).tables for row in table.rows]
    lines = [row for row in rows if any("ZZ2026-" in cell for cell in row)]
    assert len(lines) == 2
    for line in lines:
        assert "依据：汇总分" in line[-1]
        assert "5/0/0/0" in "".join(line).replace(" ", "")
    assert any("证据" in line[-1] and "运行" in line[-1] for line in lines)


def published(cast: Cast, call: Call, visit: Visit, screenshot: Picture) -> Notice:
    """Drafted by one, confirmed masked and published by the other; anybody sees it."""
    clerk = visit(cast.clerk, f"/desk/{call.pk}/notice/")
    clerk.get_by_role("button", name="拟定公示").click()
    clerk.get_by_role("link", name="看预览").click()
    expect(clerk.get_by_text("由市项目办负责人确认和发布。")).to_be_visible()
    head = visit(cast.head, f"/desk/{call.pk}/notice/preview/")
    head.get_by_role("button", name="我已核对，确认这份名单").click()
    screenshot(head, "seed-notice-preview")
    head.get_by_role("button", name="发布公示").click()
    expect(head.get_by_text("已发布公示。")).to_be_visible()
    notice = Notice.objects.get(call=call)
    public = visit(None, "/notices/")
    public.get_by_role("link", name=notice.title).first.click()
    expect(public.locator("main")).to_contain_text("砺轴工业软件有限公司")
    expect(public.locator("main")).to_contain_text("5 个工作日")
    assert axe_violations(public) == []
    screenshot(public, "seed-notice")
    return notice


def objected(cast: Cast, application: Application, notice: Notice, visit: Visit, screenshot: Picture) -> None:
    """“Copied”: by somebody with a name, which the applicant never learns; the engine says what was seen first; it is answered in time."""
    citizen = visit(None, f"/notices/{notice.pk}/")
    citizen.get_by_role("link", name="提出异议").click()
    citizen.get_by_label("针对").select_option(label=citizen.locator("select[name=line] option", has_text="gearsim").inner_text())
    citizen.get_by_label("理由").select_option("copied")
    citizen.get_by_label("原作的仓库地址").fill(FORK)
    citizen.get_by_label("事实和依据").fill("这份代码抄自上面的仓库，文件和提交都相同。")
    citizen.get_by_label("姓名或单位名称").fill("季望岚")
    citizen.get_by_label("联系电话").fill(PHONE)
    citizen.get_by_role("button", name="提交异议").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text("异议进展")
    receipt = citizen.url

    desk = visit(cast.clerk, "/desk/objections/")
    desk.get_by_role("link", name=notice.title).click()
    desk.get_by_role("button", name="受理", exact=True).click()
    expect(desk.locator("main")).not_to_contain_text("季望岚")
    desk.get_by_role("button", name="比对代码来源").click()
    expect(desk.locator("main")).to_contain_text("同一段历史")
    assert axe_violations(desk) == []
    screenshot(desk, "seed-provenance")

    firm = visit(cast.firm, f"/applications/{application.pk}/objections/")
    firm.get_by_role("link", name="说明").first.click()
    assert "季望岚" not in firm.content()
    assert PHONE not in firm.content()
    firm.get_by_label("说明", exact=True).fill("对方的仓库是从我们这里复刻的。")
    firm.get_by_role("button", name="提交说明").click()

    desk.goto("/desk/objections/")
    desk.get_by_role("link", name=notice.title).click()
    desk.get_by_role("link", name="填写核查情况").click()
    desk.get_by_label("核查情况").fill("比对报告显示两个仓库是同一段历史，本项目的提交先被看到。")
    desk.get_by_label("专家意见").fill("不存在抄袭。")
    desk.locator("main form button[type=submit]").click()
    desk.get_by_role("link", name="答复异议").click()
    desk.locator("input[name=outcome][value=dismissed]").check()
    desk.get_by_label("给异议人的答复").fill("经核查，被比对的仓库复刻自本项目，异议不成立。")
    desk.get_by_label("公开的答复").fill("经比对代码来源，两个仓库是同一段历史，本项目在先，异议不成立。")
    desk.locator("main form button[type=submit]").click()
    expect(desk.get_by_text("已办理。")).to_be_visible()
    screenshot(desk, "seed-objection")
    citizen.goto(receipt)
    expect(citizen.locator("main")).to_contain_text("异议不成立")
    citizen.goto(f"/notices/{notice.pk}/")
    expect(citizen.locator("main")).to_contain_text("本项目在先")


def in_force(cast: Cast, notice: Notice, visit: Visit, screenshot: Picture) -> None:
    """The time for objections passes; the list takes effect, and both projects stand in the library."""
    past = timezone.localdate() - timedelta(days=1)
    Notice.objects.filter(pk=notice.pk).update(ends_on=past, objections_until=past)
    clock_tick()
    head = visit(cast.head, f"/notices/{notice.pk}/")
    head.get_by_role("link", name="发布结果").click()
    head.get_by_role("button", name="发布结果").click()
    expect(head.get_by_text("结果已发布。")).to_be_visible()
    run = notice.call.run
    assert run is not None
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED
    public = visit(None, f"/results/{notice.pk}/")
    expect(public.locator("main")).to_contain_text(f"xingtu replay xingtu-{run.short}.zip")
    assert axe_violations(public) == []
    screenshot(public, "seed-result")
    public.goto("/libraries/seed_library/")
    for name in ("齿轮仿真 gearsim", "车灯诊断 canlantern"):
        expect(public.locator("main")).to_contain_text(name)
    assert set(notice.call.applications.values_list("step", flat=True)) == {"listed"}


def repeats_from_its_seed(draw: Draw, visit: Visit) -> None:
    """The five lines on the public page print the digest and the order."""
    public = visit(None, f"/draws/{draw.pk}/")
    five = public.locator("pre code").inner_text()
    assert len(five.strip().splitlines()) == 5
    printed = subprocess.run([sys.executable, "-c", five], capture_output=True, text=True, check=True).stdout.splitlines()
    assert printed == [draw.pool_digest, str(draw.result["order"])]


def package_replays(city: Office, cast: Cast, application: Application, visit: Visit, folder: Path) -> None:
    """The stamped scan bears the stored form's code, and the dossier's run gives the same bytes on another computer."""
    page = visit(cast.firm, f"/applications/{application.pk}/")
    path = saved(page, page.get_by_role("link", name="全部材料（zip）"), folder)
    application.refresh_from_db()
    with zipfile.ZipFile(path) as held:
        names = held.namelist()
        dossier = json.loads(held.read(next(name for name in names if name.endswith("证据档案.json"))))
        scan = text_in(held.read("03-盖章扫描件.pdf"), "pdf")
        written, printed = (text_in(held.read(f"0{n}-申报书.{kind}"), kind) for n, kind in ((1, "docx"), (2, "pdf")))
    assert application.content_code == Folder(application).content_code() == dossier["content_code"]
    for text in (scan, written, printed):
        assert application.content_code in text
    assert len(dossier["contradictions"]) == 3
    public = visit(None, f"/verify/{dossier['evidence']['run_id'][:12]}/")
    bundle = saved(public, public.get_by_role("link", name="公开运行包").first, folder)
    answer = xingtu("replay", bundle, "--repositories", city.city_file.parent / "hosts", home=folder / "another-computer")
    assert answer.code == 0, answer.err
    assert dossier["evidence"]["run_id"] in answer.out
    assert dossier["evidence"]["results_hash"] in answer.out


def nothing_personal_is_public(notice: Notice, call: Call, visit: Visit) -> None:
    """Neither on a page nor in a file."""
    public = visit(None, "/")
    pages = (f"/calls/{call.pk}/", f"/notices/{notice.pk}/", f"/results/{notice.pk}/", "/notices/", "/libraries/seed_library/")
    for path in (*pages, f"/en/notices/{notice.pk}/", f"/draws/{Draw.objects.get(call=call).pk}/"):
        public.goto(path)
        text = public.locator("body").inner_text()
        assert not findings(text), path
        assert "季望岚" not in text
        assert "63000000" not in text
    for stem in (f"/notices/{notice.pk}", f"/results/{notice.pk}"):
        for kind in ("pdf", "docx"):
            content = public.request.get(f"{stem}.{kind}").body()
            text = text_in(content, kind)
            assert "砺轴工业软件有限公司" in "".join(text.split())
            assert not findings(text)
    assert Entry.objects.filter(event="objection.received").exists()
