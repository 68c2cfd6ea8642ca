"""Which pages are there about claims?"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
