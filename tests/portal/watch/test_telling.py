"""Owners are told each fact once for ever: alarms at once, the rest daily; channels may fail, and processes die."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.models import Entry
from portal.messages.models import Message
from portal.watch.channel_kinds import SENT, ChannelKind, Letter, Outcome, Target
from portal.watch.channels import channel_kinds
from portal.watch.models import Channel, ChannelState, Delivery, DeliveryState, Digest, DigestKind, Fact
from portal.watch.services.channels import channel_add, channel_pause, channel_remove, channel_resume, channel_test
from portal.watch.services.deliveries import deliveries_send
from portal.watch.services.digests import digests_make
from portal.watch.tasks import tick
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.watch.risks import event, finding, loaded, watched

pytestmark = pytest.mark.django_db
MORNING = datetime.fromisoformat("2026-11-26T09:00:00+08:00")
NIGHT = datetime.fromisoformat("2026-11-26T03:00:00+08:00")
ADDRESS, SECRET = "https://peer.example/robot/send?access_token=t0ken", "SEC-of-many-letters"


class Clock:
    """What the portal takes for now."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def shift(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(MORNING)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.at)
    return made


class Played:
    """A way of telling that does what the test says."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome | type[BaseException] | BaseException] = []
        self.letters: list[Letter] = []
        self.targets: list[Target] = []

    def send(self, letter: Letter, target: Target, _at: datetime) -> Outcome:
        self.letters.append(letter)
        self.targets.append(target)
        outcome = self.outcomes.pop(0) if self.outcomes else SENT
        if isinstance(outcome, Outcome):
            return outcome
        raise outcome


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    made = Played()
    plain = channel_kinds()["dingtalk"]
    kind = ChannelKind(
        **{name: getattr(plain, name) for name in ChannelKind.__dataclass_fields__} | {"send": made.send, "problem": lambda _target: ""}
    )
    monkeypatch.setitem(channel_kinds(), "dingtalk", kind)
    return made


@pytest.fixture
def city() -> Town:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    here, there = office().districts[:2]
    made = town((here.id, there.id))
    watched(project("gearsim", made.lizhou), project("minnow", made.yaoqiao))
    return made


def of(name: str) -> Any:
    from portal.register.models import Record  # noqa: PLC0415 - Django's registry first

    return Record.objects.get(pk=name)


def channel(city: Town) -> Channel:
    return channel_add(kind="dingtalk", name="安全小组", address=ADDRESS, secret=SECRET, by=city.acting[Role.ORG_ADMIN])


def owners() -> list[tuple[str, str]]:
    return list(Digest.objects.order_by("owner", "kind", "number").values_list("owner", "kind"))


def test_an_owner_and_the_office_are_told_once_a_day_and_nobody_else(city: Town) -> None:
    loaded([event(finding(of("gearsim")))])
    digests_make(now=NIGHT)
    assert owners() == []
    digests_make(now=MORNING)
    assert owners() == [("o:lizhou", "daily"), ("office", "daily")]
    told = set(Message.objects.filter(event="risk.digest").values_list("person", flat=True))
    assert told == {city.acting[role].actor_id for role in (Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR, Role.WATCH_OFFICER)} | {
        city.elsewhere[Role.WATCH_OFFICER].actor_id
    }
    digests_make(now=MORNING + timedelta(hours=5))
    assert len(owners()) == 2


def test_a_list_of_events_that_is_loaded_twice_tells_nothing_twice(city: Town) -> None:
    first = finding(of("gearsim"))
    once = event(first)
    loaded([once])
    digests_make(now=MORNING)
    loaded([once])
    # and once more as other rows: a database made anew from the same list
    loaded([event(first, generation=2, number=1)])
    digests_make(now=MORNING + timedelta(days=1))
    assert Fact.objects.count() == 2
    assert len(owners()) == 2
    loaded([event(first, "closed", cause="upgraded", at=first.opened_at + timedelta(days=2))])
    digests_make(now=MORNING + timedelta(days=3))
    assert Fact.objects.count() == 4


def test_alarms_are_told_at_once_and_no_more_often_than_the_plan_says(city: Town) -> None:
    for number in range(9):
        loaded([event(finding(of("gearsim"), f"CVE-2026-{number}", level="critical"))])
        digests_make(now=NIGHT + timedelta(minutes=number))
    assert owners().count(("o:lizhou", "immediate")) == 6
    digests_make(now=MORNING)
    daily = Digest.objects.get(owner="o:lizhou", kind=DigestKind.DAILY)
    assert dict(daily.content["counts"]) == {"new": 3}
    assert not Fact.objects.filter(digest=None).exists()


def test_a_week_without_change_is_told_with_its_freshness(city: Town) -> None:
    monday = datetime.fromisoformat("2026-11-30T09:00:00+08:00")
    digests_make(now=monday)
    digests_make(now=monday)
    assert owners() == [("o:lizhou", "weekly"), ("o:yaoqiao", "weekly"), ("office", "weekly")]
    fresh = Digest.objects.get(owner="o:lizhou").content["fresh"]["zh"]
    assert "共 120 个组件，其中 100 个属于已覆盖生态" in fresh["coverage"]
    assert fresh["oldest"] == "2026-11-25T00:00:00Z"
    loaded([event(finding(of("gearsim")))])
    digests_make(now=monday + timedelta(days=2))
    digests_make(now=monday + timedelta(days=7))
    assert [kind for owner, kind in owners() if owner == "o:lizhou"] == ["daily", "weekly"]
    assert [kind for owner, kind in owners() if owner == "o:yaoqiao"] == ["weekly", "weekly"]


def test_a_finding_of_a_project_nobody_answers_for_is_told_to_the_office(city: Town) -> None:
    loaded([event(finding(None))])
    digests_make(now=MORNING)
    assert owners() == [("office", "daily")]


def test_what_was_there_at_the_first_look_is_no_alarm(city: Town) -> None:
    loaded([event(finding(of("gearsim"), f"CVE-2026-{n}", level="critical"), first_look=True) for n in range(3)])
    digests_make(now=NIGHT)
    assert owners() == []
    digests_make(now=MORNING)
    content = Digest.objects.get(owner="o:lizhou").content
    assert content["first_looks"] == [{"name": "项目 gearsim", "record": "gearsim", "counts": [["critical", 3]]}]


def test_a_chat_is_told_numbers_and_mail_the_list(city: Town, played: Played, django_capture_on_commit_callbacks: Any) -> None:
    channel(city)
    loaded([event(finding(of("gearsim"), level="critical"))])
    with django_capture_on_commit_callbacks(execute=True):
        digests_make(now=NIGHT)
    (letter,) = played.letters
    assert letter.counts == (("new", "新发现", 1),)
    assert letter.link.endswith(f"/watch/digests/{Digest.objects.get(owner='o:lizhou').pk}/")
    assert "CVE-2026-1" not in letter.subject + "".join(letter.notes)
    assert "CVE-2026-1" in letter.detail
    assert played.targets == [Target(ADDRESS, SECRET)]
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert any("CVE-2026-1（严重）摘要" in one.body for one in mail.outbox)


def test_killed_between_commit_and_send_the_next_round_sends_it_once(city: Town, played: Played) -> None:
    channel(city)
    loaded([event(finding(of("gearsim"), level="critical"))])
    digests_make(now=NIGHT)  # and the process dies before on_commit
    assert (played.letters, Delivery.objects.get().state) == ([], "waiting")
    deliveries_send()
    deliveries_send()
    digests_make(now=NIGHT)
    deliveries_send()
    assert len(played.letters) == 1


def test_killed_while_sending_it_is_sent_again_under_the_same_number(city: Town, played: Played) -> None:
    channel(city)
    loaded([event(finding(of("gearsim"), level="critical"))])
    digests_make(now=NIGHT)
    played.outcomes = [KeyboardInterrupt]
    with pytest.raises(KeyboardInterrupt):
        deliveries_send()
    deliveries_send()
    assert len({one.ident for one in played.letters}) == 1
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_failed_sending_is_tried_again_with_growing_pauses_and_given_up(city: Town, played: Played, clock: Clock) -> None:
    channel(city)
    loaded([event(finding(of("gearsim"), level="critical"))])
    digests_make(now=NIGHT)
    played.outcomes = [Outcome("unreachable", again=True)] * 99
    pauses = []
    for _round in range(20):
        deliveries_send()
        delivery = Delivery.objects.get()
        if delivery.state != DeliveryState.WAITING:
            break
        pauses.append(int((delivery.next_at - clock.at).total_seconds() // 60))
        clock.at = delivery.next_at
    assert pauses == [1, 5, 20, 60, 180, 360, 720]
    assert (delivery.state, len(delivery.tries)) == (DeliveryState.FAILED, 8)
    assert set(delivery.tries[0]) == {"at", "reason", "code"}


def test_a_channel_that_breaks_holds_up_no_other_and_what_broke_is_not_logged(
    city: Town, played: Played, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    first = channel(city)
    other = channel_add(kind="dingtalk", name="", address=ADDRESS, secret=SECRET, by=city.elsewhere[Role.ORG_ADMIN])
    for made, by in ((first, city.acting), (other, city.elsewhere)):
        channel_test(channel=made, by=by[Role.ORG_ADMIN])
    played.outcomes = [ValueError(ADDRESS)]
    assert deliveries_send() == 1
    broken, arrived = Delivery.objects.order_by("id")
    assert (arrived.state, broken.state, broken.tries[0]["reason"]) == (DeliveryState.SENT, DeliveryState.WAITING, "unreachable")
    assert broken.next_at > clock.at
    assert "ValueError" in caplog.text
    assert ADDRESS not in caplog.text


def test_a_channel_that_never_works_is_stopped_and_its_owner_told(city: Town, played: Played) -> None:
    made = channel(city)
    for number in range(4):
        loaded([event(finding(of("gearsim"), f"CVE-2026-{number}", level="critical"))])
        digests_make(now=NIGHT + timedelta(minutes=number))
        played.outcomes = [Outcome("answer", "310000")]
        deliveries_send()
    made.refresh_from_db()
    assert (made.state, made.reason, made.code) == (ChannelState.STOPPED, "answer", "310000")
    assert len(played.letters) == 3
    assert Message.objects.filter(event="channel.stopped").count() == 2
    played.outcomes = []
    channel_test(channel=made, by=city.acting[Role.ORG_ADMIN])
    deliveries_send()
    made.refresh_from_db()
    assert (made.state, made.failures, played.letters[-1].kind) == (ChannelState.ACTIVE, 0, "test")


def test_a_digest_counts_as_open_what_is_to_be_dealt_with(city: Town) -> None:
    finding(of("gearsim"), "CVE-2026-7", level="high", standing="waived")
    loaded([event(finding(of("gearsim"), level="high"))])
    digests_make(now=MORNING)
    assert Digest.objects.get(owner="o:lizhou").content["open"]["high"] == 1


def waiting(made: Channel, count: int, at: datetime) -> None:
    """So many messages to one channel."""
    Delivery.objects.bulk_create(Delivery(channel=made, ident=f"{number}", next_at=at) for number in range(count))


def test_one_test_message_waits_at_a_time_and_a_few_go_in_an_hour(city: Town, played: Played, clock: Clock) -> None:
    made, by = channel(city), city.acting[Role.ORG_ADMIN]
    for _number in range(5):
        channel_test(channel=made, by=by)
        with pytest.raises(WrongState, match="还在发送"):
            channel_test(channel=made, by=by)
        deliveries_send()
        clock.shift(1)
    with pytest.raises(WrongState, match="一小时"):
        channel_test(channel=made, by=by)
    clock.shift(3_600)
    channel_test(channel=made, by=by)
    assert Delivery.objects.count() == 6


def test_no_more_than_twenty_a_minute_go_to_one_robot(city: Town, played: Played, clock: Clock) -> None:
    waiting(channel(city), 45, clock.at)
    deliveries_send()
    assert len(played.letters) == 20
    clock.shift(30)
    deliveries_send()
    assert len(played.letters) == 20
    clock.shift(31)
    deliveries_send()
    assert len(played.letters) == 40
    clock.shift(61)
    deliveries_send()
    assert len(played.letters) == 45


def test_a_peer_that_says_slower_is_left_alone_by_all_that_waits_for_it(city: Town, played: Played, clock: Clock) -> None:
    waiting(channel(city), 3, clock.at)
    played.outcomes = [Outcome("too_often", "130101", again=True, wait=600)]
    deliveries_send()
    clock.shift(590)
    deliveries_send()
    assert len(played.letters) == 1
    clock.shift(11)
    deliveries_send()
    assert len(played.letters) == 4


def test_a_paused_or_removed_channel_is_sent_nothing(city: Town, played: Played) -> None:
    made, by = channel(city), city.acting[Role.ORG_ADMIN]
    loaded([event(finding(of("gearsim"), level="critical"))])
    digests_make(now=NIGHT)
    channel_pause(channel=made, by=by)
    deliveries_send()
    assert Delivery.objects.get().state == DeliveryState.DROPPED
    with pytest.raises(WrongState):
        channel_pause(channel=made, by=by)
    channel_resume(channel=made, by=by)
    channel_remove(channel=made, by=by)
    made.refresh_from_db()
    assert (made.sealed_address, made.sealed_secret, made.fingerprint) == ("", "", "")
    with pytest.raises(WrongState):
        channel_test(channel=made, by=by)
    assert played.letters == []


def test_an_address_lies_sealed_and_stands_in_no_journal_entry(city: Town, played: Played) -> None:
    made = channel(city)
    row = str(Channel.objects.values().get(pk=made.pk)) + str(list(Entry.objects.values_list("details", "reason")))
    assert all(word not in row for word in ("t0ken", SECRET))
    with pytest.raises(Invalid, match="已经是"):
        channel(city)
    other = channel_add(kind="dingtalk", name="", address=ADDRESS, secret="", by=city.elsewhere[Role.ORG_ADMIN])
    assert other.name == "钉钉"


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.AUDITOR, Role.DEVELOPER, Role.ORG_MEMBER, Role.DISTRICT_OFFICER])
def test_only_those_who_answer_for_projects_manage_channels(city: Town, played: Played, role: Role) -> None:
    with pytest.raises(NotAllowed):
        channel_add(kind="dingtalk", name="", address=ADDRESS, secret=SECRET, by=city.acting[role])
    with pytest.raises(NotAllowed):
        channel_remove(channel=channel(city), by=city.elsewhere[Role.ORG_ADMIN])


@pytest.mark.usefixtures("clock")
def test_the_clock_does_both(city: Town, played: Played) -> None:
    channel(city)
    loaded([event(finding(of("gearsim")))])
    tick.func()
    assert len(played.letters) == 1


def test_somebody_who_left_is_told_nothing(city: Town) -> None:
    from portal.accounts.models import Grant  # noqa: PLC0415 - Django's registry first

    Grant.objects.filter(role=Role.ORG_ADMIN, organisation=city.lizhou).update(until_on=NIGHT.date())
    loaded([event(finding(of("gearsim")))])
    digests_make(now=MORNING)
    assert not Message.objects.filter(event="risk.digest", person=city.acting[Role.ORG_ADMIN].person).exists()
