"""Which pages does public have?"""

from django.urls import URLPattern, path

from portal.public.views import data, home, libraries, pillars, rankings, verify

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("chart/", home.chart, name="chart"),
    path("about/", home.about, name="about"),
    path("libraries/", libraries.library_list, name="libraries"),
    path("libraries/<slug:ident>/", libraries.library, name="library"),
    path("compare/", libraries.compare, name="compare"),
    path("search/", libraries.search, name="search"),
    path("rankings/", rankings.ranking_list, name="rankings"),
    path("rankings/<slug:run>/<slug:track>/", rankings.ranking_page, name="ranking"),
    path("rankings/<slug:run>/<slug:track>/list.csv", rankings.ranking_csv, name="ranking_csv"),
    path("rankings/<slug:run>/<slug:track>/<int:row>/", rankings.ranking_line, name="ranking_line"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<slug:run>/", verify.verify_run, name="verify_run"),
    path("pillars/", pillars.pillar_list, name="pillars"),
    path("pillars/<slug:ident>/", pillars.pillar, name="pillar"),
    path("data/", data.data, name="data"),
    path("data/api/", data.api_docs, name="api_docs"),
    path("data/<slug:name>.<slug:kind>", data.table, name="table"),
]
