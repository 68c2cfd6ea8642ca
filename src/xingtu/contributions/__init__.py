"""Who contributed how much to one range of one repository? Answered from a clone alone: no city, no database, nothing written.

That the numbers equal published ones row for row is shown in ``docs/uboot.md``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xingtu.contributions.answer import answer
from xingtu.contributions.evidence import Progress, work_in
from xingtu.contributions.maps import read_maps
from xingtu.contributions.revisions import read_range
from xingtu.policy.crediting import Crediting

__all__ = ["contributions"]


def contributions(
    path: Path,
    revisions: str,
    *,
    crediting: Crediting,
    aliases: Path | None = None,
    affiliations: Sequence[Path] | Path | None = None,
    mailmap: str | None = None,
    workers: int = 1,
    on_progress: Progress = lambda _read, _all: None,
) -> dict[str, Any]:
    """The answer, ready for JSON; no mailbox stands in it.

    revisions: ``A..B`` (reachable from B, not from A) or a single revision (its whole history)
    aliases:   gitdm's EmailAliases (people are then joined as gitdm joins them), or a table, JSON or city.toml of ours
    mailmap:   ``REV:PATH``, a file, ``none``, or None for the ``.mailmap`` of the range's end

    Raises:
        RepositoryDamaged: a commit of the range cannot be measured; the message names it.
        CollectError: a revision is not there.
        DeclarationError: a map cannot be read; one message tells every problem.
    """
    maps = read_maps(aliases, [affiliations] if isinstance(affiliations, Path) else list(affiliations or ()))
    of_range = read_range(path, revisions, mailmap)
    work, actors = work_in(of_range, maps, crediting, workers=workers, on_progress=on_progress)
    return answer(work, actors, of_range, maps, crediting)
