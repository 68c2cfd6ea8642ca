"""What do the applicant's templates say that a view does not hand them in words?"""

import json
from collections.abc import Mapping

from django import template

from portal.evidence.doors import said
from xingtu.policy.form import Field

register = template.Library()


@register.filter
def marks_text(marks: Mapping[str, str]) -> str:
    """The marks a page was made from, as they come back with it."""
    return json.dumps(dict(marks), separators=(",", ":"), sort_keys=True)


@register.filter
def labelled(column: Field) -> str:
    """A column's heading in the reader's language."""
    return said(column.label, column.label_en)
