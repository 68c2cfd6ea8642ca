"""How does accounts write a letter of its own? In the language of whoever causes it, plain text, nothing personal in the subject."""

import logging
import smtplib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.errors import Unreachable
from portal.house.context import office

logger = logging.getLogger(__name__)


def send_letter(*, to: str, template: str, context: Mapping[str, Any]) -> None:
    """Send ``accounts/mail/<template>_subject.txt`` and ``…_message.txt``.

    Raises:
        Unreachable: the mail server did not take it.
    """
    known = {"address": settings.ENVIRONMENT.address.rstrip("/"), "office": office(), **context}
    subject = " ".join(render_to_string(f"accounts/mail/{template}_subject.txt", known).split())
    body = render_to_string(f"accounts/mail/{template}_message.txt", known).strip() + "\n"
    try:
        EmailMessage(_("【星图】%(subject)s") % {"subject": subject}, body, to=[to]).send()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("letter not sent", extra={"letter": template, "cause": type(error).__name__})
        raise Unreachable(_("信没有寄出：邮件服务器没有答复。所填内容已保存，请稍后重新发送。")) from error
