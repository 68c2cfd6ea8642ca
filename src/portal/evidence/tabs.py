"""Which pages are there about one project?"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.accounts.acting import Acting
from portal.evidence.selectors.licences import sees_findings
from portal.house.parts import Tab
from portal.register.models import Record


def project_tabs(record: Record, here: str, acting: Acting) -> list[Tab]:
    """Its dossier, its licences, its risks for whom they are open, its commits."""
    risks = [("risks", _("风险"))] if sees_findings(acting, record) else []
    pages = [("project", _("概况")), ("licences", _("许可证")), *risks, ("commits", pgettext("项目", "提交"))]
    return [Tab(label, reverse(f"evidence:{name}", args=[record.pk]), current=name == here) for name, label in pages]
