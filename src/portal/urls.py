"""Which addresses does the portal answer? Chinese at ``/``, English at ``/en/``; machines' addresses have no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("health/", include("portal.house.health")),
    path("", include("portal.public.machine_urls")),
    path("", include("portal.evidence.machine_urls")),
    *i18n_patterns(
        path("house/", include("portal.house.urls")),
        path("accounts/", include("allauth.urls")),
        path("", include("portal.accounts.urls")),
        path("", include("portal.messages.urls")),
        path("", include("portal.cases.urls")),
        path("", include("portal.register.urls")),
        path("", include("portal.evidence.urls")),
        path("", include("portal.calls.urls")),
        path("", include("portal.watch.urls")),
        path("", include("portal.accounts.journal_urls")),
        path("", include("portal.public.urls")),
        prefix_default_language=False,
    ),
]

handler429 = "portal.accounts.throttle.too_many"
