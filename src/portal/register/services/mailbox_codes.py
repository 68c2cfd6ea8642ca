"""How is a mailbox proven by a letter? Six digits, kept hashed, good for 30 minutes and five tries; new ones only now and then."""

import hmac
import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed, Unreachable
from portal.register.mailbox_address import is_noreply
from portal.register.models import Mailbox, Proof
from portal.register.services.mailboxes import Proven, mailbox_prove

logger = logging.getLogger(__name__)
GOOD_FOR = timedelta(minutes=30)
MOST_TRIES = 5
BETWEEN = timedelta(seconds=60)
HOUR_SECONDS = 3600
MOST_AN_HOUR = 10
"""Letters one person may have sent; with five tries each, guessing six digits takes years."""
MOST_TO_ONE = 5
"""Letters an hour to one mailbox, whoever asks: nobody is flooded through us."""


def mailbox_send_code(*, mailbox_id: int, by: Acting) -> None:
    """Send a new code; the one before is void.

    Raises:
        NotAllowed: not one's own open claim.
        Invalid: too soon, too often, or nobody reads letters there.
        Unreachable: the mail server did not take it; the claim stays, and it may be asked for again at once.
    """
    mailbox = _own(mailbox_id, by)
    if is_noreply(mailbox.address):
        raise Invalid(_("这是代码平台生成的邮箱，收不到邮件；请用该平台的账号登录来证明。"))
    now = timezone.now()
    if mailbox.code_sent_at is not None and now - mailbox.code_sent_at < BETWEEN:
        raise Invalid(_("验证码刚刚发出，请一分钟后再重发。"))
    if not (_counted(f"code:person:{mailbox.person_id}", MOST_AN_HOUR) and _counted(f"code:mailbox:{mailbox.address}", MOST_TO_ONE)):
        raise Invalid(_("发送次数过多，请一小时后再试。"))
    code = f"{secrets.randbelow(10**6):06d}"
    Mailbox.objects.filter(pk=mailbox.pk).update(code_hash=_hash(mailbox.pk, code), code_sent_at=now, code_tries=0)
    text = f"有人在星图平台认领了这个邮箱。验证码：{code}，30 分钟内有效。\n\n不是您本人操作，不必理会，也不要把验证码告诉别人。"
    try:
        EmailMessage(subject="[星图] 邮箱验证码", body=text, to=[mailbox.address]).send()
    except (OSError, SMTPException) as error:
        logger.warning("code not mailed", extra={"mailbox_id": mailbox.pk, "error": type(error).__name__})
        Mailbox.objects.filter(pk=mailbox.pk).update(code_hash="", code_sent_at=None)
        raise Unreachable(_("邮件服务器没有应答，验证码没有发出。认领已经保存，请稍后在“我的身份”里重发验证码。")) from error


def mailbox_confirm(*, mailbox_id: int, code: str, by: Acting) -> Proven:
    """Prove a mailbox by the code that was sent there.

    Raises:
        NotAllowed: not one's own open claim.
        Invalid: the code is wrong, too old, or was tried too often.
    """
    with transaction.atomic():
        _own(mailbox_id, by)
        mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
        alive = bool(mailbox.code_hash) and mailbox.code_sent_at is not None and timezone.now() - mailbox.code_sent_at <= GOOD_FOR
        tries = mailbox.code_tries + 1
        good = alive and tries <= MOST_TRIES and hmac.compare_digest(mailbox.code_hash, _hash(mailbox.pk, code.strip()))
        if alive and not good:
            # the try is kept although the answer is an error: raised only after the transaction
            mailbox.code_tries, mailbox.code_hash = tries, mailbox.code_hash if tries < MOST_TRIES else ""
            mailbox.save(update_fields=["code_tries", "code_hash"])
    if not alive:
        raise Invalid({"code": _("验证码已失效（超过 30 分钟或试错过多）；请重发一个。")})
    if not good:
        left = MOST_TRIES - tries
        raise Invalid(
            {"code": _("验证码不对，还可以试 %(n)s 次。") % {"n": left} if left > 0 else _("验证码连续试错，已失效；请重发一个。")}
        )
    return mailbox_prove(person=mailbox.person, address=mailbox.address, proof=Proof.MAIL_CODE, by=by)


def _own(mailbox_id: int, by: Acting) -> Mailbox:
    by.prove(Act.CLAIM_OWN, person_id=by.actor_id)
    mailbox = Mailbox.objects.filter(pk=mailbox_id, person_id=by.actor_id, withdrawn_at__isnull=True, proven_at__isnull=True).first()
    if mailbox is None:
        raise NotAllowed(Act.CLAIM_OWN)
    return mailbox


def _hash(mailbox_id: int, code: str) -> str:
    return salted_hmac("register.mailbox", f"{mailbox_id}:{code}", algorithm="sha256").hexdigest()


def _counted(key: str, most: int) -> bool:
    cache.add(key, 0, HOUR_SECONDS)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out in this very moment
        return True
