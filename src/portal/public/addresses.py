"""Where do the things that public pages name have their own pages?"""

from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language


def project(record: str) -> str:
    """The project's dossier."""
    return _address("evidence:project", record, get_language() or "")


def person(ident: str) -> str:
    """A person's public page."""
    return _address("evidence:person", ident, get_language() or "")


def organisation(ident: str) -> str:
    """An organisation's dossier."""
    return _address("evidence:organisation", ident, get_language() or "")


def run(short: str) -> str:
    """A run."""
    return _address("evidence:run", short, get_language() or "")


def bundle(short: str) -> str:
    """The open bundle of a run."""
    return _address("evidence:bundle", short, get_language() or "")


def metric(short: str, ident: str) -> str:
    """A metric's definition as it stood in a run."""
    return _address("evidence:metric", f"{short}\n{ident}", get_language() or "")


@lru_cache(maxsize=20_000)
def _address(name: str, arguments: str, language: str) -> str:  # noqa: ARG001 -- the language is part of the address
    try:
        return reverse(name, args=arguments.split("\n"))
    except NoReverseMatch:
        # an id that only a run knows need not be one that a page can have
        return ""
