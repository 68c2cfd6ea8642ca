"""What does the worker do for risks? Take stock of what is new, match everything anew, load what changed, let cases follow.

One round at a time, whoever comes first. Each repository is its own: one that cannot be read is shown and holds up no other. Killed
anywhere, the next round goes on: contents that were parsed stay parsed, and events are loaded by number.
"""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from portal.errors import PortalError
from portal.evidence.home import home
from portal.evidence.models import RiskFinding, RiskInventory, RiskWatch
from portal.evidence.risk_facts import fact_of, instant
from portal.evidence.risk_rules import risk_rules
from portal.evidence.services.jobs import working
from portal.evidence.services.risk_cases import waivers_expire
from portal.evidence.services.risk_loading import DECLARED, declared_standing, risks_load
from portal.evidence.services.risk_requests import ONLY, watch_state
from portal.register.models import Repository
from portal.register.models.record import SHOWN
from xingtu.collect.asked import Asked
from xingtu.errors import XingtuError
from xingtu.facts.stock import Stock
from xingtu.risk.brought_in import brought_in
from xingtu.risk.coverage import coverage
from xingtu.risk.stock import take_stock
from xingtu.store.lake import Lake, Scan
from xingtu.store.risk.advisories import revision_of
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.inventory import project_leave
from xingtu.store.risk.schema import open_risk

logger = logging.getLogger(__name__)
LOCK = "risks.lock"
LONGEST_PROBLEM = 600
MOST_FAULTS = 50


def risks_watch() -> None:
    """Go round until nobody has asked for more."""
    while True:
        with working(LOCK) as alone:
            if not alone:
                return
            asked = watch_state().asked
            _round_noted()
            RiskWatch.objects.filter(pk=ONLY, done__lt=asked).update(done=asked)
        # looked at again without the lock: a request that came meanwhile found it taken and went away
        if not RiskWatch.objects.filter(asked__gt=F("done")).exists():
            return


def mirror_changed() -> bool:
    """Whether ``risk.sqlite`` stands otherwise than when it was last loaded; asked by the clock."""
    if not (home() / "risk.sqlite").is_file():
        return False
    try:
        with closing(open_risk(home(), create=False)) as database:
            return revision_of(database) != watch_state().revision
    except XingtuError as error:
        logger.warning("risk store not read", extra={"reason": _shown(error)})
        return False


def _round_noted() -> None:
    RiskWatch.objects.filter(pk=ONLY).update(begun_at=timezone.now())
    problem = ""
    try:
        with closing(open_risk(home())) as database:
            risks_round(database=database)
    except (PortalError, XingtuError) as error:
        problem = _shown(error)
    except Exception as error:
        logger.exception("risks not watched")
        problem = _crashed(error)
    expired = _expired_noted()
    problem = problem or expired
    RiskWatch.objects.filter(pk=ONLY).update(problem=problem)


def _expired_noted() -> str:
    """Days run out whether or not anything could be matched; what went wrong with it."""
    try:
        waivers_expire()
    except (PortalError, XingtuError) as error:
        return _shown(error)
    except Exception as error:
        logger.exception("statements not ended")
        return _crashed(error)
    return ""


def _crashed(error: Exception) -> str:
    return f"程序出错（{type(error).__name__}）；详情在日志中，请告知维护者"


def risks_round(*, database: sqlite3.Connection) -> None:
    """One round."""
    _stocks(database)
    now = timezone.now()
    evaluate(database, instant(now), epss_threshold=risk_rules().epss_threshold)
    for inventory in RiskInventory.objects.filter(taken_at__isnull=False, left_at=None):
        found = asdict(coverage(database, inventory.project))
        if inventory.coverage != found:
            RiskInventory.objects.filter(pk=inventory.pk).update(coverage=found)
    risks_load(database=database)
    _ask_git()


