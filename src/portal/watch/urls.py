"""Which pages does watch have?"""

from django.urls import path

from portal.watch.views import alarms, overview, projects, rulings, search

app_name = "watch"
urlpatterns = [
    path("watch/", overview.overview, name="overview"),
    path("watch/licences/", projects.projects, name="projects"),
    path("watch/licences/export/", projects.export, name="export"),
    path("watch/licences/search/", search.search, name="search"),
    path("watch/alarms/", alarms.alarms, name="alarms"),
    path("watch/rulings/", rulings.rulings, name="rulings"),
    path("watch/rulings/new/", rulings.new, name="ruling_new"),
    path("watch/rulings/<int:ruling>/", rulings.ruling, name="ruling"),
    path("watch/rulings/<int:ruling>/edit/", rulings.edit, name="ruling_edit"),
    path("watch/rulings/<int:ruling>/sign/", rulings.sign, name="ruling_sign"),
    path("watch/rulings/<int:ruling>/withdraw/", rulings.withdraw, name="ruling_withdraw"),
]
