"""Which pages does register have?"""

from django.urls import URLPattern

app_name = "register"
urlpatterns: list[URLPattern] = []
