"""Which pages does cases have?"""

from django.urls import URLPattern

app_name = "cases"
urlpatterns: list[URLPattern] = []
