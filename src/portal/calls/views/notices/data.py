"""Open data of awards."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.calls.awards_data import csv_text, json_text
from portal.errors import NotAllowed

KINDS = {"json": ("application/json; charset=utf-8", json_text), "csv": ("text/csv; charset=utf-8", csv_text)}


@require_safe
def awards(request: HttpRequest, kind: str) -> HttpResponse:
    """As 360Giving has it."""
    if kind not in KINDS:
        raise NotAllowed(kind)
    media, text = KINDS[kind]
    answer = HttpResponse(text(f"{request.scheme}://{request.get_host()}"), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="awards.{kind}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
