"""By which words is a record found? Kept in ``Record.search_text``, for SQLite and PostgreSQL alike."""

from portal.house.search import search_text
from portal.register.models import Record
from portal.register.vocabulary import fields_vocabulary


def field_mark(ident: str) -> str:
    """Stands in the text for a field; no question can contain it."""
    return f" #{ident} "


def search_text_of(record: Record) -> str:
    """Names, summaries, fields, organisation and repositories, as questions find them; fields also as marks."""
    chosen = [field for field in fields_vocabulary().fields if field.id in record.fields]
    organisation = record.organisation
    repositories = record.repositories.filter(removed_at__isnull=True).values_list("name", "url") if not record._state.adding else ()  # noqa: SLF001 -- Django's own mark of an unsaved row
    words = search_text(
        record.name,
        record.name_en,
        record.pk,
        record.summary,
        record.summary_en,
        *(text for field in chosen for text in (field.name, field.name_en)),
        *((organisation.name, organisation.name_en) if organisation else ()),
        *(text for name, url in repositories for text in (name, url.rpartition("://")[2])),
    )
    return words + "".join(field_mark(field.id) for field in chosen)
