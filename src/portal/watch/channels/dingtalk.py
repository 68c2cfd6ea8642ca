"""钉钉群机器人：文字消息，“加签”，每分钟不超过 20 条，超过即停十分钟。"""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote_plus

from django.utils.translation import gettext_lazy

from portal.errors import Sentence
from portal.watch.channel_kinds import ChannelKind, Letter, Outcome, Target, host_hint
from portal.watch.robots import PER_MINUTE, posted, robot_problem, text_message

MOST_BYTES = 18_000
TOO_OFTEN = frozenset({130101, 410100})
EXAMPLE = "https://oapi.dingtalk.com/robot/send?access_token=…"
MILLISECONDS = 1_000


def problem(target: Target) -> Sentence:
    """Whether it is the address of a robot."""
    return robot_problem(target, path="/robot/send", key="access_token", example=EXAMPLE)


def sign(secret: str, timestamp: int) -> str:
    """The secret signs the time in milliseconds and itself; written for an address."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return quote_plus(base64.b64encode(digest))


def send(letter: Letter, target: Target, at: datetime) -> Outcome:
    """Post it; without a secret the robot goes by keyword or address."""
    url = target.address
    if target.secret:
        timestamp = int(at.timestamp() * MILLISECONDS)
        url += f"&timestamp={timestamp}&sign={sign(target.secret, timestamp)}"
    return posted(url, text_message(letter, MOST_BYTES), codes=("errcode",), too_often=TOO_OFTEN)


CHANNEL = ChannelKind(
    id="dingtalk",
    name=gettext_lazy("钉钉"),
    address_label=gettext_lazy("机器人的 Webhook 地址"),
    address_help=gettext_lazy("群设置 → 机器人 → 自定义，复制完整地址。群里只会收到数目和链接，没有项目和漏洞的内容。"),
    secret_label=gettext_lazy("加签密钥"),
    secret_help=gettext_lazy("安全设置选“加签”时给出的密钥，以 SEC 开头；选“自定义关键词”时不填，关键词写“星图”。"),
    secret_wanted=False,
    per_minute=PER_MINUTE,
    problem=problem,
    hint=host_hint,
    send=send,
)
