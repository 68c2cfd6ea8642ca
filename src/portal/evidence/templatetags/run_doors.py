"""May this reader open the page of a run? For templates; the rule is the selector's."""

from django import template

from portal.evidence.selectors.runs import open_to

register = template.Library()
register.filter("open_to", open_to)
