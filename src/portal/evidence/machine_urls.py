"""Which of evidence's addresses are for machines, without language prefix?"""

from django.urls import URLPattern, path, re_path

from portal.evidence.views import osv

urlpatterns: list[URLPattern] = [
    path("osv/", osv.osv, {"path": ""}, name="osv"),
    re_path(r"^osv/(?P<path>.+)$", osv.osv, name="osv_path"),
]