def _stocks(database: sqlite3.Connection) -> None:
    """Bring inventories to the newest commits that were read."""
    lake = Lake(home())
    wanted = Repository.objects.filter(record__isnull=False, record__state__in=SHOWN, removed_at=None).order_by("serial")
    registered: set[str] = set()
    for repository in wanted.select_related("record"):
        registered.add(repository.pk)
        inventory, _ = RiskInventory.objects.get_or_create(pk=repository.pk, defaults={"record_id": repository.record_id})
        if inventory.record_id != repository.record_id or inventory.left_at is not None:
            RiskInventory.objects.filter(pk=repository.pk).update(record_id=repository.record_id, left_at=None)
        scan = _scanned(lake, repository)
        if scan is None or not scan.tip or (scan.tip == inventory.commit and not inventory.problem and inventory.left_at is None):
            continue
        _take(database, repository, scan)
    registered |= declared_standing()
    for inventory in RiskInventory.objects.filter(left_at=None):
        if inventory.project not in registered:
            project_leave(database, inventory.project, instant(timezone.now()))
            RiskInventory.objects.filter(pk=inventory.pk).update(left_at=timezone.now())


def _scanned(lake: Lake, repository: Repository) -> Scan | None:
    """Its newest scan; one that cannot be read is shown, and what was taken of the repository before still counts."""
    try:
        return lake.latest(repository.pk)
    except XingtuError as error:
        problem = _shown(error)
    except Exception as error:
        logger.exception("scan not read", extra={"thing": repository.pk})
        problem = f"程序出错（{type(error).__name__}）；详情在日志中，请把仓库编号告知维护者"
    RiskInventory.objects.filter(pk=repository.pk).update(problem=problem, failed_commit="", failed_at=timezone.now())
    return None


def _take(database: sqlite3.Connection, repository: Repository, scan: Scan) -> None:
    row = RiskInventory.objects.filter(pk=repository.pk)
    asked = Asked(repository.pk, repository.name or repository.pk, repository.url, Path(scan.path), scan.tip)
    now = timezone.now()
    try:
        stock = take_stock(database, asked, home=home(), at=instant(now))
    except XingtuError as error:
        row.update(problem=_shown(error), failed_commit=scan.tip, failed_at=now)
    except Exception as error:
        logger.exception("stock not taken", extra={"thing": repository.pk})
        problem = f"程序出错（{type(error).__name__}）；详情在日志中，请把仓库编号告知维护者"
        row.update(problem=problem, failed_commit=scan.tip, failed_at=now)
    else:
        row.update(commit=scan.tip, taken_at=now, stock=told(stock), problem="", failed_commit="", failed_at=None)


def told(stock: Stock) -> dict[str, object]:
    """What pages show of a stock."""
    files = [
        {
            "path": one.path,
            "blob": one.blob,
            "format": one.parser.partition("@")[0],
            "components": one.components,
            "unresolved": one.unresolved,
            "resolved": one.resolved,
        }
        for one in stock.files
    ]
    faults = [{"path": one.path, "line": one.line, "words": one.words} for one in stock.faults[:MOST_FAULTS]]
    return {"files": files, "faults": faults, "more_faults": max(0, len(stock.faults) - MOST_FAULTS), "vendored": list(stock.vendored)}


def _ask_git() -> None:
    """Which commit brought in what; of findings git was not asked about yet."""
    waiting: dict[str, list[RiskFinding]] = defaultdict(list)
    for row in RiskFinding.objects.filter(brought__isnull=True).exclude(project__startswith=DECLARED).order_by("pk"):
        waiting[row.project].append(row)
    lake = Lake(home())
    for project, rows in waiting.items():
        known = Repository.objects.filter(pk=project).first()
        try:
            scan = lake.latest(project)
            if scan is None or known is None:
                _keep(rows, {})
                continue
            asked = Asked(project, known.name or project, known.url, Path(scan.path), scan.tip)
            said = brought_in(asked, home(), [fact_of(row) for row in rows])
            found = {fid: asdict(one) for fid, one in said.items()}
        except XingtuError as error:
            logger.warning("git does not say who brought it in", extra={"thing": project, "reason": _shown(error)})
            found = {}
        except Exception:
            logger.exception("git not asked", extra={"thing": project})
            found = {}
        _keep(rows, found)


def _keep(rows: Iterable[RiskFinding], found: dict[int, dict[str, object]]) -> None:
    kept = list(rows)
    for row in kept:
        row.brought = found.get(row.fid, {})
    RiskFinding.objects.bulk_update(kept, ["brought"], batch_size=500)


def _shown(error: Exception) -> str:
    # where clones lie on our machine is nobody's business
    return str(error).replace(str(home()), "…")[:LONGEST_PROBLEM]
