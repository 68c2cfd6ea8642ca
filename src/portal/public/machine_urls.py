"""Addresses for machines: the API, feeds, sitemap, robots, the chart's colours; without language prefix."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import cache_page

from portal.public.api import api
from portal.public.views import data, home, machine

HOUR = 3600

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("data/catalogue.json", data.catalogue, name="catalogue"),
    path("feed.xml", machine.NewsFeed(), name="feed"),
    path("sitemap.xml", cache_page(HOUR, cache="pieces")(sitemap), {"sitemaps": machine.SITEMAPS}, name="sitemap"),
    path("robots.txt", machine.robots, name="robots"),
    path("chart.css", home.colours, name="chart_colours"),
]
