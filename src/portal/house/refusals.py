"""How is an error that is meant to be read turned into an answer?

Not allowed is answered as "not found": whoever may not see a thing does not learn that it exists.
"""

from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from portal.errors import Invalid, NotAllowed, PortalError, Sentence, WrongState
from xingtu.errors import XingtuError

BAD_REQUEST, CONFLICT, UNAVAILABLE = 400, 409, 503


class RefusalMiddleware:
    """Answers errors that nobody nearer to the page has answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, unless it asks for what no text can hold.

        Raises:
            BadRequest: a NUL character stands in the address: PostgreSQL refuses it in any comparison, and nobody types it.
        """
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            raise BadRequest(request.path)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of ours; None for one nobody foresaw."""
        if isinstance(error, NotAllowed):
            raise Http404 from error
        if isinstance(error, Invalid):
            return _page(request, error.problems.values(), BAD_REQUEST)
        if isinstance(error, WrongState):
            return _page(request, [str(error)], CONFLICT)
        if isinstance(error, PortalError | XingtuError):
            return _page(request, [str(error)], UNAVAILABLE)
        return None


def _page(request: HttpRequest, sentences: Iterable[Sentence], status: int) -> HttpResponse:
    before = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return render(request, "house/refusal.html", {"sentences": sentences, "before": before if ours else ""}, status=status)
