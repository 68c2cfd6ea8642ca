"""Where does a page of watch stand?"""

from django.urls import reverse
from django.utils.translation import gettext as _


def crumbs(*tail: tuple[str, str]) -> list[tuple[str, str]]:
    """From the home page to the page itself."""
    return [(_("星图"), reverse("public:home")), (_("风险监测"), reverse("watch:overview")), *tail]
