"""How often may something be tried, and until when must one wait?

The library counts in the shared cache (``ACCOUNT_RATE_LIMITS``); our own acts that send letters or could be guessed at are counted
the same way. What is ours here is the page that says until when.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

RATES = {
    "intake": "60/h/user",
    "invitation": "30/h/user",
    "invitation_code": "5/h/user",
    "lookup": "60/h/user",
    "mailbox_signature": "20/h/user",
    "objection": "10/h/ip",
}
"""Our own: repositories fetched and letters sent for somebody, codes, people looked up by mailbox, signatures that make us read clones."""
TOO_MANY = 429
P = ParamSpec("P")


def throttled(
    action: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """A page whose POST is counted; too many answer the page that says until when."""

    def around(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
            if not ratelimit.consume(request, app="portal.accounts", action=action, config=RATES):
                return too_many(request)
            return view(request, *arguments, **named)

        return counted

    return around


def too_many(request: HttpRequest) -> HttpResponse:
    """The page for whoever must wait (``handler429`` of the portal's addresses)."""
    until = max(_full(request), default=None)
    answer = render(request, "429.html", {"until": until, "sentence": said(until)}, status=TOO_MANY)
    if until:
        answer["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds()) + 1))
    return answer


def said(until: datetime | None) -> str:
    """In a sentence."""
    if until is None:
        return gettext("尝试次数过多，请过几分钟再试。")
    return gettext("尝试次数过多，请在 %(time)s 以后再试。") % {"time": timezone.localtime(until).strftime("%H:%M:%S")}


def free_at(
    request: HttpRequest, *, action: str, key: str = "", app: str = "allauth.account", config: dict[str, str] | None = None
) -> datetime | None:
    """When the next attempt is free again; None when it is already."""
    waits = [
        until
        for rate in ratelimit.get_rates(app=app, action=action, config=config)
        if (rate.per != "key" or key) and (rate.per != "user" or request.user.is_authenticated)
        for until in [_until(ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key or None), rate)]
        if until
    ]
    return max(waits, default=None)


def _until(cache_key: str, rate: ratelimit.Rate) -> datetime | None:
    history: list[float] = cache.get(cache_key, [])  # newest first
    now = time.time()  # noqa: TID251 -- the library's clock, not a run's
    counted = [at for at in history if at > now - rate.duration]
    return datetime.fromtimestamp(counted[rate.amount - 1] + rate.duration, UTC) if len(counted) >= rate.amount else None


def _full(request: HttpRequest) -> Iterator[datetime]:
    key = request.POST.get("email", "").strip().lower()
    for action in app_settings.RATE_LIMITS:
        until = free_at(request, action=action, key=key)
        if until:
            yield until
    for action in RATES:
        until = free_at(request, action=action, app="portal.accounts", config=RATES)
        if until:
            yield until
