"""What are calls, applications, notices and awards called that are known by id, and on which page does each stand?"""

from portal.calls.models import Application, Call, Notice
from portal.calls.programmes import said
from portal.house.things import Thing, page, tell


def calls(idents: list[str]) -> dict[str, Thing]:
    """By name."""
    return {call.id: Thing(said(call.name, call.name_en), page("calls:call", call.id)) for call in Call.objects.filter(pk__in=idents)}


def applications(idents: list[str]) -> dict[str, Thing]:
    """By number: names stay behind their own pages."""
    rows = Application.objects.filter(pk__in=idents).values_list("id", "number")
    return {ident: Thing(number or ident, page("calls:application", ident)) for ident, number in rows}


def notices(idents: list[str]) -> dict[str, Thing]:
    """By title."""
    rows = Notice.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()])
    return {str(notice.pk): Thing(notice.title, page("calls:notice", notice.pk)) for notice in rows}


tell("call", calls)
tell("application", applications)
tell("notice", notices)
