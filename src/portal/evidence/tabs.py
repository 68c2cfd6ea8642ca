"""Which pages are there about one project?"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.house.parts import Tab
from portal.register.models import Record


def project_tabs(record: Record, here: str) -> list[Tab]:
    """Its dossier, its licences, its commits."""
    pages = (("project", _("概况")), ("licences", _("许可证")), ("commits", pgettext("项目", "提交")))
    return [Tab(label, reverse(f"evidence:{name}", args=[record.pk]), current=name == here) for name, label in pages]
