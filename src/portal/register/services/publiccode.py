"""How does a publiccode.yml become a project, or change one?"""

from django.db import transaction

from portal.accounts.acting import Acting
from portal.register.addresses import address_of
from portal.register.models import Kind, Record
from portal.register.publiccode import Publiccode
from portal.register.services.records import record_change, record_draft
from portal.register.services.repositories import repository_add, taken_address


@transaction.atomic
def project_from_publiccode(*, said: Publiccode, by: Acting) -> Record:
    """A draft with its first repository.

    Raises:
        Invalid: a value or the repository's address cannot be so, or the repository is registered already.
    """
    record = record_draft(kind=Kind.PROJECT, values=said.values, by=by, publiccode=said.further)
    if said.url:
        repository_add(record=record, url=said.url, by=by)
    return record


@transaction.atomic
def project_take_publiccode(*, record: Record, version: int, said: Publiccode, by: Acting) -> Record:
    """Change what the file says; what it does not mention stays. A repository it names joins, if it is nobody's.

    Raises:
        Invalid: a value cannot be so.
        WrongState: the record has been changed since ``version``.
    """
    changed = record_change(record=record, version=version, values=said.values, by=by, reason="publiccode.yml", publiccode=said.further)
    if said.url and taken_address(address_of(said.url)) is None:
        repository_add(record=changed, url=said.url, by=by)
    return changed
