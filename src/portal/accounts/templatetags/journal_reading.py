"""How is an entry of the journal laid out for reading?"""

import json
from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def item(values: Mapping[str, str], key: str) -> str:
    """The value of a key, or nothing."""
    return values.get(key, "")


@register.filter
def pretty(details: object) -> str:
    """JSON as people read it."""
    return json.dumps(details, ensure_ascii=False, indent=2, sort_keys=True)
