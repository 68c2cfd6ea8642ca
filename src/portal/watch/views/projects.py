"""The list behind the overview, for those whose projects they are and for officers; and what they take away of it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.evidence.doors import said
from portal.house.documents.sending import WORKBOOK, sent
from portal.register.vocabulary import districts
from portal.watch.selectors.export import as_csv, as_workbook, columns
from portal.watch.selectors.projects import PER_PAGE, facets, narrowed, repositories_seen, wanted_of, with_readings
from portal.watch.services.looking import list_look, list_take

MOST_ROWS = 5_000


@require_safe
@needs(Act.FINDING_VIEW)
def projects(request: HttpRequest) -> HttpResponse:
    """Repositories within reach, the worst first."""
    wanted = wanted_of(request.GET)
    reach = repositories_seen(request.acting)
    page = Paginator(narrowed(reach, wanted).select_related("record__organisation"), PER_PAGE).get_page(request.GET.get("page"))
    list_look(what="projects", rows=len(page.object_list), by=request.acting)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "watch/projects.html",
        {
            "page": page,
            "rows": with_readings(page.object_list),
            "facets": facets(reach, wanted, [(one.id, said(one.name, one.name_en)) for one in districts()]),
            "query": query.urlencode(),
            "may_export": request.acting.may(Act.FINDING_EXPORT),
            "crumbs": [(_("星图"), reverse("public:home")), (_("风险监测"), reverse("watch:overview")), (_("项目的许可证"), "")],
        },
    )


@require_safe
@needs(Act.FINDING_EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The list as Excel, or as CSV with ``?form=csv``; kept in the journal with columns and rows."""
    wanted = wanted_of(request.GET)
    listed = with_readings(narrowed(repositories_seen(request.acting), wanted).select_related("record__organisation")[:MOST_ROWS])
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    list_take(form=form, columns=[str(column.title) for column in columns()], rows=len(listed), by=request.acting)
    name = _("项目的许可证-%(day)s") % {"day": f"{timezone.localdate():%Y%m%d}"}
    if form == "csv":
        return sent(as_csv(listed), name, "text/csv; charset=utf-8", ending="csv")
    notes = [_("列出证据和依据，供专业人员判断，不是法律意见。空格表示未检测，不是零。")]
    return sent(as_workbook(listed, notes), name, WORKBOOK)
