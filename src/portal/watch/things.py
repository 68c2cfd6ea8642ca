"""What are rulings called that are known by number, and where do they stand?"""

from django.utils.translation import gettext as _

from portal.evidence.models import LicenceRuling
from portal.house.things import Thing, page, tell


def rulings(idents: list[str]) -> dict[str, Thing]:
    """By number."""
    rows = LicenceRuling.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("专家裁定 %(id)s") % {"id": ident}, page("watch:ruling", ident)) for ident in rows}


tell("ruling", rulings)
