"""Which components may a page use? Each is shown on the living page ``/house/``.

This library is built in: templates need no ``{% load %}``.
"""

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xingtu.report.numbers import number as written

register = template.Library()


@register.inclusion_tag("house/parts/number.html", takes_context=True)
def number(context: Context, value: int | None, unit: str = "", *, scale: int = 1, href: str = "", title: str = "") -> dict[str, Any]:
    """A number with its door: ``href`` leads to definition and evidence; None is shown as unknown, never as zero."""
    lang = "en" if context.get("english") else "zh"
    return {"text": None if value is None else written(value, scale=scale, lang=lang), "unit": unit, "href": href, "title": title}


@register.simple_tag
def tag(label: str, tone: str = "plain") -> SafeString:
    """A state. Tones: plain, good, warn, bad; the word says it, the colour only helps."""
    return format_html('<span class="tag {}">{}</span>', tone, label)


@register.inclusion_tag("house/parts/chip.html")
def chip(kind: str) -> dict[str, Any]:
    """How a statement is known: verified, declared, inferred or unknown."""
    return {"kind": kind}


@register.inclusion_tag("house/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with label, help and error."""
    return {"field": bound}


@register.inclusion_tag("house/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list; the rest of the query is kept."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    return {"page": page, "name": name, "query": query.urlencode()}


@register.inclusion_tag("house/parts/empty.html")
def empty(text: str, action: str = "", href: str = "") -> dict[str, Any]:
    """What stands where a list would be: why there is nothing, and the next step."""
    return {"text": text, "action": action, "href": href}


@register.inclusion_tag("house/parts/timeline.html")
def timeline(entries: list[Any]) -> dict[str, Any]:
    """Events, newest first; each with ``at``, ``title`` and perhaps ``text`` and ``by``."""
    return {"entries": entries}
