"""What are rulings called that are known by number, and where do they stand?"""

from django.utils.translation import gettext as _

from portal.evidence.models import LicenceRuling, RiskFinding, RiskStatement
from portal.house.things import Thing, page, tell
from portal.watch.models import AdvisoryEntry, Channel, Digest


def rulings(idents: list[str]) -> dict[str, Thing]:
    """By number."""
    rows = LicenceRuling.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("专家裁定 %(id)s") % {"id": ident}, page("watch:ruling", ident)) for ident in rows}


def findings(idents: list[str]) -> dict[str, Thing]:
    """By number alone: what flaw it is, and whose, is for whoever may open it."""
    rows = RiskFinding.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("风险发现 %(id)s") % {"id": ident}, page("watch:finding", ident)) for ident in rows}


def statements(idents: list[str]) -> dict[str, Thing]:
    """By number alone."""
    rows = RiskStatement.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("风险声明 %(id)s") % {"id": ident}, page("watch:statement", ident)) for ident in rows}


tell("ruling", rulings)
tell("finding", findings)


def channels(idents: list[str]) -> dict[str, Thing]:
    """By the name their owner gave them; never by address."""
    rows = Channel.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", "name")
    return {str(ident): Thing(_("通知渠道“%(name)s”") % {"name": name}) for ident, name in rows}


def digests(idents: list[str]) -> dict[str, Thing]:
    """By number."""
    rows = Digest.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", flat=True)
    return {str(ident): Thing(_("风险汇总第 %(id)s 号") % {"id": ident}, page("watch:digest", ident)) for ident in rows}


def advisory_entries(idents: list[str]) -> dict[str, Thing]:
    """By the id they were given."""
    rows = AdvisoryEntry.objects.filter(pk__in=[ident for ident in idents if ident.isdecimal()]).values_list("pk", "ident")
    return {str(number): Thing(_("漏洞公告 %(id)s") % {"id": ident}, page("watch:advisory_entry", number)) for number, ident in rows}


tell("vex", statements)
tell("channel", channels)
tell("digest", digests)
tell("advisory_entry", advisory_entries)
