"""Which files about a project's components go out and come in? Bills of materials and statements, in the formats other tools read.

What comes in is a declaration: statements become drafts that an officer signs, and a bill of materials of a firm that shows no code is
watched under its name. Neither overrules what the code shows.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import Invalid, PortalError, WrongState
from portal.evidence.home import home
from portal.evidence.models import RiskFinding, RiskInventory, RiskStatement, VexScope, VexState
from portal.evidence.risk_facts import fact_of, instant
from portal.evidence.risk_rules import risk_rules
from portal.evidence.selectors.ownership import person_answering
from portal.evidence.services.risk_loading import DECLARED
from portal.evidence.services.risk_looks import project_take
from portal.evidence.services.risk_requests import risks_refresh
from portal.evidence.services.risk_standing import engine_statement
from portal.evidence.services.risk_statements import default_until, vex_draft
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.models import Record, Repository
from portal.register.models.record import SHOWN
from xingtu.collect.asked import Asked
from xingtu.collect.statements.documents import read_statements
from xingtu.decide.statements import is_about
from xingtu.errors import UnknownEcosystem, XingtuError
from xingtu.facts.statements import Statement
from xingtu.report.risk.cyclonedx_vex import to_cyclonedx_vex
from xingtu.report.risk.openvex import to_openvex
from xingtu.report.risk.sbom_cyclonedx import to_cyclonedx_sbom
from xingtu.report.risk.sbom_spdx import to_spdx_sbom
from xingtu.report.risk.sbom_tree import Tree
from xingtu.risk.sbom import declare
from xingtu.risk.sbom import declared as declared_by
from xingtu.risk.statements import bound
from xingtu.risk.stock import Reading, read_bill, read_stock
from xingtu.store.lake import Lake
from xingtu.store.risk.schema import open_risk
from xingtu.versions.purl import package_purl

PUBLISHER = "xingtu"
MOST_STATEMENTS = 2_000
"""In one document: each is held against every open finding, and drafts are written in one transaction."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document of statements: drafts that were written, statements that fit nothing here, and those refused."""

    drafted: int
    unmatched: int
    refused: tuple[str, ...]


def sbom_of(*, project: Record, repository: str, form: str, by: Acting) -> str:
    """The components of one repository at the commit that was looked at last, with what was found and stated.

    Raises:
        NotAllowed: they are not open to this person.
        WrongState: nothing was read of it yet.
    """
    inventory = RiskInventory.objects.filter(pk=repository, record=project).first()
    if inventory is None or not inventory.commit:
        raise WrongState(_("还没有读过这个仓库的组件，没有清单可以下载。"))
    reading = _reading(inventory)
    tree = Tree(
        reading.stock,
        {file.path: reading.contents[file.blob, file.parser].components for file in reading.stock.files},
        reading.committed_at,
        reading.url,
        reading.revision,
    )
    rows = list(RiskFinding.objects.filter(project=repository, closed_at=None).select_related("statement", "record").order_by("pk"))
    text = (
        to_spdx_sbom(tree)
        if form == "spdx"
        else to_cyclonedx_sbom(tree, [(fact_of(row), _said(row.statement, row) if row.statement else None) for row in rows])
    )
    project_take(project=project, form=form, rows=reading.stock.components, by=by)
    return text


def vex_of(*, project: Record, form: str, by: Acting) -> str:
    """The statements in force on a project.

    Raises:
        NotAllowed: they are not open to this person.
        WrongState: there is none.
    """
    rows = RiskFinding.objects.filter(record=project, closed_at=None, statement__state=VexState.IN_FORCE).select_related(
        "statement", "record"
    )
    said = [_said(row.statement, row) for row in rows.order_by("pk") if row.statement is not None]
    if not said:
        raise WrongState(_("这个项目没有已生效的声明，没有可以下载的。"))
    issued_at = max(one.issued_at for one in said)
    writer = to_openvex if form == "openvex" else to_cyclonedx_vex
    text = writer(said, author=PUBLISHER, issued_at=issued_at)
    project_take(project=project, form=form, rows=len(said), by=by)
    return text


@transaction.atomic
def vex_take(*, project: Record, content: bytes, by: Acting) -> Taken:
    """Read a document of statements: what fits an open finding of the project becomes a draft, which another person signs.

    Raises:
        NotAllowed: the project's findings are not theirs to speak of.
        Invalid: it is no such document, broken as a whole, or says more than is read at once.
    """
    for act in (Act.FINDING_VIEW, Act.CASE_ACT):
        by.prove(act, person_id=person_answering(project, by), organisation_id=project.organisation_id)
    try:
        document = read_statements(content, days=risk_rules().waiver.default, project=project.pk)
    except XingtuError as error:
        raise Invalid({"file": str(error)}) from error
    if len(document.statements) > MOST_STATEMENTS:
        counts = {"count": len(document.statements), "most": MOST_STATEMENTS}
        raise Invalid({"file": _("文件里有 %(count)d 条声明，一次最多读 %(most)d 条；请分成几个文件提交。") % counts})
    with closing(open_risk(home())) as database:
        statements = bound(database, document.statements)
    open_ones = list(RiskFinding.objects.filter(record=project, closed_at=None).order_by("pk"))
    drafted = unmatched = 0
    refused = [f"{one.place}：{one.words}" for one in document.refused]
    for one in statements:
        fits = [row for row in open_ones if is_about(replace(one, reach="city", reach_id=""), fact_of(row))]
        unmatched += not fits
        for row in fits:
            try:
                with transaction.atomic():
                    vex_draft(finding=row, content=_content(one, row), by=by, foreign_author=one.author, document=document.digest)
                drafted += 1
            except Invalid as error:
                refused.append(f"{row.group}：{'；'.join(str(words) for words in error.problems.values())}")
            except PortalError as error:
                refused.append(f"{row.group}：{error}")
    return Taken(drafted, unmatched, tuple(refused))


