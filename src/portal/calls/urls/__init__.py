"""Which pages do calls have? Each area lists its own."""

from django.urls import URLPattern

from portal.calls.urls import applying, desk, money, notices, programmes, review

app_name = "calls"
urlpatterns: list[URLPattern] = [
    *programmes.urlpatterns,
    *applying.urlpatterns,
    # before the desk: a call's desk would take desk/objections/ for a call of that name
    *notices.urlpatterns,
    *desk.urlpatterns,
    *review.urlpatterns,
    *money.urlpatterns,
]
