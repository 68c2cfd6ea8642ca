"""What of watch does a person find in the export of their own data? The rulings an expert was asked for; officers rule for the city."""

from django.db.models import Model

from portal.accounts.models import Person
from portal.evidence.models import LicenceRuling


def tables_of(person: Person) -> dict[str, list[Model]]:
    """One table."""
    return {"rulings": list(LicenceRuling.objects.filter(expert=person))}
