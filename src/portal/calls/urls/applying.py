"""Pages of the applicant."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
