"""How are ids of policy files said in a template? In the reader's language."""

from django import template

from portal.register.vocabulary import districts, libraries, name_of

register = template.Library()


@register.filter
def district_name(ident: str) -> str:
    """A district or park."""
    return name_of(districts(), ident) if ident else ""


@register.filter
def library_name(ident: str) -> str:
    """A library."""
    return name_of(libraries(), ident)
