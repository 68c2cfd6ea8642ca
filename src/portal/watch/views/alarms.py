"""Changes of licences within somebody's reach."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.evidence.models import AlarmLevel, LicenceAlarm
from portal.evidence.selectors.licence_pages import alarm_line
from portal.house.parts import Choice, Facet
from portal.register.models import Record, Repository
from portal.watch.selectors.projects import PER_PAGE, repositories_seen
from portal.watch.services.looking import list_look


@require_safe
@needs(Act.FINDING_VIEW)
def alarms(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    reach = LicenceAlarm.objects.filter(repository__in=repositories_seen(request.acting).values("pk"))
    levels = request.GET.getlist("level")
    found = (reach.filter(level__in=levels) if levels else reach).select_related("before", "after")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    held = Repository.objects.select_related("record").in_bulk([one.repository for one in page.object_list])
    rows = [(record, alarm_line(record, one)) for one in page.object_list if isinstance(record := held[one.repository].record, Record)]
    list_look(what="alarms", rows=len(rows), by=request.acting)
    facet = Facet("level", _("级别"), [Choice(value, str(label), None, value in levels) for value, label in AlarmLevel.choices])
    return render(
        request,
        "watch/alarms.html",
        {
            "page": page,
            "rows": rows,
            "facets": [facet],
            "crumbs": [(_("星图"), reverse("public:home")), (_("风险监测"), reverse("watch:overview")), (_("变更告警"), "")],
        },
    )
