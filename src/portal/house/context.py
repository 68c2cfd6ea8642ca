"""What does every page need: the city's name, the reader's choices, the acting role, the doors?"""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from portal.house.navigation import FOOT, MAIN, PERSON, WORK, address_of, open_doors
from xingtu.policy.office import Office, parse_office
from xingtu.settings import settings as engine_settings

CARE_COOKIE = "care"
"""关怀版: large type, strong contrast, reading aids; a choice of this browser, not of a person."""
THEME_COOKIE = "theme"
THEMES = ("light", "dark")
"""Without a choice the page follows the system."""


@cache
def office() -> Office:
    """The city's own office."""
    return parse_office((engine_settings().policy / "office.toml").read_text("utf-8"), file_name="policy/office.toml")


def house(request: HttpRequest) -> dict[str, Any]:
    """Values every template may use."""
    here = office()
    english = (get_language() or settings.LANGUAGE_CODE).startswith("en")
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "office": here,
        "city_name": here.name_en if english else here.name,
        "english": english,
        "care": request.COOKIES.get(CARE_COOKIE) == "1",
        "theme": theme if theme in THEMES else "",
        "acting": getattr(request, "acting", None),
        "here": request.get_full_path(),
        "other_language": SimpleLazyObject(lambda: other_language(request, english=english)),
        # only pages that draw the masthead pay for it
        "main_doors": SimpleLazyObject(lambda: open_doors(MAIN, request)),
        "work_doors": SimpleLazyObject(lambda: open_doors(WORK, request)),
        "person_doors": SimpleLazyObject(lambda: open_doors(PERSON, request)),
        "foot_doors": SimpleLazyObject(lambda: open_doors(FOOT, request)),
        "home": SimpleLazyObject(lambda: address_of("public:home") or ("/en/" if english else "/")),
        "search_address": SimpleLazyObject(lambda: address_of("public:search") or address_of("public:libraries")),
    }


def other_language(request: HttpRequest, *, english: bool) -> dict[str, str]:
    """The same page in the other language; its front page where this one has no address of its own (a page not found)."""
    code, label, lang, front = (settings.LANGUAGE_CODE, "中文", "zh-Hans", "/") if english else ("en", "English", "en", "/en/")
    full = request.get_full_path()
    turned = translate_url(full, code)
    if turned == full:
        turned = front
    return {"label": label, "lang": lang, "href": turned}
