"""Pages of the district and the office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
