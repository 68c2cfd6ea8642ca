"""How is a call frozen: its applications' repositories read once, at one moment, under the rules that were published?

The register is written down when the freeze is asked for; the worker then reads the repositories, and a worker that is killed goes
on where it was, with the same register. What lands later, or outside the programme's window, counts for nobody.
"""

import tomllib
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed
from portal.evidence.home import APPLICANTS, programme_file
from portal.evidence.models import Job
from portal.evidence.selectors.freezing import repositories_of, run_of
from portal.evidence.services.jobs import run_request
from portal.evidence.services.snapshot import snapshot_freeze
from portal.journal.services.recording import SYSTEM, Actor

__all__ = ["call_freeze", "run_of"]


@transaction.atomic
def call_freeze(*, programme: str, policy_hash: str, records: Mapping[str, Sequence[str]], by: Actor = SYSTEM) -> Job:
    """Freeze the applications of a call; the run is found by ``run_of(job)`` when the worker is through.

    records: number of an application → the records it is about, registered or not yet

    Raises:
        Invalid: no application brings a repository, a record is not here, or the programme looks at other repositories.
        NotAllowed: a person asks who may not.
    """
    if isinstance(by, Acting) and by.scope(Act.RUN_REQUEST) is not Scope.CITY:
        raise NotAllowed(Act.RUN_REQUEST)
    _prove_looks_at_applicants(programme, policy_hash)
    named = sorted({record for brought in records.values() for record in brought})
    found = repositories_of(named)
    if gone := [record for record in named if record not in found]:
        raise Invalid({"records": _("以下条目不在登记中：%(records)s；请核对申报所选的条目。") % {"records": "、".join(gone)}})
    repositories = {repository for brought in found.values() for repository in brought}
    if not repositories:
        raise Invalid({"records": _("没有一份申报带有仓库，没有可以冻结的代码证据；这样的批次不需要运行。")})
    snapshot = snapshot_freeze(by=by, applicants=repositories)
    return run_request(programme=programme, policy_hash=policy_hash, applicants=records, snapshot=snapshot, by=by)


def _prove_looks_at_applicants(programme: str, policy_hash: str) -> None:
    content = tomllib.loads(programme_file(programme, policy_hash).read_text("utf-8"))
    libraries = content.get("repositories", {}).get("libraries", [])
    if APPLICANTS not in libraries:
        raise Invalid(
            {"programme": _("规则文件的 [repositories] libraries 里没有 “applicants”（本批申报的仓库），不能据此冻结；请改正后重新发布。")}
        )
