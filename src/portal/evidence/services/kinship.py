"""Which registered repositories are mirrors or forks of one another? Git says it: a root commit in common.

Only proposed: an officer confirms or refuses, and what was answered is not asked again. Work is counted once either way.
"""

from django.db import transaction

from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM
from portal.register.models import Repository
from xingtu.store.lake import Lake, Scan


@transaction.atomic
def kinship_propose(*, lake: Lake) -> int:
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
            mirror = scan.tip == tips[elder.id].tip
            repository.mirror_of, repository.fork_of = (elder, None) if mirror else (None, elder)
            repository.kinship = "proposed"
            repository.save(update_fields=["mirror_of", "fork_of", "kinship"])
            details = {"mirror_of" if mirror else "fork_of": elder.id}
            record(event=Event.REPOSITORY_CHANGED, by=SYSTEM, subject_kind="repository", subject=repository.id, details=details)
            proposed += 1
        tips[repository.id] = scan
        for root in scan.roots:
            known.setdefault(root, repository)
    return proposed
