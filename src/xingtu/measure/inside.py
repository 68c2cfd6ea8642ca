"""Which changes does a metric look at, and whose are they?"""

import ibis

from xingtu.measure.metric import Tables
from xingtu.measure.months import month

UNKNOWN_AREA = "(Unknown)"
"""Area of a change whose diff could not be read."""


def inside_changes(tables: Tables) -> ibis.Table:
    """All changes of the window, counted or not."""
    changes = tables["changes"]
    return changes.filter(changes.period == "inside")


def counted_changes(tables: Tables) -> ibis.Table:
    """The changes of the window that count as merged."""
    changes = tables["changes"]
    return changes.filter(changes.period == "inside", changes.counted)


def inside_lines(tables: Tables) -> ibis.Table:
    """All line rows of the window, whatever class takes them."""
    return tables["line_credit"].semi_join(inside_changes(tables), ["repository", "commit"])


def people_of(tables: Tables, changes: ibis.Table) -> ibis.Table:
    """One row per (repository, commit, person) with a share in one of ``changes``, and its landed_at; bots and AI agents are left out."""
    authorship = tables["authorship"]
    people = authorship.filter(authorship.actor == "person", authorship.share > 0).select("repository", "commit", "person").distinct()
    return changes.select("repository", "commit", "landed_at").join(people, ["repository", "commit"])


def activity_by_month(tables: Tables, subject: str) -> ibis.Table:
    """Counted changes times the share, in millionths of a change, per (repository, ``subject``, month); no row without a part of one."""
    counted = counted_changes(tables)
    dated = counted.select("repository", "commit", month=month(counted.landed_at))
    shares = tables["authorship"].select("repository", "commit", "share", subject)
    parts = dated.join(shares.filter(shares["share"] > 0), ["repository", "commit"])
    return parts.group_by("repository", subject, "month").aggregate(value=parts["share"].sum().cast("int64"))


def gross_lines(tables: Tables, column: str) -> ibis.Table:
    """A gross line column times the share, in lines × millionths, per (repository, area, person, organisation).

    A change whose diff could not be read has lines nobody knows: its authors get a row in area "(Unknown)" with the value null.
    """
    inside = inside_changes(tables)
    return _lines(tables, column, unread=inside.filter(~inside.measured))


def credited_lines(tables: Tables, column: str) -> ibis.Table:
    """As ``gross_lines``; who has changes of which nothing is credited has the value 0, not no row."""
    counted = counted_changes(tables)
    return _lines(tables, column, unread=counted.filter(~counted.measured))


def _lines(tables: Tables, column: str, *, unread: ibis.Table) -> ibis.Table:
    grain = ("repository", "area", "person", "organisation")
    shares = tables["authorship"].select("repository", "commit", "person", "organisation", "share")
    # the window's shares first: files are many, and meet only them
    inside = shares.semi_join(inside_changes(tables), ["repository", "commit"])
    files = tables["line_credit"].select("repository", "commit", "area", amount=column)
    known = files.join(inside, ["repository", "commit"])
    known = known.group_by(*grain).aggregate(value=(known.amount * known["share"]).sum().cast("int64"))
    missing = shares.semi_join(unread, ["repository", "commit"])
    missing = missing.select("repository", "person", "organisation", area=ibis.literal(UNKNOWN_AREA)).distinct()
    return known.union(missing.select(*grain, value=ibis.null("int64")))
