"""Pages of notices, objections and results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
