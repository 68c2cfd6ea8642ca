"""Which digests, channels and deliveries does somebody see, and in which words?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import NotAllowed, Sentence
from portal.house.charts import lang
from portal.house.parts import Tone
from portal.house.things import page
from portal.watch.channels import channel_kinds
from portal.watch.letters import level_name, line_text, notes_of, open_line, subject_of
from portal.watch.models import Channel, ChannelState, Delivery, DeliveryState, Digest, DigestKind
from portal.watch.owners import owner_managed, reach_of

REASONS: dict[str, Sentence] = {
    "sent": gettext_lazy("已送达"),
    "refused_address": gettext_lazy("地址不能用：须是指向公网的 https 地址"),
    "unreachable": gettext_lazy("连接不上"),
    "too_slow": gettext_lazy("对方没有及时应答"),
    "redirected": gettext_lazy("对方要求跳转，未跟随"),
    "status": gettext_lazy("对方返回错误状态"),
    "answer": gettext_lazy("对方不接收，请核对地址和密钥"),
    "too_often": gettext_lazy("对方要求放慢，稍后再发"),
    "sealed": gettext_lazy("地址打不开：城市密钥不是加密时的那一把"),
}
DIGEST_TONES: dict[str, Tone] = {DigestKind.IMMEDIATE: "bad", DigestKind.DAILY: "plain", DigestKind.WEEKLY: "good"}
CHANNEL_TONES: dict[str, Tone] = {ChannelState.ACTIVE: "good", ChannelState.PAUSED: "plain", ChannelState.STOPPED: "bad"}
DELIVERY_TONES: dict[str, Tone] = {
    DeliveryState.WAITING: "warn", DeliveryState.SENT: "good", DeliveryState.FAILED: "bad", DeliveryState.DROPPED: "plain",
}  # fmt: skip
LEVEL_TONES: dict[str, Tone] = {"critical": "bad", "high": "bad", "medium": "warn", "": "warn"}


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel as its owner sees it."""

    channel: Channel
    kind: Sentence
    tone: Tone
    result: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One digest of a list."""

    digest: Digest
    subject: str
    kind: str
    tone: Tone
    facts: int


def channels_of(acting: Acting) -> list[ChannelLine]:
    """Those somebody manages."""
    rows = Channel.objects.filter(owner=owner_managed(acting)).exclude(state=ChannelState.REMOVED)
    kinds = channel_kinds()
    return [
        ChannelLine(
            row,
            kinds[row.kind].name if row.kind in kinds else row.kind,
            CHANNEL_TONES.get(row.state, "plain"),
            result(row.reason, row.code),
            row.tried_at,
        )
        for row in rows
    ]


def channel_managed(acting: Acting, number: int) -> Channel:
    """One of them.

    Raises:
        NotAllowed: somebody else's, or removed.
    """
    found = Channel.objects.filter(pk=number, owner=owner_managed(acting)).exclude(state=ChannelState.REMOVED).first()
    if found is None:
        raise NotAllowed(Act.CHANNEL_MANAGE)
    return found


def digests_visible(acting: Acting) -> QuerySet[Digest]:
    """Newest first: what the acting role is told."""
    return Digest.objects.filter(owner__in=reach_of(acting).owners)


def digest_visible(acting: Acting, number: int) -> Digest:
    """One within reach; officers of the city read everybody's.

    Raises:
        NotAllowed: there is none, or it is somebody else's.
    """
    reach = reach_of(acting)
    rows = Digest.objects.all() if reach.every else Digest.objects.filter(owner__in=reach.owners)
    found = rows.filter(pk=number).first()
    if found is None:
        raise NotAllowed(Act.FINDING_VIEW)
    return found


def digest_lines(rows: Iterable[Digest]) -> list[DigestLine]:
    """For a list."""
    return [
        DigestLine(
            one, subject_of(one), str(DigestKind(one.kind).label), DIGEST_TONES[one.kind], sum(n for _kind, n in one.content["counts"])
        )
        for one in rows
    ]


def digest_page(digest: Digest) -> dict[str, Any]:
    """All its page shows."""
    content = digest.content
    return {
        "subject": subject_of(digest),
        "kind": DigestKind(digest.kind).label,
        "tone": DIGEST_TONES[digest.kind],
        "groups": [_group(one) for one in content["groups"]],
        "ended": [_group(one) for one in content["ended"]],
        "looks": [
            {"name": one["name"], "href": _project(one["record"]), "levels": [(level_name(level), n) for level, n in one["counts"]]}
            for one in content["first_looks"]
        ],
        "more": content["more"],
        "open_line": open_line(content),
        "notes": notes_of(content),
        "sources": content["fresh"][lang()]["sources"],
    }


def deliveries_listed(state: Iterable[str] = (), *, query: str = "") -> QuerySet[Delivery]:
    """The log, newest first, with what may be shown of it."""
    rows = Delivery.objects.select_related("channel", "digest").defer("channel__sealed_address", "channel__sealed_secret")
    if query:
        rows = rows.filter(Q(channel__name__icontains=query) | Q(channel__hint__icontains=query))
    chosen = [one for one in state if one in DeliveryState.values]
    return rows.filter(state__in=chosen) if chosen else rows


def result(reason: str, code: str) -> str:
    """How an attempt went."""
    if not reason:
        return _("还没有发过")
    text = str(REASONS.get(reason, reason))
    return f"{text}（{code}）" if code and code != "?" else text


def _group(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "href": page("watch:advisory", one["group"]),
        "level": level_name(one["level"]),
        "tone": LEVEL_TONES.get(one["level"], "plain"),
        "lines": [
            {"name": line["name"], "href": page("watch:finding", line["finding"]) or _project(line["record"]), "text": line_text(line)}
            for line in one["lines"]
        ],
    }


def _project(record: str) -> str:
    return page("evidence:project", record) if record else ""
