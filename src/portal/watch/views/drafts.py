"""Which version of a draft did somebody see who changes or signs it?"""

from django.http import HttpRequest

LONGEST_NUMBER = 18


def version_seen(request: HttpRequest) -> int:
    """As the form sent it; 0, which no draft has, where it sent none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
