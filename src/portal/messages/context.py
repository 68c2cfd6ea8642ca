"""What does every page need of messages? How many are unread; asked only when the page shows it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.messages.selectors import unread


def letters(request: HttpRequest) -> dict[str, Any]:
    """``unread_letters``: for those who have signed in."""
    acting = getattr(request, "acting", None)
    if acting is None or acting.person is None:
        return {"unread_letters": 0}
    return {"unread_letters": SimpleLazyObject(lambda: unread(acting.person))}
