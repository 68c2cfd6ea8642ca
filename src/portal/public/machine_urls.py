"""Addresses for machines: the API, feeds, sitemap, robots; without language prefix."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
