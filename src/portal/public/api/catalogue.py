"""Projects, organisations and libraries."""
# ruff: noqa: ARG001 -- ninja hands the request to every operation by name

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from ninja import Query, Schema
from ninja.errors import HttpError

from portal.accounts.models import Organisation, Standing
from portal.house.search import matching
from portal.public import addresses
from portal.public.api import schemas
from portal.public.api.numbers import number_of
from portal.public.api.service import api
from portal.public.plain_text import public_text
from portal.public.selectors.library import library_counts, library_named, narrowed_by
from portal.public.selectors.numbers import (
    chart_metrics,
    measured,
    project_completeness,
    project_value,
    repositories_by_record,
    repository_values,
)
from portal.public.selectors.observation import observation
from portal.public.selectors.tables import organisation_values
from portal.register.models import Listing, Project, Repository
from portal.register.models.record import SHOWN


class ProjectQuestion(Schema):
    """Which projects."""

    q: schemas.Words = ""
    field: schemas.Words = ""
    district: schemas.Words = ""
    library: schemas.Words = ""
    page: schemas.PageNumber = 1
    size: schemas.PageSize = 50


@api.get("/projects", response=schemas.Projects, tags=["projects"], summary="项目列表 Projects")
def projects(request: HttpRequest, asked: Query[ProjectQuestion]) -> dict[str, Any]:
    """按名称（中文两个字即可）、领域、区县、名录查找。Search by name, field, district, library."""
    rows: QuerySet[Project] = Project.objects.filter(state__in=SHOWN).order_by("serial")
    if asked.q.strip():
        rows = rows.filter(matching(asked.q, column="search_text"))
    if asked.district:
        rows = rows.filter(district=asked.district)
    if asked.field:
        rows = narrowed_by(rows, [asked.field])
    if asked.library:
        rows = rows.filter(listings__library=asked.library, listings__removed_on__isnull=True).distinct()
    count, found = _paged(rows, asked.page, asked.size)
    shelves = _shelves(project.id for project in found)
    return {"count": count, "page": asked.page, "size": asked.size, "items": [_project(project, shelves[project.id]) for project in found]}


@api.get(
    "/projects/{ident}",
    response={200: schemas.ProjectWithNumbers, 404: schemas.Problem},
    tags=["projects"],
    summary="一个项目及其数字 A project with its numbers",
)
def project(request: HttpRequest, ident: schemas.Ident) -> dict[str, Any]:
    """数字出自最新公布的全市观测。Numbers are of the newest published observation."""
    found = Project.objects.filter(state__in=SHOWN, id=ident).first()
    if found is None:
        raise HttpError(404, "没有这个项目，或尚未公开 no such public project")
    mine, run = repositories_by_record([found.id]).get(found.id, []), observation()
    numbers = []
    if run:
        share = project_completeness(mine, measured(run))
        numbers = [
            number_of(project_value(mine, repository_values(run, metric.metric)), metric, run, completeness=share)
            for metric in chart_metrics(run)
        ]
    return {
        **_project(found, _shelves([found.id])[found.id]),
        "licence": found.licence or None,
        "repositories": list(Repository.objects.filter(id__in=mine).values("id", "url")),
        "numbers": numbers,
    }


class PageQuestion(Schema):
    """Which page."""

    page: schemas.PageNumber = 1
    size: schemas.PageSize = 50


@api.get("/organisations", response=schemas.Organisations, tags=["organisations"], summary="单位列表 Organisations")
def organisations(request: HttpRequest, asked: Query[PageQuestion]) -> dict[str, Any]:
    """已核实的单位。Verified organisations."""
    count, found = _paged(Organisation.objects.filter(standing=Standing.VERIFIED), asked.page, asked.size)
    return {"count": count, "page": asked.page, "size": asked.size, "items": [_organisation(body) for body in found]}


@api.get(
    "/organisations/{ident}",
    response={200: schemas.OrganisationWithNumbers, 404: schemas.Problem},
    tags=["organisations"],
    summary="一个单位及其数字 An organisation with its numbers",
)
def organisation(request: HttpRequest, ident: schemas.Ident) -> dict[str, Any]:
    """其人员任职期间在已登记仓库中的贡献。What its people contributed while they worked there."""
    found = Organisation.objects.filter(standing=Standing.VERIFIED, id=ident).first()
    if found is None:
        raise HttpError(404, "没有这个单位，或尚未核实 no such verified organisation")
    run = observation()
    values = organisation_values(run).get(found.id, {}) if run else {}
    numbers = (
        [number_of(values.get(metric.metric, 0), metric, run, completeness=run.completeness) for metric in chart_metrics(run)]
        if run
        else []
    )
    return {**_organisation(found), "numbers": numbers}


@api.get("/libraries", response=list[schemas.Library], tags=["libraries"], summary="名录 Libraries")
def libraries(request: HttpRequest) -> list[dict[str, Any]]:
    """本市的各个库与目录。The city's lists."""
    return [
        {"id": one.id, "name": one.name, "name_en": one.name_en, "kinds": list(one.kinds), "basis": one.basis, "count": count}
        for one, count in library_counts()
    ]


@api.get(
    "/libraries/{ident}",
    response={200: schemas.Members, 404: schemas.Problem},
    tags=["libraries"],
    summary="一个名录的成员 Members of a library",
)
def library(request: HttpRequest, ident: schemas.Ident, asked: Query[PageQuestion]) -> dict[str, Any]:
    """包括已出库的及其理由。Those removed, and why, included."""
    if library_named(ident) is None:
        raise HttpError(404, "没有这个名录 no such library")
    rows = Listing.objects.filter(library=ident, record__state__in=SHOWN).select_related("record").order_by("record__serial", "id")
    count, found = _paged(rows, asked.page, asked.size)
    return {"count": count, "page": asked.page, "size": asked.size, "items": [_member(listing) for listing in found]}


def _paged(rows: QuerySet[Any], page: int, size: int) -> tuple[int, list[Any]]:
    counted = rows.order_by().aggregate(count=Count("pk", distinct=True))["count"]
    return counted, list(rows[(page - 1) * size : page * size])


def _shelves(records: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record, library in (
        Listing.objects.filter(record__in=list(records), removed_on__isnull=True).order_by("library").values_list("record_id", "library")
    ):
        found[record].append(library)
    return found


def _project(one: Project, shelves: list[str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": public_text(one.name),
        "name_en": public_text(one.name_en) or None,
        "summary": public_text(one.summary) or None,
        "state": one.state,
        "fields": one.fields,
        "district": one.district or None,
        "organisation": one.organisation_id,
        "libraries": shelves,
        "page": addresses.project(one.id),
    }


def _organisation(body: Organisation) -> dict[str, Any]:
    return {
        "id": body.id,
        "name": public_text(body.name),
        "name_en": public_text(body.name_en) or None,
        "kind": body.kind,
        "district": body.district or None,
    }


def _member(listing: Listing) -> dict[str, Any]:
    return {
        "record": listing.record_id,
        "name": public_text(listing.record.name),
        "kind": listing.record.kind,
        "state": listing.state,
        "listed_on": listing.listed_on,
        "removed_on": listing.removed_on,
        "basis": public_text(listing.basis),
        "reason": public_text(listing.reason) or None,
    }
