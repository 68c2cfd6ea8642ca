"""What does crediting need to know of each change that reached a default branch?"""

import ibis


def landed_changes(commits: ibis.Table, file_changes: ibis.Table, periods: ibis.Table, repositories: ibis.Table) -> ibis.Table:
    """One row per non-merge commit of a default branch.

    returns: (repository, commit, rank, landed_at, landed_commit, position, period, patch_id, inverse_patch_id, reverts,
             is_import, measured, files, lines, added, new_file_lines)
             files: changed files; 0 for an empty commit and for one that could not be read
             lines: added + deleted of all its files; patch ids are null where no line changed, so that empty and
             binary-only commits never resemble each other
    """
    sizes = file_changes.group_by("repository", "commit").aggregate(
        files=file_changes.count(),
        added=file_changes.added.sum(),
        deleted=file_changes.deleted.sum(),
        new_file_lines=file_changes.added.sum(where=file_changes.status == "A"),
    )
    changes = commits.filter(commits.on_default, ~commits.is_merge)
    joined = (
        changes.left_join(sizes, ["repository", "commit"])
        .left_join(periods, ["repository", "commit"])
        .left_join(repositories.select("repository", "rank"), ["repository"])
    )
    plain = joined.select(
        "repository", "commit", "rank", "landed_at", "landed_commit", "position", "period", "patch_id", "inverse_patch_id",
        "reverts", "is_import", "measured", "files", "added", "deleted", "new_file_lines",
    )  # fmt: skip
    # computed after the select: Ibis cannot join on what a join itself computes
    sized = plain.mutate(
        reverts=plain.reverts.lower(),
        files=plain.files.fill_null(0).cast("int64"),
        lines=(plain.added.fill_null(0) + plain.deleted.fill_null(0)).cast("int64"),
        added=plain.added.fill_null(0).cast("int64"),
        new_file_lines=plain.new_file_lines.fill_null(0).cast("int64"),
    ).drop("deleted")
    has_lines = sized.lines > 0
    nothing = ibis.null("string")
    return sized.mutate(
        patch_id=ibis.ifelse(has_lines, sized.patch_id, nothing), inverse_patch_id=ibis.ifelse(has_lines, sized.inverse_patch_id, nothing)
    )
