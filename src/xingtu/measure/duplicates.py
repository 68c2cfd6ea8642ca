"""Which changes are the same work met again, and where was it met first?

1. A commit id that stands in several repositories (fork, mirror) counts in the repository registered first (lowest rank).
2. Among what is left, a patch counts on its earliest commit by (landed_at, rank, position, commit id); no date comes last.

Both look at the whole history, before and after the window too: a patch paid last year is not paid again. What the first
carrier's own class is plays no part: a copy of an import, of a bot's change or of something later reverted stays a copy.
"""

import ibis


def carriers(landed: ibis.Table) -> ibis.Table:
    """Name for each change the change that carries its work.

    landed:  ``landed_changes``
    returns: (repository, commit, carrier_repository, carrier_commit); a change that is its own carrier is no duplicate
    """
    by_registration = ibis.window(group_by="commit", order_by=["rank", "repository"])
    homes = landed.mutate(home=landed.repository.first().over(by_registration))
    originals = homes.filter(homes.repository == homes.home, homes.patch_id.notnull())
    earliest = ibis.window(
        group_by="patch_id",
        order_by=[originals.landed_at.isnull(), originals.landed_at, originals["rank"], originals.position, originals.commit],
    )
    placed = originals.mutate(place=ibis.row_number().over(earliest))
    first = placed.filter(placed.place == 0).select("patch_id", first_repository=placed.repository, first_commit=placed.commit)
    known = homes.left_join(first, "patch_id").select(*homes.columns, "first_repository", "first_commit")
    return known.select(
        "repository",
        "commit",
        carrier_repository=known.first_repository.fill_null(known.home),
        carrier_commit=known.first_commit.fill_null(known.commit),
    )
