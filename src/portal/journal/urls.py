"""Which pages does journal have?"""

from django.urls import URLPattern

app_name = "journal"
urlpatterns: list[URLPattern] = []
