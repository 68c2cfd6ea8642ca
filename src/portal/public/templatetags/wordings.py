"""How is what has a Chinese and an English wording said to this reader?"""

from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from portal.public.plain_text import public_text

register = template.Library()


@register.filter
def said(thing: Any, name: str) -> str:  # noqa: ANN401 -- rows of runs, policy and register share the habit of name and name_en
    """``thing.name``, or ``thing.name_en`` for who reads English, where there is one."""
    wording = getattr(thing, name, "") or ""
    english = (get_language() or "").startswith("en")
    return public_text(str((getattr(thing, f"{name}_en", "") if english else "") or wording))


@register.filter
def with_unit(metric: Any) -> str:  # noqa: ANN401 -- as above
    """A metric's name with its unit, as a heading."""
    return gettext("%(name)s（%(unit)s）") % {"name": said(metric, "name"), "unit": said(metric, "unit")}


@register.filter
def worded(text: Any) -> str:  # noqa: ANN401 -- an engine's Text
    """A ``Text`` of the engine in the reader's language."""
    return str(text.said("en" if (get_language() or "").startswith("en") else "zh"))
