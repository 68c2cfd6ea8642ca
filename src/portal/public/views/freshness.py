"""Has anything on a public page changed since this reader saw it? If not, "304" is the whole answer."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition

from portal.house.context import CARE_COOKIE, THEME_COOKIE
from portal.public.selectors.state import RELEASE, public_state

P = ParamSpec("P")


def page_mark(request: HttpRequest, *_arguments: object, **_named: object) -> str | None:
    """The ETag of a page for everybody; none for whoever has signed in, whose page bears their name."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    choices = [request.COOKIES.get(CARE_COOKIE, ""), request.COOKIES.get(THEME_COOKIE, "")]
    text = "|".join([RELEASE, get_language() or "", request.get_host(), request.get_full_path(), *choices, public_state()])
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def fresh(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page that a browser may keep as long as it asks each time whether it still holds."""
    marked = condition(etag_func=page_mark)(view)

    @wraps(view)
    def answered(request: HttpRequest, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
        response: HttpResponse = marked(request, *arguments, **named)
        shared = settings.SESSION_COOKIE_NAME not in request.COOKIES
        patch_cache_control(response, no_cache=True, **({"public": True} if shared else {"private": True}))
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return answered
