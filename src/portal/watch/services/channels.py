"""How does an owner add a channel, try it, pause it, take it away? Address and secret are sealed at once and never shown again."""

import hashlib
import hmac
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.sealing import city_key, seal
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.watch.channel_kinds import Target
from portal.watch.channels import channel_kinds
from portal.watch.models import Channel, ChannelState, Delivery, DeliveryState
from portal.watch.owners import owner_managed
from portal.watch.services.deliveries import PURPOSE
from portal.watch.tasks import send_deliveries

MOST_CHANNELS = 10
MOST_TESTS = 5
"""Of one channel in an hour: each may hold up the deliveries of others for seconds."""
LONGEST_ADDRESS, LONGEST_SECRET = 1_000, 200


def channel_add(*, kind: str, name: str, address: str, secret: str, by: Acting) -> Channel:
    """Keep a channel of the acting organisation or of the office.

    Raises:
        NotAllowed: this role manages no channels.
        Invalid: an unknown kind, an address or secret that cannot be so, the same address again, too many.
    """
    owner = _owner(by)
    way = channel_kinds().get(kind)
    if way is None:
        raise Invalid({"kind": _("没有这种方式。")})
    target = Target("".join(address.split()), secret.strip())
    if len(target.address) > LONGEST_ADDRESS or len(target.secret) > LONGEST_SECRET:
        raise Invalid({"address": _("地址或密钥太长，请检查。")})
    if target.secret and not way.secret_label:
        target = Target(target.address, "")
    # the name of a host is looked up before any lock is held
    if problem := way.problem(target):
        raise Invalid({"address": problem})
    try:
        with transaction.atomic():
            return _keep(owner, kind, " ".join(name.split())[:60], target, by)
    except IntegrityError:
        raise Invalid({"address": _("这个地址已经是你们的渠道。")}) from None


def _keep(owner: str, kind: str, name: str, target: Target, by: Acting) -> Channel:
    take_turn()
    if Channel.objects.filter(owner=owner).exclude(state=ChannelState.REMOVED).count() >= MOST_CHANNELS:
        raise Invalid({"": _("最多 %(n)d 个渠道；请先移除不用的。") % {"n": MOST_CHANNELS}})
    way = channel_kinds()[kind]
    made = Channel.objects.create(
        owner=owner,
        kind=kind,
        name=name or str(way.name),
        hint=way.hint(target),
        fingerprint=fingerprint(kind, target.address),
        made_by=by.actor_id,
    )
    # sealed for this row alone, which has a number only now
    made.sealed_address = seal(target.address, PURPOSE, about=f"channel:{made.pk}")
    made.sealed_secret = seal(target.secret, PURPOSE, about=f"channel:{made.pk}:secret") if target.secret else ""
    made.save(update_fields=["sealed_address", "sealed_secret"])
    record(event=Event.CHANNEL_ADDED, by=by, subject_kind="channel", subject=str(made.pk), details={"kind": kind, "owner": owner})
    return made


def fingerprint(kind: str, address: str) -> str:
    """Tells two addresses apart without saying either."""
    return hmac.new(city_key(), f"watch-channel\0{kind}\0{address}".encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def channel_test(*, channel: Channel, by: Acting) -> Delivery:
    """Send a message that says it is a test.

    Raises:
        NotAllowed: somebody else's.
        WrongState: removed, the last test is still on its way, or there were enough of them.
    """
    held = _held(channel, by)
    tests = Delivery.objects.filter(channel=held, digest=None)
    if tests.filter(state=DeliveryState.WAITING).exists():
        raise WrongState(_("上一条测试消息还在发送或等待重试，请稍后在本页看结果。"))
    now = timezone.now()
    if tests.filter(made_at__gt=now - timedelta(hours=1)).count() >= MOST_TESTS:
        raise WrongState(_("一小时内最多发 %(n)d 条测试消息，请稍后再试。") % {"n": MOST_TESTS})
    made = Delivery.objects.create(channel=held, ident=str(uuid.uuid4()), next_at=now, made_at=now)
    if held.state == ChannelState.STOPPED:
        # tried by hand, it is in use again: if it still fails, it stops again
        _move(held, ChannelState.ACTIVE, by)
    transaction.on_commit(send_deliveries.enqueue, robust=True)
    return made


@transaction.atomic
def channel_pause(*, channel: Channel, by: Acting) -> Channel:
    """Use it no more for now; what waits is not sent.

    Raises:
        NotAllowed: somebody else's. WrongState: not in use.
    """
    held = _held(channel, by)
    if held.state != ChannelState.ACTIVE:
        raise WrongState(_("这个渠道现在没有在用。"))
    return _move(held, ChannelState.PAUSED, by)


@transaction.atomic
def channel_resume(*, channel: Channel, by: Acting) -> Channel:
    """Use it again.

    Raises:
        NotAllowed: somebody else's. WrongState: in use already.
    """
    held = _held(channel, by)
    if held.state == ChannelState.ACTIVE:
        raise WrongState(_("这个渠道已经在用。"))
    return _move(held, ChannelState.ACTIVE, by)


@transaction.atomic
def channel_remove(*, channel: Channel, by: Acting) -> Channel:
    """Forget address and secret; the row stays for the log of what was sent.

    Raises:
        NotAllowed: somebody else's. WrongState: removed already.
    """
    held = _held(channel, by)
    before, held.state = held.state, ChannelState.REMOVED
    held.sealed_address = held.sealed_secret = held.fingerprint = ""
    held.save(update_fields=["state", "sealed_address", "sealed_secret", "fingerprint"])
    details = {"state": [before, held.state.value]}
    record(event=Event.CHANNEL_REMOVED, by=by, subject_kind="channel", subject=str(held.pk), details=details)
    return held


def _move(channel: Channel, to: ChannelState, by: Acting) -> Channel:
    before, channel.state, channel.failures = channel.state, to, 0
    channel.save(update_fields=["state", "failures"])
    details = {"state": [before, to.value]}
    record(event=Event.CHANNEL_CHANGED, by=by, subject_kind="channel", subject=str(channel.pk), details=details)
    return channel


def _held(channel: Channel, by: Acting) -> Channel:
    owner = _owner(by)
    take_turn()
    held = Channel.objects.select_for_update().filter(pk=channel.pk, owner=owner).first()
    if held is None:
        raise NotAllowed(Act.CHANNEL_MANAGE)
    if held.state == ChannelState.REMOVED:
        raise WrongState(_("这个渠道已经移除。"))
    return held


def _owner(by: Acting) -> str:
    owner = owner_managed(by)
    if not owner:
        raise NotAllowed(Act.CHANNEL_MANAGE)
    return owner
