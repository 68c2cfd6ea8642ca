"""How does a digest get out by a channel that may be down, slow or full? Again with growing pauses, given up in the end; each try is kept.

Whoever sends holds a lock of the operating system that goes with the process: killed before sending, the next round sends it;
killed between the peer's receipt and our note of it, it is sent again under the same number, since losing an alarm is worse.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.evidence.services.jobs import working
from portal.house.sealing import SealBroken, unseal
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from portal.messages.services import notify
from portal.watch.channel_kinds import MINUTE, Letter, Outcome, Target
from portal.watch.channels import channel_kinds
from portal.watch.letters import letter_of, trial_letter
from portal.watch.models import Channel, ChannelState, Delivery, DeliveryState
from portal.watch.owners import people_of
from portal.watch.plan import plan

logger = logging.getLogger(__name__)
PURPOSE = "watch-channel"
LOCK = "watch-deliveries.lock"
BATCH = 200


def deliveries_send() -> int:
    """Send what is due, oldest first; how many arrived. Whoever comes meanwhile leaves it to them."""
    arrived = 0
    with working(LOCK) as alone:
        if not alone:
            return 0
        due = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=timezone.now()).order_by("next_at", "id")
        for ident in list(due.values_list("pk", flat=True)[:BATCH]):
            arrived += _send(ident)
    return arrived


def _send(ident: int) -> bool:
    delivery = Delivery.objects.select_related("channel", "digest").get(pk=ident)
    channel, now = delivery.channel, timezone.now()
    if channel.state in {ChannelState.REMOVED, ChannelState.STOPPED} or (channel.state == ChannelState.PAUSED and delivery.digest):
        Delivery.objects.filter(pk=ident).update(state=DeliveryState.DROPPED)
        return False
    free_at = _free_at(channel, now)
    if delivery.next_at > now or free_at > now:
        Delivery.objects.filter(pk=ident).update(next_at=max(free_at, delivery.next_at))
        return False
    # counted before it is tried: killed in between, the peer's limit is still respected
    Delivery.objects.filter(pk=ident).update(tried_at=now)
    try:
        outcome = _outcome(channel, delivery, now)
    except Exception as error:  # noqa: BLE001 - whatever breaks one sending must not hold up those behind it
        # the type alone: the text may repeat the address
        logger.error("sending broke: %s", type(error).__name__, extra={"channel": channel.pk, "delivery": ident})  # noqa: TRY400 - likewise
        outcome = Outcome("unreachable", again=True)
    _note(delivery, outcome, now)
    return outcome.sent


def _outcome(channel: Channel, delivery: Delivery, now: datetime) -> Outcome:
    try:
        target = opened(channel)
    except SealBroken:
        return Outcome("sealed")
    with override("zh-hans"):
        return channel_kinds()[channel.kind].send(_letter(delivery), target, now)


def _letter(delivery: Delivery) -> Letter:
    return letter_of(delivery.digest, ident=delivery.ident) if delivery.digest else trial_letter(delivery)


def opened(channel: Channel) -> Target:
    """Where it goes to, for the one sending.

    Raises:
        SealBroken: it was sealed with another city's key.
    """
    about = f"channel:{channel.pk}"
    return Target(
        unseal(channel.sealed_address, PURPOSE, about=about),
        unseal(channel.sealed_secret, PURPOSE, about=f"{about}:secret") if channel.sealed_secret else "",
    )


def _free_at(channel: Channel, now: datetime) -> datetime:
    """When its peer takes one more, over all channels that lead to it."""
    most = channel_kinds()[channel.kind].per_minute
    if not most:
        return now
    same = Delivery.objects.filter(channel__fingerprint=channel.fingerprint, channel__kind=channel.kind)
    latest = same.filter(tried_at__gt=now - timedelta(seconds=MINUTE)).order_by("-tried_at").values_list("tried_at", flat=True)
    tried = [at for at in latest[:most] if at]
    return tried[-1] + timedelta(seconds=MINUTE) if len(tried) >= most else now


@transaction.atomic
def _note(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    take_turn()
    channel = Channel.objects.select_for_update().get(pk=delivery.channel_id)
    delivery.tries = [*delivery.tries, {"at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "reason": outcome.reason, "code": outcome.code}]
    pauses = plan().again_minutes
    if outcome.sent:
        delivery.state, channel.failures = DeliveryState.SENT, 0
    elif outcome.again and len(delivery.tries) <= len(pauses):
        pause = max(timedelta(minutes=pauses[len(delivery.tries) - 1]), timedelta(seconds=outcome.wait))
        delivery.next_at = now + pause
        if outcome.wait:
            waiting = Delivery.objects.filter(channel__fingerprint=channel.fingerprint, state=DeliveryState.WAITING)
            waiting.filter(next_at__lt=delivery.next_at).update(next_at=delivery.next_at)
    else:
        delivery.state, channel.failures = DeliveryState.FAILED, channel.failures + 1
    delivery.tried_at = now
    delivery.save(update_fields=["state", "tries", "next_at", "tried_at"])
    channel.reason, channel.code, channel.tried_at = outcome.reason, outcome.code, now
    if channel.failures >= plan().stop_after and channel.state == ChannelState.ACTIVE:
        _stop(channel)
    channel.save(update_fields=["reason", "code", "tried_at", "failures", "state"])
    if not outcome.sent:
        logger.warning("digest not delivered", extra={"channel": channel.pk, "delivery": delivery.pk, "reason": outcome.reason})


def _stop(channel: Channel) -> None:
    channel.state = ChannelState.STOPPED
    details = {"state": [ChannelState.ACTIVE.value, ChannelState.STOPPED.value], "failures": channel.failures}
    entry = record(event=Event.CHANNEL_CHANGED, by=SYSTEM, subject_kind="channel", subject=str(channel.pk), details=details)
    with override("zh-hans"):
        for person in people_of(channel.owner):
            notify(
                person=person,
                event="channel.stopped",
                subject_id=f"{channel.pk}:{entry.sequence}",
                subject=_("通知渠道“%(name)s”连续 %(n)d 次没有送达，已停用") % {"name": channel.name, "n": channel.failures},
                body=_("请核对地址和密钥后重新添加，或发一条测试消息后恢复。汇总仍可在门户里查看。"),
                path="/watch/channels/",
            )
