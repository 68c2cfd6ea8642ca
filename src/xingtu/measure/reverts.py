"""Which changes take earlier ones back, and which are taken back at the end of the window?

A change *reverts* an earlier change of the same default branch when

- its message names it (``reverts``: 7 or more hexadecimal digits that the id begins with; of several the latest one); naming
  a merge names all changes that merge landed; or
- its patch is the inverse of the earlier one's, which has at least ``revert_min_lines`` changed lines. The name goes first.

A chain is followed to its root (eight links; nobody has met longer ones): an odd number of links takes the root back, an
even number brings it back. Every reverting change takes itself. A change is *withdrawn* when the last thing that happened to
its patch on its branch up to the window's end was being taken back, inside the window:

    withdrawn = position(last taking back inside the window) > position(last time it was applied or brought back, ever)

and the change itself lies inside. So a revert in a later window never reaches back; one in this window does not touch a
change of an earlier one; a re-apply restores the original, also when it lands after the window, because the re-apply is
itself a duplicate or a revert of a revert and would otherwise never count. What happens in a fork stays in the fork.
"""

import ibis

SHORTEST_ABBREVIATION = 7
DOUBLINGS = 3


def reversals(commits: ibis.Table, landed: ibis.Table, *, min_lines: int) -> ibis.Table:
    """Name for each reverting change the change (or merge) it takes back: (repository, commit, position, period, reverted)."""
    candidates = commits.filter(commits.on_default).select(
        "repository", reverted="commit", earlier=commits.position, head=commits.commit.substr(0, SHORTEST_ABBREVIATION)
    )
    naming = landed.filter(landed.reverts.length() >= SHORTEST_ABBREVIATION)
    naming = naming.mutate(head=naming.reverts.substr(0, SHORTEST_ABBREVIATION))
    pairs = naming.join(candidates, ["repository", "head"])
    pairs = pairs.filter(pairs.reverted.startswith(pairs.reverts), pairs.earlier < pairs.position)
    named = pairs.group_by("repository", "commit", "position", "period").aggregate(reverted=pairs.reverted.argmax(pairs.earlier))

    undone = landed.filter(landed.inverse_patch_id.notnull(), landed.lines >= min_lines)
    undone = undone.group_by("repository", patch_id=undone.inverse_patch_id).aggregate(
        reverted=undone.commit.argmin(undone.position), earlier=undone.position.min()
    )
    inverse = landed.join(undone, ["repository", "patch_id"])
    inverse = inverse.filter(inverse.earlier < inverse.position).select(*named.columns)
    return named.union(inverse.anti_join(named, ["repository", "commit"]))


def withdrawn(landed: ibis.Table, taken_back: ibis.Table) -> ibis.Table:
    """Name for each withdrawn change the change that took it back: (repository, commit, withdrawn_by).

    landed:     ``landed_changes``
    taken_back: ``reversals``
    """
    families = landed.select("repository", "commit", "position", "period", family=landed.patch_id.fill_null(landed.commit))
    events = _events(landed, taken_back).join(families.select("repository", "family", reverted="commit"), ["repository", "reverted"])
    backs = events.filter(events.links % 2 == 1, events.period == "inside")
    backs = backs.group_by("repository", "family").aggregate(back=backs.position.max(), withdrawn_by=backs.commit.argmax(backs.position))
    again = events.filter(events.links % 2 == 0).select("repository", "family", "position")
    applied = families.select("repository", "family", "position").union(again)
    applied = applied.group_by("repository", "family").aggregate(forth=applied.position.max())
    state = backs.join(applied, ["repository", "family"])
    gone = families.filter(families.period == "inside").join(
        state.filter(state.back > state.forth).select("repository", "family", "withdrawn_by"), ["repository", "family"]
    )
    return gone.select("repository", "commit", "withdrawn_by")


def _events(landed: ibis.Table, taken_back: ibis.Table) -> ibis.Table:
    """Each reversal with the root it reaches, and over how many links: (repository, commit, position, period, reverted, links)."""
    by_merge = landed.filter(landed.landed_commit != landed.commit)
    members = landed.select("repository", named="commit", member="commit").union(
        by_merge.select("repository", named="landed_commit", member="commit")
    )
    links = taken_back.rename(named="reverted").join(members, ["repository", "named"])
    links = links.select("repository", "commit", "position", "period", reverted="member", links=ibis.literal(1, "int64"))
    for _ in range(DOUBLINGS):
        onward = links.select("repository", reverted="commit", root="reverted", further="links").view()
        joined = links.left_join(onward, ["repository", "reverted"]).select(*links.columns, "root", "further")
        # computed after the select: Ibis cannot join on what a join itself computes
        links = joined.mutate(reverted=joined.root.fill_null(joined.reverted), links=joined["links"] + joined.further.fill_null(0)).drop(
            "root", "further"
        )
    return links
