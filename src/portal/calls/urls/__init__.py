"""Which pages do calls have? Each area lists its own."""

from django.urls import URLPattern

from portal.calls.urls import applying, desk, money, notices, programmes, review

app_name = "calls"
urlpatterns: list[URLPattern] = [
    *programmes.urlpatterns,
    *applying.urlpatterns,
    *desk.urlpatterns,
    *review.urlpatterns,
    *notices.urlpatterns,
    *money.urlpatterns,
]
