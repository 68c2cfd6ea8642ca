"""On how few does a repository rest, and who belongs to its core?

Everything here starts from volumes: (repository, subject, volume), one row a subject. Ties are ordered by the subject's id, so
that the same people always stand in the same order; the number itself does not depend on it.
"""

import ibis

from xingtu.facts.authorship import UNKNOWN_ORGANISATION
from xingtu.measure.inside import counted_changes
from xingtu.measure.metric import Tables

CORE_PERCENT = 80
REGULAR_PERCENT = 95


def change_volumes(tables: Tables, subject: str) -> ibis.Table:
    """Counted changes of people per repository and ``subject`` ("person" or "organisation"), in millionths of a change."""
    authorship = tables["authorship"]
    shares = authorship.filter(authorship.actor == "person").select("repository", "commit", "share", subject=authorship[subject])
    joined = counted_changes(tables).select("repository", "commit").join(shares, ["repository", "commit"])
    volumes = joined.group_by("repository", "subject").aggregate(volume=joined["share"].sum().cast("int64"))
    return volumes.filter(volumes.volume > 0)


def fewest_holding_half(volumes: ibis.Table) -> ibis.Table:
    """Smallest number of subjects that together hold at least half: (repository, value, unknown_volume, whole).

    "(Unknown)" is no subject and is never counted, but its volume stays in the whole: half of everything, not half of what is
    known. When the known subjects together do not reach it, the value is unknown (null).
    """
    known = volumes.subject != UNKNOWN_ORGANISATION
    wholes = volumes.group_by("repository").aggregate(
        whole=volumes.volume.sum().cast("int64"), unknown_volume=volumes.volume.sum(where=~known).fill_null(0).cast("int64")
    )
    ranked = _cumulated(volumes.filter(known)).join(wholes, "repository")
    needed = ranked.filter((ranked.upto - ranked.volume) * 2 < ranked.whole)
    needed = needed.group_by("repository").aggregate(subjects=needed.count(), reached=needed.upto.max())
    joined = wholes.left_join(needed, "repository")
    enough = joined.reached * 2 >= joined.whole
    return joined.select(
        "repository",
        value=ibis.ifelse(enough, joined.subjects, ibis.null("int64")).cast("int64"),
        unknown_volume=joined.unknown_volume,
        whole=joined.whole,
    )


def onion(volumes: ibis.Table) -> ibis.Table:
    """Role of each subject: (repository, subject, volume, role) with role core, regular or casual.

    Core: what those before them hold is less than 80 % of the whole; regular: less than 95 %; casual: the rest. Looking at the
    share *before* them makes somebody who holds 85 % alone core, where cutting after cumulating would leave nobody.
    """
    wholes = volumes.group_by("repository").aggregate(whole=volumes.volume.sum())
    ranked = _cumulated(volumes).join(wholes, "repository")
    before = (ranked.upto - ranked.volume) * 100
    role = ibis.cases((before < ranked.whole * CORE_PERCENT, "core"), (before < ranked.whole * REGULAR_PERCENT, "regular"), else_="casual")
    return ranked.select("repository", "subject", "volume", role=role)


def _cumulated(volumes: ibis.Table) -> ibis.Table:
    """Volumes with ``upto``: the volume of this subject and all before it, biggest first, then by id."""
    order = ibis.cumulative_window(group_by="repository", order_by=[ibis.desc("volume"), "subject"])
    return volumes.mutate(upto=volumes.volume.sum().over(order).cast("int64"))
