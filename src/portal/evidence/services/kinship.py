"""Which registered repositories are mirrors or forks of one another? Git says it: a root commit in common.

Only proposed: an officer confirms or refuses, and what was answered is not asked again. Work is counted once either way.
"""

import logging

from portal.errors import Invalid
from portal.journal.services.recording import SYSTEM
from portal.register.models import Repository
from portal.register.services.repositories import kinship_propose
from xingtu.store.lake import Lake, Scan

logger = logging.getLogger(__name__)


def kinships_propose(*, lake: Lake) -> int:
    """Propose a relation for every later registered repository that shares a root with an earlier one; how many were new."""
    known: dict[str, Repository] = {}
    tips: dict[str, Scan] = {}
    proposed = 0
    for repository in Repository.objects.filter(removed_at=None).order_by("serial"):
        scan = lake.latest(repository.id)
        if scan is None:
            continue
        elder = next((known[root] for root in scan.roots if root in known), None)
        if elder is not None and repository.kinship == "":
            relation = "mirror" if scan.tip == tips[elder.id].tip else "fork"
            try:
                kinship_propose(repository=repository, of=elder, relation=relation, by=SYSTEM, reason="共同的根提交")
                proposed += 1
            except Invalid as error:
                logger.info("kinship not proposed", extra={"repository": repository.id, "reason": str(error)})
        tips[repository.id] = scan
        for root in scan.roots:
            known.setdefault(root, repository)
    return proposed
