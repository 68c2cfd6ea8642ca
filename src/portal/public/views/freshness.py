"""Has anything on a public page changed since this reader, or any other, saw it? If not, it is not made again.

Whoever has not signed in gets the same page as everybody else: it is made once and kept for a minute in the process, and a browser
that still has it gets "304". Whoever has signed in gets a page of their own, which is kept nowhere.
"""

import hashlib
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from portal.house.context import CARE_COOKIE, THEME_COOKIE
from portal.public.selectors.state import RELEASE, public_state

P = ParamSpec("P")
OWN_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
"""With one of these a page may say something to this reader alone."""
KEPT_SECONDS = 60
LONGEST_BELIEVED = 600
"""Seconds after which a page is made anew whatever we know: the name somebody gave in their account bears no date of change."""
FASTEST = 1


def page_mark(request: HttpRequest) -> str:
    """The ETag of a page for everybody."""
    choices = [request.COOKIES.get(CARE_COOKIE, ""), request.COOKIES.get(THEME_COOKIE, "")]
    while_true = str(int(timezone.now().timestamp()) // LONGEST_BELIEVED)
    text = "|".join([RELEASE, get_language() or "", request.get_host(), request.get_full_path(), *choices, while_true, public_state()])
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def fresh(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A public page, made once for everybody who has not signed in."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
        if any(name in request.COOKIES for name in OWN_COOKIES):
            response = view(request, *arguments, **named)
            patch_cache_control(response, private=True, no_cache=True)
            return response
        mark = page_mark(request)
        response = _unchanged(request, mark) or _kept(mark) or _made(view(request, *arguments, **named), request, mark)
        patch_cache_control(response, public=True, no_cache=True)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return answered


def _unchanged(request: HttpRequest, mark: str) -> HttpResponse | None:
    if mark not in request.headers.get("If-None-Match", ""):
        return None
    response = HttpResponseNotModified()
    response["ETag"] = mark
    return response


def _kept(mark: str) -> HttpResponse | None:
    packed: bytes | None = caches["pieces"].get(f"page:{mark}")
    if packed is None:
        return None
    response = HttpResponse(zlib.decompress(packed))
    response["ETag"] = mark
    return response


def _made(response: HttpResponse, request: HttpRequest, mark: str) -> HttpResponse:
    # a page with a form's token or a script's nonce is for one reader
    own = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or getattr(request, "_csp_nonce", None)
    if response.status_code == 200 and not own:  # noqa: PLR2004
        response["ETag"] = mark
        caches["pieces"].set(f"page:{mark}", zlib.compress(response.content, FASTEST), KEPT_SECONDS)
    return response
