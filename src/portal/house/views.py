"""Which pages has the design system itself?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.house.specimens import SPECIMENS

COLOURS = (
    "ink",
    "quiet",
    "paper",
    "raised",
    "sunk",
    "line",
    "edge",
    "accent",
    "accent-back",
    "good",
    "warn",
    "bad",
    "night",
    "s1",
    "s2",
    "s3",
    "s4",
    "s5",
    "s6",
    "s7",
)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The living page: each component as it looks, with its code."""
    drawn = [{"specimen": one, "source": one.source, "drawn": one.drawn(request)} for one in SPECIMENS]
    return render(
        request, "house/components.html", {"specimens": drawn, "colours": COLOURS, "crumbs": [(_("首页"), "/"), (_("页面组件"), "")]}
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we promise to readers with disabilities and to old readers, and what falls short."""
    return render(request, "house/accessibility.html", {"crumbs": [(_("首页"), "/"), (_("无障碍声明"), "")]})
