"""What of watch is in the export of a person's own data? Rulings an expert was asked for, digests of one's own projects."""

from django.db.models import Model

from portal.accounts.models import Person
from portal.evidence.models import LicenceRuling
from portal.watch.models import Digest
from portal.watch.owners import PERSON


def tables_of(person: Person) -> dict[str, list[Model]]:
    """Two tables."""
    return {
        "rulings": list(LicenceRuling.objects.filter(expert=person)),
        "risk_digests": list(Digest.objects.filter(owner=f"{PERSON}{person.pk}")),
    }
