"""A list becomes public: only as it was confirmed, masked, for as long as the file says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Application, Call, Move, Notice, NoticeState
from portal.calls.papers.notice import leaks
from portal.calls.selectors.notices import applications_ready, dates_of, digest_of, rules_of
from portal.calls.services.notices import (
    notice_confirm,
    notice_draft,
    notice_publish,
    notice_withdraw,
    notices_end,
    notices_expire,
)
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import Run, RunState
from portal.journal.models import Entry
from portal.register.models import Repository
from tests.portal.calls.notices.lists import approved, listing_call, published, shortlisted
from tests.portal.calls.round import project
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_only_what_is_approved_in_full_is_ready_for_the_notice(city: Town) -> None:
    call, one, other = approved(city)
    assert applications_ready(call) == [one, other]
    other.awards.get().approvals.first().delete()
    assert applications_ready(call) == [one]


def test_where_no_money_is_paid_the_shortlist_itself_is_ready(city: Town) -> None:
    call, one = shortlisted(city)
    assert applications_ready(call) == [one]


def test_only_exactly_what_the_head_confirmed_is_published(city: Town) -> None:
    call, one, _other = approved(city)
    head, clerk = city.acting[Role.OFFICE_HEAD], city.acting[Role.OFFICE_CLERK]
    draft = notice_draft(call=call, by=clerk)
    digest = digest_of(draft, dates_of(rules_of(call), timezone.localdate()))
    with pytest.raises(NotAllowed):
        notice_confirm(notice=draft, digest=digest, by=clerk)
    with pytest.raises(WrongState, match="确认脱敏预览"):
        notice_publish(notice=draft, by=head)
    notice_confirm(notice=draft, digest=digest, by=head)
    notice_draft(call=call, by=clerk, introduction="另一段正文。")
    with pytest.raises(WrongState, match="确认脱敏预览"):
        notice_publish(notice=draft, by=head)
    with pytest.raises(WrongState, match="又有变化"):
        notice_confirm(notice=draft, digest=digest, by=head)
    one.refresh_from_db()
    assert one.step == "approval"


def test_a_published_list_has_the_days_of_the_calendar_and_moves_everybody_to_the_notice(city: Town) -> None:
    call, one, other = approved(city)
    notice = published(call, city)
    dates = dates_of(rules_of(call), timezone.localdate())
    assert (notice.state, notice.starts_on, notice.ends_on) == (NoticeState.PUBLISHED, dates.starts_on, dates.ends_on)
    assert set(Application.objects.values_list("step", flat=True)) == {"notice"}
    assert [line.shown["organisation"] for line in notice.lines.all()] == [city.lizhou.name, ""]
    assert [line.shown["person"] for line in notice.lines.all()] == ["", f"{other.person.name[0]}**"]
    assert notice.lines.first().shown["amount"] == "61,728.00"
    assert Entry.objects.filter(event="notice.published").count() == 1
    assert one.moves.last().to_step == "notice"


def test_a_list_for_money_never_goes_out_on_evidence_that_could_not_be_read(city: Town) -> None:
    call, one, _other = approved(city)
    record = project("unread-room", city.lizhou)
    Repository.objects.create(id="unread", record=record, name="r", url="https://host.example/lizhou/unread", serial=1)
    Application.objects.filter(pk=one.pk).update(record=record)
    head = city.acting[Role.OFFICE_HEAD]
    draft = notice_draft(call=call, by=head)
    notice_confirm(notice=draft, digest=digest_of(draft, dates_of(rules_of(call), timezone.localdate())), by=head)
    with pytest.raises(WrongState, match="证据不全"):
        notice_publish(notice=draft, by=head)


def test_whoever_reads_the_list_can_recompute_its_run_from_that_day_on(city: Town) -> None:
    call, *_two = approved(city)
    call.run = Run.objects.create(
        run_id="c" * 64, results_hash="0" * 64, programme=call.version.programme, programme_name="示例", policy_hash="0" * 64,
        window="2025", engine="0", declarations="0" * 64, completeness=1_000_000, publishable=True, state=RunState.LOADED,
    )  # fmt: skip
    call.save()
    published(call, city)
    call.run.refresh_from_db()
    assert call.run.state == RunState.PUBLISHED


def test_a_deadline_in_a_year_without_a_calendar_blocks_publishing(city: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    call, *_two = approved(city)
    head = city.acting[Role.OFFICE_HEAD]
    late = timezone.now().replace(year=2090, month=6, day=1)
    monkeypatch.setattr(timezone, "now", lambda: late)
    draft = notice_draft(call=call, by=head)
    notice_confirm(notice=draft, digest=digest_of(draft, dates_of(rules_of(call), timezone.localdate())), by=head)
    with pytest.raises(WrongState, match="还没有公布"):
        notice_publish(notice=draft, by=head)


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        ("江畔 13912345678", "手机号码"),
        ("江畔 139-1234-5678", "手机号码"),
        ("江畔１３９１２３４５６７８", "手机号码"),
        ("11010519491231002X 的阅览室", "居民身份证号"),
        ("卡 6222 0212 3456 7890 128", "银行卡号"),
        ("写信 someone@mail.example", "电子邮箱"),
    ],
)
def test_a_number_or_mailbox_typed_into_a_title_is_refused_with_its_place(city: Town, planted: str, kind: str) -> None:
    if kind == "银行卡号":
        planted = f"卡 {_luhn('622202123456789012')}"
    call, one, _other = approved(city)
    Application.objects.filter(pk=one.pk).update(title=planted)
    head = city.acting[Role.OFFICE_HEAD]
    draft = notice_draft(call=call, by=head)
    dates = dates_of(rules_of(call), timezone.localdate())
    with pytest.raises(Invalid, match=f"第 1 行“项目”：{kind}") as caught:
        notice_confirm(notice=draft, digest=digest_of(draft, dates), by=head)
    # a cell of the PDF may break a number over two lines: that is why every text is also looked through by itself
    for place in ("网页", "Word") if "１" in planted else ("网页", "PDF", "Word"):
        assert place in str(caught.value)
    assert planted not in str(caught.value)


def _luhn(first: str) -> str:
    for last in "0123456789":
        digits = [int(one) for one in reversed(first + last)]
        total = sum(sum(divmod(one * 2, 10)) if place % 2 else one for place, one in enumerate(digits))
        if total % 10 == 0:
            return first + last
    raise AssertionError


def test_the_full_name_of_somebody_masked_may_not_stand_elsewhere_on_the_list(city: Town) -> None:
    call, _one, other = approved(city)
    head = city.acting[Role.OFFICE_HEAD]
    draft = notice_draft(call=call, by=head, introduction=f"祝贺{other.person.name}。")
    assert leaks(draft, dates_of(rules_of(call), timezone.localdate())) == ["正文：名单上个人的全名"]


def test_a_publication_is_taken_back_within_ten_minutes_and_everything_stands_as_before(city: Town) -> None:
    call, one, _other = approved(city)
    due = one.due_on
    notice = published(call, city)
    with pytest.raises(WrongState):
        notice_withdraw(notice=notice, by=city.elsewhere[Role.OFFICE_HEAD])
    notice_withdraw(notice=notice, by=city.acting[Role.OFFICE_HEAD])
    notice.refresh_from_db()
    one.refresh_from_db()
    assert (notice.state, one.step, one.due_on) == (NoticeState.WITHDRAWN, "approval", due)
    assert published(call, city).version == 2


def test_after_ten_minutes_a_publication_stands(city: Town) -> None:
    call, *_two = approved(city)
    notice = published(call, city)
    Notice.objects.update(published_at=timezone.now() - timedelta(minutes=11))
    notice.refresh_from_db()
    with pytest.raises(WrongState, match="10 分钟"):
        notice_withdraw(notice=notice, by=city.acting[Role.OFFICE_HEAD])


def test_a_notice_ends_after_its_last_day_and_not_on_it(city: Town) -> None:
    call, *_two = approved(city)
    notice = published(call, city)
    Notice.objects.update(ends_on=timezone.localdate())
    assert notices_end() == 0
    Notice.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert notices_end() == 1
    notice.refresh_from_db()
    assert notice.state == NoticeState.ENDED
    assert notices_end() == 0


def test_names_of_people_become_codes_when_the_days_are_over(city: Town) -> None:
    call, _one, other = approved(city)
    notice = published(call, city)
    Notice.objects.update(expires_on=timezone.localdate())
    assert notices_expire() == 0
    Notice.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert notices_expire() == 1
    shown = [line.shown for line in notice.lines.all()]
    assert shown[1]["person"] == other.number
    assert shown[0]["organisation"] == city.lizhou.name
    assert notices_expire() == 0


def test_whoever_checked_an_application_cannot_publish_it_from_the_shortlist(city: Town) -> None:
    call, one = shortlisted(city)
    head = city.acting[Role.OFFICE_HEAD]
    Move.objects.create(application=one, from_step="intake", to_step="frozen", by=head.actor_id, role="office_head")
    with pytest.raises(WrongState, match="不同的人"):
        published(call, city)
    assert Call.objects.get(pk=call.pk).notices.get().state == NoticeState.DRAFT


def test_a_programme_without_money_lists_without_amounts(city: Town) -> None:
    call, _one = shortlisted(city)
    notice = published(call, city)
    assert [column["id"] for column in notice.columns] == ["number", "project", "organisation", "district", "result"]
    assert listing_call(call)
