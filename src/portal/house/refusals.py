"""How is an error that is meant to be read turned into an answer?

Not allowed is answered as "not found": whoever may not see a thing does not learn that it exists.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.errors import Invalid, NotAllowed, PortalError, WrongState
from xingtu.errors import XingtuError

BAD_REQUEST, CONFLICT, UNAVAILABLE = 400, 409, 503


class RefusalMiddleware:
    """Answers errors that nobody nearer to the page has answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of ours; None for one nobody foresaw."""
        if isinstance(error, NotAllowed):
            raise Http404 from error
        if isinstance(error, Invalid):
            return render(request, "house/refusal.html", {"sentences": error.problems.values()}, status=BAD_REQUEST)
        if isinstance(error, WrongState):
            return render(request, "house/refusal.html", {"sentences": [str(error)]}, status=CONFLICT)
        if isinstance(error, PortalError | XingtuError):
            return render(request, "house/refusal.html", {"sentences": [str(error)]}, status=UNAVAILABLE)
        return None
