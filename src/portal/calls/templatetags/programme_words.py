"""Which words of a programme may a page of calls use? Those of its file, in the reader's language."""

from typing import Any

from django import template

from portal.evidence.doors import said

register = template.Library()


@register.filter
def told(thing: Any, name: str) -> str:  # noqa: ANN401 -- anything that has a text in both languages
    """``{{ version|told:"name" }}``: the attribute, in English where the reader reads English and there is one."""
    return said(str(getattr(thing, name, "")), str(getattr(thing, f"{name}_en", "")))
