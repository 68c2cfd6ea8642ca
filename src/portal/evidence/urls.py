"""Which pages does evidence have?"""

from django.urls import URLPattern

app_name = "evidence"
urlpatterns: list[URLPattern] = []
