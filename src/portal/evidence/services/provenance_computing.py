"""What does the worker do when somebody asks where a repository's content comes from? Read its clones, at the commits that were named."""

import logging
from pathlib import Path

from portal.evidence.home import home
from portal.evidence.services.provenance import provenance_advanced, provenance_begun, provenance_done, provenance_failed
from portal.register.models import Repository
from xingtu.collect.provenance import Clone, provenance
from xingtu.errors import XingtuError
from xingtu.policy.crediting import parse_crediting
from xingtu.settings import settings
from xingtu.store.lake import Lake

logger = logging.getLogger(__name__)


def provenance_compute(*, key: str) -> None:
    """Compute a report that waits; whatever goes wrong stands on its page with what to do."""
    asked = provenance_begun(key=key)
    if asked is None:
        return
    try:
        lake = Lake(home())
        crediting = parse_crediting((settings().policy / "crediting.toml").read_text("utf-8"), file_name="policy/crediting.toml")
        names = dict(Repository.objects.filter(id__in=[one for one, _ in asked.compared]).values_list("id", "name"))
        subject, *others = [_clone(lake, repository, tip, names.get(repository, repository)) for repository, tip in asked.compared]
        report = provenance(subject, others, crediting, lake=lake, on_compared=lambda _one: provenance_advanced(provenance=asked))
        provenance_done(provenance=asked, report=report.as_json())
    except XingtuError as error:
        # where clones lie on our machine is nobody's business
        provenance_failed(provenance=asked, problem=str(error).replace(str(home()), "…"))
    except Exception as error:
        logger.exception("provenance failed", extra={"provenance": key})
        problem = f"程序出错（{type(error).__name__}）；详情在日志中，请把编号 {key[:12]} 告知维护者"
        provenance_failed(provenance=asked, problem=problem)


def _clone(lake: Lake, repository: str, tip: str, name: str) -> Clone:
    scan = lake.latest(repository)
    return Clone(repository, name, Path(scan.path if scan else "/nonexistent"), _witnessed_at(lake, repository), tip)


def _witnessed_at(lake: Lake, repository: str) -> int | None:
    """The earliest scan that is kept: from then on this platform itself saw the content."""
    written = [int(path.stat().st_mtime) for path in lake.folder(repository).glob("[!.]*/scan.json")]
    return min(written, default=None)
