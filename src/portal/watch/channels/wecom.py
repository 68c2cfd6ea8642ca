"""企业微信群机器人：文字消息，不超过 2,048 字节，每分钟不超过 20 条。"""

from datetime import datetime

from django.utils.translation import gettext_lazy

from portal.errors import Sentence
from portal.watch.channel_kinds import ChannelKind, Letter, Outcome, Target, host_hint
from portal.watch.robots import PER_MINUTE, posted, robot_problem, text_message

MOST_BYTES = 2_048
"""Of UTF-8, in the text; the peer refuses the whole message above it."""
TOO_OFTEN = frozenset({45009, 45033})
EXAMPLE = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"


def problem(target: Target) -> Sentence:
    """Whether it is the address of a robot."""
    return robot_problem(target, path="/cgi-bin/webhook/send", key="key", example=EXAMPLE)


def send(letter: Letter, target: Target, at: datetime) -> Outcome:  # noqa: ARG001 - a contract; this robot is not signed
    """Post it."""
    return posted(target.address, text_message(letter, MOST_BYTES), codes=("errcode",), too_often=TOO_OFTEN)


CHANNEL = ChannelKind(
    id="wecom",
    name=gettext_lazy("企业微信"),
    address_label=gettext_lazy("机器人的 Webhook 地址"),
    address_help=gettext_lazy("群设置 → 群机器人 → 添加，复制完整地址。群里只会收到数目和链接，没有项目和漏洞的内容。"),
    secret_label="",
    secret_help="",
    secret_wanted=False,
    per_minute=PER_MINUTE,
    problem=problem,
    hint=host_hint,
    send=send,
)
