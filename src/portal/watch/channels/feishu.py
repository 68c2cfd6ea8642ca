"""飞书群机器人：文字消息，“签名校验”，请求不超过 20 KB，每分钟不超过 20 条。"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.utils.translation import gettext_lazy

from portal.errors import Sentence
from portal.watch.channel_kinds import ChannelKind, Letter, Outcome, Target, cut, host_hint, told
from portal.watch.robots import PER_MINUTE, posted, robot_problem

MOST_BYTES = 16_000
"""Of the text: the request as a whole, with what JSON adds, may have 20 KB."""
TOO_OFTEN = frozenset({9499, 11232})
EXAMPLE = "https://open.feishu.cn/open-apis/bot/v2/hook/…"


def problem(target: Target) -> Sentence:
    """Whether it is the address of a robot."""
    return robot_problem(target, path="/open-apis/bot/v2/hook/", key="", example=EXAMPLE)


def sign(secret: str, timestamp: int) -> str:
    """Time in seconds and secret are the key; what is signed is empty."""
    return base64.b64encode(hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def content(letter: Letter) -> dict[str, object]:
    """What is posted."""
    text = told(letter).removesuffix(letter.link).rstrip("\n")
    return {"msg_type": "text", "content": {"text": cut(text, MOST_BYTES, tail=letter.link)}}


def send(letter: Letter, target: Target, at: datetime) -> Outcome:
    """Post it; without a secret the robot goes by keyword or address."""
    signed: dict[str, object] = {}
    if target.secret:
        timestamp = int(at.timestamp())
        signed = {"timestamp": str(timestamp), "sign": sign(target.secret, timestamp)}
    # the older form of the answer says StatusCode
    return posted(target.address, {**signed, **content(letter)}, codes=("code", "StatusCode"), too_often=TOO_OFTEN)


CHANNEL = ChannelKind(
    id="feishu",
    name=gettext_lazy("飞书"),
    address_label=gettext_lazy("机器人的 Webhook 地址"),
    address_help=gettext_lazy("群设置 → 群机器人 → 自定义机器人，复制完整地址。群里只会收到数目和链接，没有项目和漏洞的内容。"),
    secret_label=gettext_lazy("签名密钥"),
    secret_help=gettext_lazy("安全设置选“签名校验”时给出的密钥；选“自定义关键词”时不填，关键词写“星图”。"),
    secret_wanted=False,
    per_minute=PER_MINUTE,
    problem=problem,
    hint=host_hint,
    send=send,
)
