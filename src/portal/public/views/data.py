"""Open data: what there is, and the files."""

import json
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.public.api import document
from portal.public.api.service import A_MINUTE
from portal.public.open_data import LICENCE, csv_lines, json_lines, parquet_bytes
from portal.public.selectors.api_pages import examples, operations, shapes
from portal.public.selectors.exchange import catalogue_entries, catalogue_head
from portal.public.selectors.observation import observation
from portal.public.selectors.rankings import english
from portal.public.selectors.tables import open_tables
from portal.public.views.crumbs import below_home
from portal.public.views.freshness import fresh

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@require_safe
@fresh
def data(request: HttpRequest) -> HttpResponse:
    """Every table with its columns, licence and run."""
    context = {"tables": open_tables().values(), "licence": LICENCE, "run": observation(), "crumbs": below_home((_("开放数据"), ""))}
    return render(request, "public/data.html", context)


@require_safe
def table(_request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """One table as a file."""
    found = open_tables().get(name)
    if found is None or kind not in KINDS:
        raise Http404
    if kind == "parquet":
        answer: HttpResponseBase = HttpResponse(parquet_bytes(found), content_type=KINDS[kind])
    else:
        answer = StreamingHttpResponse(
            csv_lines(found, english=english()) if kind == "csv" else json_lines(found), content_type=KINDS[kind]
        )
    as_of = f"-{found.as_of[:12]}" if found.as_of else ""
    answer["Content-Disposition"] = f'attachment; filename="{found.id}{as_of}.{kind}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def catalogue(_request: HttpRequest) -> StreamingHttpResponse:
    """For other cities: the register as publiccode.yml says it, in JSON, with ids that never change."""

    def pieces() -> Iterator[str]:
        yield json.dumps(catalogue_head(), ensure_ascii=False)[:-1] + ', "software": [\n'
        between = ""
        for entry in catalogue_entries():
            yield between + json.dumps(entry, ensure_ascii=False)
            between = ",\n"
        yield "\n]}\n"

    answer = StreamingHttpResponse(pieces(), content_type="application/json; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@fresh
def api_docs(request: HttpRequest) -> HttpResponse:
    """What the API answers, printed from its own description."""
    described = document()
    context = {
        "operations": list(operations(described)),
        "shapes": list(shapes(described)),
        "examples": examples(f"{request.scheme}://{request.get_host()}"),
        "a_minute": A_MINUTE,
        "crumbs": below_home((_("开放数据"), reverse("public:data")), (_("接口说明"), "")),
    }
    return render(request, "public/api_docs.html", context)
