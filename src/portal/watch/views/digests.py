"""Pages of what owners were told, and of how it went out."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.house.parts import Choice, Facet
from portal.watch.channels import channel_kinds
from portal.watch.models import Delivery, DeliveryState
from portal.watch.owners import owner_names, reach_of
from portal.watch.selectors.telling import (
    DELIVERY_TONES,
    deliveries_listed,
    digest_lines,
    digest_page,
    digest_visible,
    digests_visible,
    result,
)
from portal.watch.services.looking import list_look
from portal.watch.views.crumbs import crumbs

PER_PAGE = 30


@require_safe
@needs(Act.FINDING_VIEW)
def digests(request: HttpRequest) -> HttpResponse:
    """What the acting role was told, newest first."""
    page = Paginator(digests_visible(request.acting), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": digest_lines(page.object_list),
        "may_manage": request.acting.may(Act.CHANNEL_MANAGE),
        "may_log": request.acting.may(Act.DELIVERY_VIEW),
        "crumbs": crumbs((_("风险汇总"), "")),
    }
    return render(request, "watch/digests.html", context)


@require_safe
@needs(Act.FINDING_VIEW)
def digest(request: HttpRequest, digest: int) -> HttpResponse:
    """One digest as it was told. That an officer read what somebody else was told stands in the journal."""
    shown = digest_visible(request.acting, digest)
    if reach_of(request.acting).every:
        list_look(what=f"digest:{shown.pk}", rows=sum(n for _kind, n in shown.content["counts"]), by=request.acting)
    context = {
        "digest": shown,
        "owner": owner_names([shown.owner])[shown.owner],
        "page": digest_page(shown),
        "deliveries": [_delivery(one) for one in deliveries_listed().filter(digest=shown)],
        "crumbs": crumbs((_("风险汇总"), reverse("watch:digests")), (_("第 %(id)s 号") % {"id": shown.pk}, "")),
    }
    return render(request, "watch/digest.html", context)


@require_safe
@needs(Act.DELIVERY_VIEW)
def deliveries(request: HttpRequest) -> HttpResponse:
    """The log of all owners' deliveries; neither addresses nor secrets are in it."""
    states, query = request.GET.getlist("state"), request.GET.get("q", "").replace("\0", "").strip()[:100]
    page = Paginator(deliveries_listed(states, query=query), PER_PAGE).get_page(request.GET.get("page"))
    names = owner_names(one.channel.owner for one in page.object_list)
    facet = Facet("state", _("状态"), [Choice(value, str(label), None, value in states) for value, label in DeliveryState.choices])
    context = {
        "page": page,
        "rows": [_delivery(one) | {"owner": names[one.channel.owner]} for one in page.object_list],
        "facets": [facet],
        "crumbs": crumbs((_("风险汇总"), reverse("watch:digests")), (_("投递记录"), "")),
    }
    return render(request, "watch/deliveries.html", context)


def _delivery(one: Delivery) -> dict[str, object]:
    kinds = channel_kinds()
    last = one.tries[-1] if one.tries else None
    return {
        "delivery": one,
        "kind": kinds[one.channel.kind].name if one.channel.kind in kinds else one.channel.kind,
        "tone": DELIVERY_TONES[DeliveryState(one.state)],
        "state": DeliveryState(one.state).label,
        "tries": len(one.tries),
        "result": result(last["reason"], last["code"]) if last else "",
        "next_at": one.next_at if one.state == DeliveryState.WAITING else None,
    }
