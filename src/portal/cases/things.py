"""What are cases called that are known by number?"""

from django.utils.translation import gettext as _

from portal.cases.models import Case, CaseKind
from portal.house.things import Thing, page, tell


def cases(idents: list[str]) -> dict[str, Thing]:
    """By title, with their page; the title of a finding names a project and its flaw, and is for whoever may open it."""
    rows = Case.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", "title", "kind")
    return {
        str(ident): Thing(_("风险工单 %(id)s") % {"id": ident} if kind == CaseKind.FINDING else title, page("cases:case", ident))
        for ident, title, kind in rows
    }


tell("case", cases)
