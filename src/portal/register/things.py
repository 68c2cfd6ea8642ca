"""What are registered things called that are known by id, and on which page does each stand?"""

from django.utils.translation import get_language

from portal.house.things import Thing, page, tell
from portal.register.models import Employment, Lead, Record, Repository


def _said(name: str, name_en: str) -> str:
    return (name_en if (get_language() or "").startswith("en") else "") or name


def records(idents: list[str]) -> dict[str, Thing]:
    """With the page of the registration."""
    rows = Record.objects.filter(pk__in=idents).values_list("pk", "name", "name_en")
    return {ident: Thing(_said(name, name_en), page("register:record", ident)) for ident, name, name_en in rows}


def repositories(idents: list[str]) -> dict[str, Thing]:
    """With the page of what the project's repositories prove; one watched only for a lead has none."""
    rows = Repository.objects.filter(pk__in=idents).values_list("pk", "name", "record_id")
    return {ident: Thing(name, page("evidence:project", record) if record else "") for ident, name, record in rows}


def leads(idents: list[str]) -> dict[str, Thing]:
    """With their line of the ledger."""
    rows = Lead.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", "name", "name_en")
    return {str(ident): Thing(_said(name, name_en), page("register:lead", ident)) for ident, name, name_en in rows}


def employments(idents: list[str]) -> dict[str, Thing]:
    """Called after the organisation; whose it is, its own page says to those who may know."""
    rows = Employment.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()])
    names = rows.values_list("pk", "organisation__name", "organisation__name_en")
    return {str(ident): Thing(_said(name, name_en), page("register:employment", ident)) for ident, name, name_en in names}


tell("record", records)
tell("repository", repositories)
tell("lead", leads)
tell("employment", employments)
