"""Where does a number of a run lead: to its definition, window, versions, evidence and the command that recomputes it?"""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from portal.evidence.models import Run


def metric_door(run: Run, metric: str, **subject: str) -> str:
    """The page of one number; ``subject``: repository, person, organisation, record, month, line_class."""
    given = {name: value for name, value in subject.items() if value}
    return reverse("evidence:metric", args=[run.short, metric]) + (f"?{urlencode(given)}" if given else "")


def said(zh: str, en: str) -> str:
    """The wording in the reader's language; no English wording means one for both."""
    return (en or zh) if (get_language() or "").startswith("en") else zh