@transaction.atomic
def sbom_declare(*, project: Record, content: bytes, by: Acting) -> RiskInventory:
    """Take a bill of materials as what a project declares, in the place of what it declared before; the next round watches it.

    Raises:
        NotAllowed: it is not theirs to declare for.
        WrongState: the project is not registered, or shows code, which speaks for itself; or another bill came at the same time.
        Invalid: it is in no form we read, or names nothing that could be watched.
    """
    for act in (Act.FINDING_VIEW, Act.CASE_ACT):
        by.prove(act, person_id=person_answering(project, by), organisation_id=project.organisation_id)
    if not Record.objects.filter(pk=project.pk, state__in=SHOWN).exists():
        raise WrongState(_("这个项目还没有登记生效，或已经注销；登记生效后才能提交物料清单。"))
    if Repository.objects.filter(record=project, removed_at=None).exists():
        raise WrongState(_("这个项目登记了仓库，由代码监测；声明的物料清单不能取代代码。"))
    ident = f"{DECLARED}{project.pk}"
    now = timezone.now()
    who = project.organisation.name if project.organisation else project.pk
    try:
        with closing(open_risk(home())) as database:
            made = declare(database, content, home=home(), project=ident, name=project.name, declared_by=who, at=instant(now))
    except XingtuError as error:
        raise Invalid({"file": str(error)}) from error
    # only now: whoever holds the turn keeps the whole platform from writing, and reading a bill takes its time
    take_turn()
    kept = declared_by(home(), ident)
    if kept is None or kept[0].digest != made.digest:
        raise WrongState(_("刚才另有一份物料清单提交，以那一份为准；请看过再决定是否重新提交。"))
    told = {
        "files": [{"path": made.format, "format": made.format, "components": made.components, "unresolved": made.unresolved}],
        "faults": [],
    }
    defaults = {
        "record": project, "origin": "sbom", "commit": made.digest, "taken_at": now, "stock": told, "problem": "", "left_at": None,
    }  # fmt: skip
    inventory, _new = RiskInventory.objects.update_or_create(pk=ident, defaults=defaults)
    details = {"digest": made.digest, "components": made.components, "format": made.format}
    record(event=Event.SBOM_DECLARED, by=by, subject_kind="record", subject=project.pk, details=details)
    risks_refresh()
    return inventory


def _reading(inventory: RiskInventory) -> Reading:
    if inventory.origin == "sbom":
        kept = declared_by(home(), inventory.project)
        if kept is None:
            raise WrongState(_("声明的物料清单已不在本机；请重新提交。"))
        return read_bill(kept[1], name=kept[0].name, project=inventory.project)
    scan = Lake(home()).latest(inventory.project)
    known = Repository.objects.filter(pk=inventory.project).first()
    if scan is None or known is None:
        raise WrongState(_("还没有读过这个仓库的组件，没有清单可以下载。"))
    try:
        return read_stock(Asked(known.pk, known.name or known.pk, known.url, Path(scan.path), inventory.commit), home=home())
    except XingtuError as error:
        raise WrongState(str(error).replace(str(home()), "…")) from error


def _said(one: RiskStatement, row: RiskFinding) -> Statement:
    """As other tools read it: with the package, and every id of the flaw."""
    try:
        purl = package_purl(row.ecosystem, row.package)
    except UnknownEcosystem:
        purl = ""
    ids = tuple(ident for ident in row.ids if ident != one.group)
    if one.record_id != row.record_id:
        # what was said of another project's code is that project's: here the city speaks, and says only what holds
        said, words = engine_statement(one, row), _("由本市签署的统一声明，理由不对外提供。")
        impact, action = words if said.impact else "", words if said.action else ""
        return replace(said, package=purl, aliases=ids, author=PUBLISHER, reviewer="", evidence="", impact=impact, action=action)
    # who wrote it stays in the journal: outside, the firm speaks
    author = one.foreign_author or (row.record.organisation.name if row.record and row.record.organisation else PUBLISHER)
    return replace(engine_statement(one, row), package=purl, aliases=ids, author=author, reviewer="")


def _content(one: Statement, row: RiskFinding) -> Mapping[str, object]:
    until = one.expires_on or default_until()
    return {
        "scope": VexScope.PROJECT,
        "status": one.status,
        "justification": one.justification,
        "reason": (one.impact or one.action or one.evidence or _("随文件提交的声明，原文没有写理由。"))[:4000],
        "action": one.action[:4000],
        "proof": one.evidence[:500],
        "versions": [version for version in one.versions if version in row.versions],
        "expires_on": min(until, default_until()),
    }
