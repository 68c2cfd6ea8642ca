"""Webhook：把数目以 JSON 发给单位自己的系统，带签名、时间和投递编号。"""

import hashlib
import hmac
import json
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Invalid, Sentence, Unreachable
from portal.evidence.outgoing import way_out
from portal.watch.channel_kinds import SENT, ChannelKind, Letter, Outcome, Target, host_hint
from portal.watch.posting import Answer, judged, post

SHORTEST_SECRET = 16


def problem(target: Target) -> Sentence:
    """Whether it may be posted to, and is signed by more than a word."""
    if len(target.secret) < SHORTEST_SECRET:
        return _("签名密钥至少 %(n)d 个字符；可用 openssl rand -hex 32 生成。") % {"n": SHORTEST_SECRET}
    try:
        way_out(target.address)
    except (Invalid, Unreachable) as error:
        return str(error)
    return ""


def signature(secret: str, timestamp: str, ident: str, body: bytes) -> str:
    """Over time, delivery and body, so that neither can be taken from another."""
    signed = timestamp.encode() + b"." + ident.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def send(letter: Letter, target: Target, at: datetime) -> Outcome:
    """Counts and a link; any 2xx is a receipt."""
    content = {
        "delivery": letter.ident,
        "kind": letter.kind,
        "at": f"{letter.at:%Y-%m-%dT%H:%M:%SZ}",
        "subject": letter.subject,
        "counts": {name: count for name, _label, count in letter.counts},
        "notes": list(letter.notes),
        "link": letter.link,
    }
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    timestamp = str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Xingtu",
        "X-Xingtu-Delivery": letter.ident,
        "X-Xingtu-Timestamp": timestamp,
        "X-Xingtu-Signature-256": signature(target.secret, timestamp, letter.ident, body),
    }
    answer = post(target.address, body, headers)
    return (judged(answer) or SENT) if isinstance(answer, Answer) else answer


CHANNEL = ChannelKind(
    id="webhook",
    name=gettext_lazy("Webhook"),
    address_label=gettext_lazy("接收地址"),
    address_help=gettext_lazy("单位自己系统的 https 地址，须能从公网访问；不跟随跳转。"),
    secret_label=gettext_lazy("签名密钥"),
    secret_help=gettext_lazy("用来核对消息确由本平台发出：对“时间.投递编号.正文”计算 HMAC-SHA256，放在 X-Xingtu-Signature-256 头中。"),
    secret_wanted=True,
    per_minute=60,
    problem=problem,
    hint=host_hint,
    send=send,
)
