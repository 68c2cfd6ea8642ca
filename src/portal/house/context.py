"""What does every page need: the city's name, the reader's choices, the acting role?"""

from functools import cache
from typing import Any

from django.http import HttpRequest

from xingtu.policy.office import Office, parse_office
from xingtu.settings import settings

CARE_COOKIE = "care"
"""关怀版: large type, strong contrast, reading aids; a choice of this browser, not of a person."""


@cache
def office() -> Office:
    """The city's own office."""
    return parse_office((settings().policy / "office.toml").read_text("utf-8"), file_name="policy/office.toml")


def house(request: HttpRequest) -> dict[str, Any]:
    """Values every template may use."""
    here = office()
    english = getattr(request, "LANGUAGE_CODE", "zh-hans") == "en"
    return {
        "office": here,
        "city_name": here.name_en if english else here.name,
        "english": english,
        "care": request.COOKIES.get(CARE_COOKIE) == "1",
        "acting": getattr(request, "acting", None),
    }
