"""Which versions has an application, who made each, and what differs between any two of them?"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.calls.models import Application, ApplicationVersion
from portal.calls.selectors.answers import line_of, plain_text
from portal.calls.selectors.folder import Folder
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.register.selectors.histories import names_of_people


@dataclass(frozen=True, slots=True)
class Changed:
    """One question whose answer differs; both in words."""

    label: str
    before: str
    after: str


def versions_of(application: Application) -> list[tuple[ApplicationVersion, str]]:
    """Newest first, with who saved each."""
    rows = list(application.versions.all())
    names = names_of_people({row.by for row in rows})
    return [(row, names.get(row.by, row.by)) for row in rows]


def version_visible(application: Application, number: str) -> ApplicationVersion:
    """One of them.

    Raises:
        NotAllowed: there is none of that number.
    """
    plain = number.isascii() and number.isdigit() and len(number) < 10  # noqa: PLR2004 -- fits any database
    found = application.versions.filter(version=int(number)).first() if plain else None
    if found is None:
        raise NotAllowed(number)
    return found


def submitted_version(application: Application) -> ApplicationVersion | None:
    """The newest that was handed in."""
    return application.versions.filter(submitted=True).first()


def difference(folder: Folder, before: Mapping[str, object], after: Mapping[str, object]) -> list[Changed]:
    """Every question answered differently, in the order of the form."""
    found = []
    for field in folder.form.fields:
        if before.get(field.id) == after.get(field.id):
            continue
        old, new = (plain_text(line_of(field, answers.get(field.id), folder.files)) for answers in (before, after))
        found.append(Changed(said(field.label, field.label_en), old, new))
    return found
