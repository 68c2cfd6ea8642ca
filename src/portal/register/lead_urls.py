"""Which pages are there about leads?"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
