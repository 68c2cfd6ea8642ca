"""What are cases called that are known by number?"""

from portal.cases.models import Case
from portal.house.things import Thing, page, tell


def cases(idents: list[str]) -> dict[str, Thing]:
    """By title, with their page."""
    rows = Case.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", "title")
    return {str(ident): Thing(title, page("cases:case", ident)) for ident, title in rows}


tell("case", cases)
