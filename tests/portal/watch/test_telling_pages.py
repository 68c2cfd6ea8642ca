"""Channels, digests and the log of deliveries, as people open them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.watch.models import Channel, ChannelState, Delivery, Digest
from portal.watch.services.digests import digests_make
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.watch.risks import event, finding, loaded, watched

pytestmark = pytest.mark.django_db
MORNING = datetime.fromisoformat("2026-11-26T09:00:00+08:00")


@pytest.fixture
def city() -> Town:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    here, there = office().districts[:2]
    made = town((here.id, there.id))
    gearsim = project("gearsim", made.lizhou)
    watched(gearsim, project("minnow", made.yaoqiao))
    Channel.objects.create(owner="o:lizhou", kind="mail", name="公共邮箱", hint="@lizhou.example", made_by="x", state=ChannelState.PAUSED)
    loaded([event(finding(gearsim, level="critical")), event(finding(gearsim, "CVE-2026-9"), "closed", cause="upgraded")])
    digests_make(now=MORNING)
    return made


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().partition("<main")[2].partition("</main")[0]


def test_a_channel_is_added_and_its_address_never_shown_again(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    refused = client.post("/watch/channels/new/?kind=webhook", {"address": "https://10.0.0.1/hook/t0ken", "secret": "short"})
    assert refused.status_code == 400
    assert "至少 16 个字符" in refused.content.decode()
    typed = {"name": "安全小组", "address": "safety-team@lizhou.example"}
    assert client.post("/watch/channels/new/?kind=mail", typed).status_code == 302
    page = read(client, "/watch/channels/")
    assert "@lizhou.example" in page
    assert "safety-team" not in page
    made = Channel.objects.get(name="安全小组")
    assert client.post(f"/watch/channels/{made.pk}/test/").status_code == 302
    assert client.post(f"/watch/channels/{made.pk}/pause/").status_code == 302
    assert client.post(f"/watch/channels/{made.pk}/pause/").status_code == 409
    assert client.post(f"/watch/channels/{made.pk}/resume/").status_code == 302
    assert "立即清除" in read(client, f"/watch/channels/{made.pk}/remove/")
    assert client.post(f"/watch/channels/{made.pk}/remove/").status_code == 302
    assert "安全小组" not in read(client, "/watch/channels/")
    assert client.post(f"/watch/channels/{made.pk}/test/").status_code == 404


@pytest.mark.parametrize("kind", ["mail", "webhook", "wecom", "dingtalk", "feishu"])
def test_each_kind_says_what_it_wants(city: Town, signed_in: Callable[[Acting], Client], kind: str) -> None:
    page = read(signed_in(city.acting[Role.WATCH_OFFICER]), f"/en/watch/channels/new/?kind={kind}")
    assert ('name="secret"' in page) == (kind in {"webhook", "dingtalk", "feishu"})
    assert not any("\u4e00" <= letter <= "\u9fff" and letter not in "星图" for letter in page)


def test_owners_read_their_digests_and_nobody_elses(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    ours = Digest.objects.get(owner="o:lizhou", kind="immediate")
    client = signed_in(city.acting[Role.ORG_ADMIN])
    assert f"/watch/digests/{ours.pk}/" in read(client, "/watch/digests/")
    page = read(client, f"/watch/digests/{ours.pk}/")
    for word in ("CVE-2026-1", "项目 gearsim", "urllib3：新发现，新发布的公告；2.5.0 起已修复", "共 120 个组件", "2026-11-25 00:00:00"):
        assert word in page, word
    daily = read(client, f"/watch/digests/{Digest.objects.get(owner='o:lizhou', kind='daily').pk}/")
    assert "urllib3：已消除，已换成不受影响的版本" in daily
    other = signed_in(city.elsewhere[Role.ORG_ADMIN])
    assert other.get(f"/watch/digests/{ours.pk}/").status_code == 404
    assert f"/watch/digests/{ours.pk}/" not in read(other, "/watch/digests/")


def test_officers_read_the_log_without_secrets(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    made = Channel.objects.get()
    digest = Digest.objects.filter(owner="o:lizhou").earliest("pk")
    tries = [{"at": "2026-11-26T01:00:00Z", "reason": "answer", "code": "310000"}]
    Delivery.objects.create(digest=digest, channel=made, ident="1", state="failed", tries=tries)
    page = read(signed_in(city.acting[Role.AUDITOR]), "/watch/deliveries/?state=failed")
    for word in ("砺轴工业软件有限公司", "对方不接收，请核对地址和密钥（310000）", "@lizhou.example"):
        assert word in page
    assert signed_in(city.acting[Role.ORG_ADMIN]).get("/watch/deliveries/").status_code == 404
    assert signed_in(city.acting[Role.WATCH_OFFICER]).get(f"/watch/digests/{digest.pk}/").status_code == 200
