"""How is a mailbox hinted at without giving it away, and how does somebody show that they read it?"""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from portal.accounts.letters import send_letter
from portal.accounts.models import Invitation

VALID_MINUTES = 15
TRIES = 5
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowels: no words; no letters that look like digits."""


def masked(mailbox: str) -> str:
    """Enough for its owner to know it again: ``z***@lizhou.example``."""
    local, _at, domain = mailbox.partition("@")
    return f"{local[:1]}***@{domain}"


@dataclass(slots=True)
class SentCode:
    """A code on its way to an invited mailbox; kept in the session of whoever asked for it."""

    invitation: int
    digest: str
    until: str
    tries: int = 0

    def kept(self) -> dict[str, Any]:
        """For the session."""
        return asdict(self)

    def opens(self, invitation: Invitation, typed: str) -> bool:
        """Whether what was typed is the code, in time and not guessed at too often; counts the try."""
        self.tries += 1
        fresh = timezone.now() <= datetime.fromisoformat(self.until) and self.tries <= TRIES
        return fresh and self.invitation == invitation.pk and hmac.compare_digest(self.digest, _digest(invitation, typed))


def code_send(invitation: Invitation) -> SentCode:
    """Send a code to the invited mailbox.

    Raises:
        Unreachable: the letter could not be sent.
    """
    code = "".join(secrets.choice(LETTERS) for _place in range(8))
    until = timezone.now() + timedelta(minutes=VALID_MINUTES)
    send_letter(
        to=invitation.email,
        template="invitation_code",
        context={"code": f"{code[:4]}-{code[4:]}", "organisation": invitation.organisation.name},
    )
    return SentCode(invitation.pk, _digest(invitation, code), until.isoformat())


def _digest(invitation: Invitation, typed: str) -> str:
    plain = "".join(typed.split()).replace("-", "").upper()
    return hashlib.sha256(f"{invitation.pk}:{invitation.token_hash}:{plain}".encode()).hexdigest()
