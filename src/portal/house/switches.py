"""How does a reader choose 关怀版, or light and dark? Plain forms; the choice is kept by this browser in a cookie.

No CSRF token: the worst a foreign page could do is change how this browser shows ours, and without tokens a page for everybody
is the same bytes for everybody.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.house.context import CARE_COOKIE, THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 86_400


def back(request: HttpRequest) -> str:
    """Where the reader came from, if that is a page of ours; the front page otherwise."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if ours and target.startswith("/") else "/"


@csrf_exempt
@require_POST
def care(request: HttpRequest) -> HttpResponse:
    """Turn 关怀版 on or off."""
    return _chosen(request, CARE_COOKIE, "1" if request.POST.get("care") == "1" else "")


@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark, or what the system says."""
    wish = request.POST.get("theme", "")
    return _chosen(request, THEME_COOKIE, wish if wish in THEMES else "")


def _chosen(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    answer = HttpResponseRedirect(back(request))
    if value:
        answer.set_cookie(cookie, value, max_age=YEAR_SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(cookie, samesite="Lax")
    return answer
