"""What are bodies called that are known by id? People are not told of here: who may read a name is asked where it is shown."""

from django.utils.translation import get_language

from portal.accounts.models import Organisation
from portal.house.things import Thing, page, tell


def organisations(idents: list[str]) -> dict[str, Thing]:
    """With the page on which everybody sees what they did."""
    english = (get_language() or "").startswith("en")
    rows = Organisation.objects.filter(pk__in=idents).values_list("pk", "name", "name_en")
    return {ident: Thing((english and name_en) or name, page("evidence:organisation", ident)) for ident, name, name_en in rows}


tell("organisation", organisations)
