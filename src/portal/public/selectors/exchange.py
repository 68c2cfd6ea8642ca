"""What do other cities and catalogues read of us, so that nothing is counted twice? publiccode.yml 0.4 as JSON, with stable ids."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from portal.house.context import office
from portal.public.plain_text import public_text
from portal.public.selectors.policy import fields_by_id
from portal.register.models import Listing, Project, Repository
from portal.register.models.record import SHOWN

FORMAT = "xingtu-catalogue/1"
VERSION = "0.4"
PIECE = 500


def catalogue_head() -> dict[str, Any]:
    """Who hands the catalogue out. ``id``s inside are unique together with ``city``."""
    here = office()
    return {"format": FORMAT, "city": here.id, "name": here.name, "name_en": here.name_en, "publisher": settings.ENVIRONMENT.address}


def catalogue_entries() -> Iterator[dict[str, Any]]:
    """One entry a registered project. ``url`` and ``aliases`` are what a receiving city joins on; ``id`` is for ever."""
    repositories: dict[str, list[Repository]] = defaultdict(list)
    for repository in Repository.objects.filter(removed_at__isnull=True, record__state__in=SHOWN):
        repositories[repository.record_id or ""].append(repository)
    shelves: dict[str, list[str]] = defaultdict(list)
    for record, library in Listing.objects.filter(removed_on__isnull=True).order_by("library").values_list("record_id", "library"):
        shelves[record].append(library)
    here = office().id
    for project in Project.objects.filter(state__in=SHOWN).select_related("organisation").order_by("serial").iterator(PIECE):
        yield _entry(project, repositories[project.id], shelves[project.id], here)


def _entry(project: Project, repositories: list[Repository], shelves: list[str], here: str) -> dict[str, Any]:
    known = fields_by_id()
    categories = list(dict.fromkeys(category for field in project.fields if field in known for category in known[field].categories))
    description = {"zh-Hans": {"shortDescription": public_text(project.summary), "longDescription": public_text(project.description)}}
    if project.summary_en:
        description["en"] = {"shortDescription": public_text(project.summary_en)}
    first = repositories[0] if repositories else None
    return {
        "id": f"{here}:{project.id}",
        "publiccode": {
            "publiccodeYmlVersion": VERSION,
            "name": public_text(project.name),
            "url": first.url if first else None,
            "landingURL": project.homepage or None,
            "developmentStatus": project.development_status or None,
            "softwareType": project.software_type or None,
            "categories": categories,
            "description": description,
            "legal": {
                "license": project.licence or None,
                "mainCopyrightOwner": project.organisation.name if project.organisation else None,
            },
            "isBasedOn": [
                repository.fork_of_id for repository in repositories if repository.fork_of_id and repository.kinship == "confirmed"
            ],
        },
        "repositories": [{"id": repository.id, "url": repository.url, "aliases": repository.aliases} for repository in repositories],
        "fields": project.fields,
        "libraries": shelves,
        "state": project.state,
        "updated_at": project.updated_at.isoformat(),
    }
