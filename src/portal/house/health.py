"""Is the portal alive, and can it answer? ``/health/live`` touches nothing; ``/health/ready`` asks database and journal."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

UNAVAILABLE = 503


def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(_request: HttpRequest) -> JsonResponse:
    """The database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=UNAVAILABLE)
    return JsonResponse({"status": "ok"})


urlpatterns = [path("live", live), path("ready", ready)]
