"""Where does a public page stand below the front page?"""

from django.urls import reverse
from django.utils.translation import gettext

from portal.errors import Sentence

Crumb = tuple[Sentence, str]


def below_home(*crumbs: Crumb) -> list[Crumb]:
    """The way from the front page; the last crumb is this page and leads nowhere."""
    return [(gettext("首页"), reverse("public:home")), *crumbs]
