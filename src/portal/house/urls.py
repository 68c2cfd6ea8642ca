"""Which addresses has the design system?"""

from django.urls import path

from portal.house import switches, views

app_name = "house"
urlpatterns = [
    path("", views.components, name="components"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("care/", switches.care, name="care"),
    path("theme/", switches.theme, name="theme"),
]
