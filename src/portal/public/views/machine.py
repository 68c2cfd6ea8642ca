"""What programs read first: feed, sitemap, robots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.evidence.models import Run
from portal.public import addresses
from portal.public.plain_text import public_text
from portal.public.selectors.observation import published_runs
from portal.public.selectors.policy import libraries, pillars
from portal.register.models import Kind, Listing, ListingState
from portal.register.selectors.records import public_records

NEWEST = 60


@dataclass(frozen=True, slots=True)
class News:
    """Something that became public."""

    ident: str
    title: str
    text: str
    href: str
    at: datetime


class NewsFeed(Feed[News, object]):
    """New registrations, listings and published runs in one Atom feed, newest first."""

    feed_type = Atom1Feed
    link = "/"

    def title(self) -> str:
        """The feed's name."""
        return _("星图：新登记、入库与公布")

    def subtitle(self) -> str:
        """What is in it."""
        return _("新登记的项目与单位、进出名录、新公布的运行。")

    def items(self) -> list[News]:
        """The newest of all three kinds."""
        return sorted([*_registered(), *_listed(), *_published()], key=lambda news: news.at, reverse=True)[:NEWEST]

    def item_title(self, item: News) -> str:  # type: ignore[override]
        """One line."""
        return item.title

    def item_description(self, item: News) -> str:
        """A sentence."""
        return item.text

    def item_link(self, item: News) -> str:
        """Where it is read."""
        return item.href

    def item_guid(self, item: News) -> str:
        """The same for ever."""
        return f"tag:xingtu,2026:{item.ident}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: News) -> datetime:
        """When it became public."""
        return item.at

    def item_pubdate(self, item: News) -> datetime:
        """When it became public."""
        return item.at


def _registered() -> Iterable[News]:
    rows = public_records().filter(registered_at__isnull=False).exclude(kind=Kind.EXPERT).order_by("-registered_at")[:NEWEST]
    for record in rows:
        yield News(
            f"record:{record.id}",
            _("新登记：%(name)s") % {"name": public_text(record.name)},
            public_text(record.summary),
            addresses.project(record.id) if record.kind == Kind.PROJECT else reverse("public:library", args=["all"]),
            record.registered_at,
        )  # type: ignore[arg-type] # filtered above


def _listed() -> Iterable[News]:
    names = {library.id: library.name for library in libraries()}
    for listing in Listing.objects.filter(record__in=public_records()).select_related("record").order_by("-listed_on", "-id")[:NEWEST]:
        gone = listing.state == ListingState.REMOVED
        words = {"name": public_text(listing.record.name), "library": names.get(listing.library, listing.library)}
        title = _("出库：%(name)s（%(library)s）") % words if gone else _("入库：%(name)s（%(library)s）") % words
        on = listing.removed_on if gone and listing.removed_on else listing.listed_on
        yield News(
            f"listing:{listing.pk}:{listing.state}",
            title,
            public_text(listing.reason if gone else listing.basis),
            reverse("public:library", args=[listing.library]),
            datetime.combine(on, time(), UTC),
        )


def _published() -> Iterable[News]:
    for run in published_runs()[:NEWEST]:
        yield News(
            f"run:{run.run_id}",
            _("公布：%(name)s，运行 %(short)s") % {"name": run.programme_name, "short": run.short},
            run.window,
            reverse("public:verify_run", args=[run.short]),
            run.published_at or run.loaded_at,
        )


class _Pages(Sitemap[Any]):
    i18n = True
    alternates = True
    x_default = True
    protocol = "https" if settings.ENVIRONMENT.address.startswith("https") else "http"


class FixedPages(_Pages):
    """Pages that are always there."""

    def items(self) -> list[tuple[str, list[str]]]:
        """Their names and arguments."""
        names = ("home", "chart", "libraries", "rankings", "verify", "pillars", "data", "api_docs", "about")
        fixed = [(f"public:{name}", list[str]()) for name in names]
        return [
            *fixed,
            *(("public:library", [library.id]) for library in libraries()),
            *(("public:pillar", [pillar.id]) for pillar in pillars()),
        ]

    def location(self, item: tuple[str, list[str]]) -> str:
        """Its address in the language of the moment."""
        return reverse(item[0], args=item[1])


class RunPages(_Pages):
    """Published runs and their rankings."""

    def items(self) -> list[tuple[Run, str]]:
        """Every ranking."""
        return [(run, track.track) for run in published_runs().prefetch_related("tracks") for track in run.tracks.all()]

    def location(self, item: tuple[Run, str]) -> str:
        """The ranking's page."""
        return reverse("public:ranking", args=[item[0].short, item[1]])

    def lastmod(self, item: tuple[Run, str]) -> datetime | None:
        """A run never changes after its publication."""
        return item[0].published_at


class ProjectPages(_Pages):
    """Dossiers of public projects."""

    def items(self) -> list[tuple[str, datetime]]:
        """Every project."""
        return list(public_records("project").order_by("serial").values_list("id", "updated_at"))

    def location(self, item: tuple[str, datetime]) -> str:
        """The dossier."""
        return addresses.project(item[0])

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        """When the registration changed."""
        return item[1]


SITEMAPS = {"pages": FixedPages, "rankings": RunPages, "projects": ProjectPages}


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Everything public may be read; what needs a sign-in or costs work may not."""
    closed = ("/accounts/", "/me/", "/acting/", "/roles/", "/cases/", "/register/", "/leads/", "/journal/", "/search/", "/compare/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}{path}" for path in closed for prefix in ("", "/en")),
        f"Sitemap: {settings.ENVIRONMENT.address}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
