"""By which mark does a public page, or an answer of the API, show that it has changed?"""

import secrets

from django.conf import settings
from django.db.models import Count, Max, Q

from portal.accounts.models import Consent
from portal.evidence.models import Run, RunState
from portal.public.selectors.sky import register_state
from xingtu import __version__

# while somebody works on templates, a page is never older than the process
RELEASE = __version__ if settings.XINGTU.production else secrets.token_hex(4)


def public_state() -> str:
    """A mark that changes whenever the register, a publication or somebody's consent does."""
    runs = Run.objects.aggregate(
        at=Max("published_at"),
        published=Count("id", filter=Q(state=RunState.PUBLISHED)),
        retracted=Count("id", filter=Q(state=RunState.RETRACTED)),
    )
    consents = Consent.objects.aggregate(last=Max("id"), withdrawn=Count("withdrawn_at"), count=Count("id"))
    return "-".join([register_state(), *(str(value) for part in (runs, consents) for value in part.values())])
