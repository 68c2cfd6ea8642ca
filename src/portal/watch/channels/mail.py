"""邮件：发到单位自己的一个邮箱，带清单。"""

from datetime import datetime
from smtplib import SMTPException, SMTPResponseException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Sentence
from portal.watch.channel_kinds import SENT, ChannelKind, Letter, Outcome, Target, told

PERMANENT = 500


def problem(target: Target) -> Sentence:
    """Whether it is a mailbox."""
    try:
        validate_email(target.address)
        # what a form takes for a mailbox may still have a domain no letter can carry
        sanitize_address(target.address, "utf-8")
    except (ValidationError, ValueError):
        return _("不是邮箱地址，请检查。")
    return ""


def hint(target: Target) -> str:
    """The domain."""
    return "@" + target.address.rpartition("@")[2].lower()


def send(letter: Letter, target: Target, at: datetime) -> Outcome:  # noqa: ARG001 - a contract; mail carries its own date
    """One letter; its Message-ID is made of the delivery's, so a second copy is recognised."""
    text = "\n\n".join(
        part for part in (told(letter, heading=""), letter.detail, "—— 星图 Xingtu（本邮件由平台自动发出，请勿直接回复）") if part
    )
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "xingtu"
    message = EmailMessage(
        subject=f"[星图] {' '.join(letter.subject.split())}",
        body=text,
        to=[target.address],
        headers={"Message-ID": f"<{letter.ident}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except SMTPResponseException as error:
        return Outcome("answer", str(error.smtp_code), again=error.smtp_code < PERMANENT)
    except (OSError, SMTPException):
        return Outcome("unreachable", again=True)
    return SENT


CHANNEL = ChannelKind(
    id="mail",
    name=gettext_lazy("邮件"),
    address_label=gettext_lazy("邮箱"),
    address_help=gettext_lazy("建议用单位的公共邮箱，如安全小组的邮箱；只有它收到的内容带有项目和漏洞的清单。"),
    secret_label="",
    secret_help="",
    secret_wanted=False,
    per_minute=0,
    problem=problem,
    hint=hint,
    send=send,
)
