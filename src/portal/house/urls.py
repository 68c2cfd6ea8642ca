"""Pages of the design system."""

from django.urls import URLPattern

app_name = "house"
urlpatterns: list[URLPattern] = []
