"""What are calls, applications, notices and awards called that are known by id, and on which page does each stand?"""

from django.utils.translation import gettext as _

from portal.calls.models import Application, Assignment, Call, Draft, Draw, Notice, Panel, ProgrammeVersion
from portal.evidence.doors import said
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


def assignments(idents: list[str]) -> dict[str, Thing]:
    """By their numbers, which say nothing of whose file it is: experts read them in their own journal."""
    rows = Assignment.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("评审材料 %(n)s") % {"n": ident}, page("calls:review", ident)) for ident in rows}


def draws(idents: list[str]) -> dict[str, Thing]:
    """By their numbers."""
    rows = Draw.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("专家抽取 %(n)s") % {"n": ident}, page("calls:draw", ident)) for ident in rows}


def panels(idents: list[str]) -> dict[str, Thing]:
    """By the day of the meeting."""
    rows = Panel.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()])
    return {str(row.pk): Thing(_("合议 %(day)s") % {"day": row.held_on.isoformat()}, page("calls:panel", row.pk)) for row in rows}


def programmes(idents: list[str]) -> dict[str, Thing]:
    """By the name of the newest version."""
    rows = ProgrammeVersion.objects.filter(programme__in=idents).order_by("programme", "version")
    return {row.programme: Thing(said(row.name, row.name_en), page("calls:programme", row.programme)) for row in rows}


def drafts(idents: list[str]) -> dict[str, Thing]:
    """By the programme they are of."""
    rows = Draft.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", "programme")
    return {str(ident): Thing(f"{programme} #{ident}", page("calls:draft", ident)) for ident, programme in rows}


tell("programme", programmes)
tell("draft", drafts)
tell("assignment", assignments)
tell("draw", draws)
tell("panel", panels)
tell("call", calls)
tell("application", applications)
tell("notice", notices)
