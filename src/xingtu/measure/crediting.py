"""Which changes count, and to which class does each line of them belong?

Precedence: bot, empty, import, duplicate, revert take a whole commit; vendored, generated, data a whole file; white space and moved
lines are parts; the rest is credited. Gross is never touched: it is the sum of all classes. The rules of duplicates and
reverts are written down in ``duplicates.py`` and ``reverts.py``.
"""

from collections.abc import Callable
from typing import Protocol

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.duplicates import carriers
from xingtu.measure.landed import landed_changes
from xingtu.measure.metric import Tables
from xingtu.measure.reverts import reversals, withdrawn

VERSION = 1
"""Goes up when the same inputs may give another answer; it is part of every run's name."""

SECOND_ROOT = "second-root"
NO_FILE = "no-file"
BULK = "bulk-import: 待人工复核，可由人恢复计入 to be reviewed, a person may restore it"
GENERATED_MARKER = "generated-marker"


class Limits(Protocol):
    """What crediting asks of the policy (``xingtu.policy.crediting.Crediting`` has it)."""

    @property
    def bulk_added_lines(self) -> int:
        """A commit adding at least so many lines …"""

    @property
    def bulk_new_files_millionths(self) -> int:
        """… at least this part of them in new files, is an import until a person says otherwise."""

    @property
    def revert_min_lines(self) -> int:
        """An unnamed revert is recognised by its patch from so many changed lines on."""


Keep = Callable[[str, ibis.Table], ibis.Table]
"""Stores a named intermediate table and gives it back, so that it is computed once."""


def as_expression(name: str, table: ibis.Table) -> ibis.Table:  # noqa: ARG001 - the shape of Keep
    """Store nothing: the whole pass stays one expression (for reading its SQL, and for a few thousand rows)."""
    return table


def credit(tables: Tables, limits: Limits, *, keep: Keep = as_expression) -> tuple[ibis.Table, ibis.Table]:
    """The tables ``changes`` and ``line_credit`` of ``xingtu.facts``, in no particular order.

    tables: commits, file_changes, authorship, periods, repositories
    keep:   stores "landed", "reversals", "duplicates" and "changes" on the way. Without it the engine computes them again
            wherever they are named: on two million rows seven times the time and five times the memory. In DuckDB:
            ``lambda name, table: connection.create_table(f"crediting_{name}", table, temp=True)``
    """
    changes = keep("changes", credit_changes(tables, limits, keep=keep))
    return changes, credit_lines(changes, tables["file_changes"])


def credit_changes(tables: Tables, limits: Limits, *, keep: Keep = as_expression) -> ibis.Table:
    """The table ``changes``: one row per non-merge commit of a default branch, with the class that takes it."""
    landed = keep("landed", landed_changes(tables["commits"], tables["file_changes"], tables["periods"], tables["repositories"]))
    taken_back = keep("reversals", reversals(tables["commits"], landed, min_lines=limits.revert_min_lines))
    duplicates = keep("duplicates", carriers(landed))
    authors = _authors(tables["authorship"])
    facts = (
        landed.left_join(duplicates, ["repository", "commit"])
        .left_join(taken_back.select("repository", "commit", "reverted"), ["repository", "commit"])
        .left_join(withdrawn(landed, taken_back), ["repository", "commit"])
        .left_join(authors, ["repository", "commit"])
        .left_join(_landers(tables["commits"], authors), ["repository", "landed_commit"])
        .select(*landed.columns, "carrier_repository", "carrier_commit", "reverted", "withdrawn_by", "author", "actor", "lander")
    )
    is_bot = facts.actor.fill_null("person") != "person"
    is_empty = facts.measured & (facts.files == 0)
    bulk = (facts.added >= limits.bulk_added_lines) & (facts.new_file_lines * WHOLE >= facts.added * limits.bulk_new_files_millionths)
    is_duplicate = (facts.carrier_repository != facts.repository) | (facts.carrier_commit != facts.commit)
    reverting = facts.reverted.notnull()
    gone = facts.withdrawn_by.notnull()
    at = facts.repository + "@"
    judged = facts.mutate(
        bulk=bulk,
        taken_by=ibis.cases(
            (is_bot, "bot"),
            (is_empty, "empty"),
            (facts.is_import | bulk, "import"),
            (is_duplicate, "duplicate"),
            (reverting | gone, "revert"),
        ),
        reason=ibis.cases(
            (is_bot, facts.actor),
            (is_empty, NO_FILE),
            (facts.is_import, SECOND_ROOT),
            (bulk, BULK),
            (is_duplicate, facts.carrier_repository + "@" + facts.carrier_commit),
            (reverting, "reverts " + at + facts.reverted),
            (gone, "reverted by " + at + facts.withdrawn_by),
        ),
    )
    return judged.select(
        "repository", "commit", "landed_at", "position", "period", counted=judged.taken_by.isnull(), taken_by="taken_by", reason="reason",
        bulk="bulk", self_merged=judged.lander == judged.author, measured="measured",
    )  # fmt: skip


def credit_lines(changes: ibis.Table, file_changes: ibis.Table) -> ibis.Table:
    """The table ``line_credit``: every changed file of every change, its lines divided among the classes."""
    marked = file_changes.filter(file_changes.generated_marker).select("repository", "path").distinct()
    marked = marked.mutate(marked=ibis.literal(value=True))
    verdicts = changes.select("repository", "commit", commit_class="taken_by", commit_reason="reason")
    rows = file_changes.join(verdicts, ["repository", "commit"]).left_join(marked, ["repository", "path"])
    rows = rows.select(*file_changes.columns, "commit_class", "commit_reason", "marked")
    path_class = rows.path_class.fill_null("")
    by_marker = rows.marked.notnull() & (path_class != "vendored") & (path_class != "generated")
    file_class = ibis.ifelse(by_marker, "generated", rows.path_class)
    file_reason = ibis.ifelse(by_marker, GENERATED_MARKER, rows.path_rule)
    taken_by = rows.commit_class.fill_null(file_class)
    free = taken_by.isnull()
    parts = {name: ibis.ifelse(free, rows[name], 0) for name in ("whitespace_added", "whitespace_deleted", "moved_added", "moved_deleted")}
    return rows.select(
        "repository", "commit", "number", "area",
        taken_by=taken_by,
        reason=ibis.ifelse(rows.commit_class.notnull(), rows.commit_reason, ibis.ifelse(free, ibis.null("string"), file_reason)),
        added=rows.added,
        deleted=rows.deleted,
        **parts,
        credited_added=ibis.ifelse(free, rows.added - rows.whitespace_added - rows.moved_added, 0),
        credited_deleted=ibis.ifelse(free, rows.deleted - rows.whitespace_deleted - rows.moved_deleted, 0),
    )  # fmt: skip


def _authors(authorship: ibis.Table) -> ibis.Table:
    """The author of each commit, merges too: (repository, commit, author, actor); organisations do not matter here."""
    own = authorship.filter(authorship.role == "author")
    return own.group_by("repository", "commit").aggregate(author=own.person.min(), actor=own.actor.min())


def _landers(commits: ibis.Table, authors: ibis.Table) -> ibis.Table:
    """Who made each merge of a default branch: (repository, landed_commit, lander)."""
    merges = commits.filter(commits.is_merge).select("repository", "commit").join(authors, ["repository", "commit"])
    return merges.select("repository", landed_commit="commit", lander="author")
