"""What do the lists of watch have in common that are narrowed by choices?"""

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_

from django.db.models import Q

from portal.house.parts import Choice, Facet


def facet(name: str, label: str, choices: Mapping[str, str], chosen: Mapping[str, Collection[str]]) -> Facet:
    """Choices of one kind, without counts."""
    return Facet(name, label, [Choice(value, text, None, value in chosen[name]) for value, text in choices.items()])


def any_of(conditions: Iterable[Q]) -> Q:
    """What fits one of them; nothing where there is none."""
    return reduce(or_, conditions, Q(pk__in=()))
