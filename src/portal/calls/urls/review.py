"""Pages of experts and the panel."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
