"""What has changed between two trees of a project that somebody must know of, and which commit and whose was it?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from xingtu.collect.blobs import blob_reader
from xingtu.collect.git import GitDirectory, open_git_directory, sealed
from xingtu.detect.licences import engine
from xingtu.detect.licences.blobs import LARGEST_BYTES, BlobKey, Listener, detect_blobs
from xingtu.errors import Contradictory
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.licences.cause import Touch, made_by, touches
from xingtu.licences.examine import Examined
from xingtu.licences.judging import Judging, alarms_of
from xingtu.store.blob_results import BlobResults

LARGEST_LOOK = 400
"""So many versions in between are looked at to name a commit; beyond, the cause is left open rather than guessed."""


def compare(
    before: Examined, after: Examined, *, rules: Judging, workers: int = 1, listener: Listener | None = None
) -> tuple[LicenceAlarm, ...]:
    """The alarms, each with the commit that made the change and its author's name where that can be told.

    Raises:
        Contradictory: the two were examined by different tools, so that a difference need not be a change.
    """
    if before.summary.look.fingerprint != after.summary.look.fingerprint:
        raise Contradictory(
            f"{before.tree.asked.revision} 和 {after.tree.asked.revision} 是用不同的检测工具检测的，不能比较；请先用同一工具重新检测两者"
        )
    found = alarms_of(before.evidence(), after.evidence(), rules)
    if not found:
        return ()
    git = open_git_directory(after.tree.asked.path)
    with sealed(git) as quiet:
        made = touches(quiet, before.tree.commit, after.tree.commit, (alarm.path for alarm in found if alarm.path))
        says = _Sayings(quiet, after, workers, listener)
        says.look_at(made)
        causes = {path: made_by(those, lambda blob, path=path: says.of(path, blob)) for path, those in made.items()}  # type: ignore[misc]
    return tuple(_caused(alarm, causes.get(alarm.path)) for alarm in found)


def _caused(alarm: LicenceAlarm, touch: Touch | None) -> LicenceAlarm:
    if touch is None:
        return alarm
    return replace(alarm, changed_by_commit=touch.commit, changed_by=touch.author, changed_at=touch.committed_at)


class _Sayings:
    """What the contents that a file had in between say."""

    def __init__(self, git: GitDirectory, after: Examined, workers: int, listener: Listener | None) -> None:
        self._git, self._home, self._workers, self._listener = git, after.store.home, workers, listener
        self._answers: Mapping[BlobKey, Mapping[str, object]] = {}

    def look_at(self, made: Mapping[str, Sequence[Touch]]) -> None:
        """One commit needs no look: it made the change."""
        keys = {key for path, those in made.items() if len(those) > 1 for key in _keys(path, those)}
        if not keys or len(keys) > LARGEST_LOOK:
            return
        sizes = _sizes(self._git, {key.blob for key in keys})
        wanted = {key: sizes[key.blob] for key in keys if sizes.get(key.blob, LARGEST_BYTES + 1) <= LARGEST_BYTES}
        with BlobResults(self._home / "cache.sqlite") as cache:
            self._answers = detect_blobs(
                wanted, open_reader=lambda: blob_reader(self._git), cache=cache, workers=self._workers, listener=self._listener
            )

    def of(self, path: str, blob: str) -> str | None:
        """The licences seen in a content, as one text to be compared; None: nobody looked."""
        if not blob:
            return ""
        answer = self._answers.get(_key(path, blob))
        return None if answer is None else repr((answer["spdx"], [found["spdx"] for found in answer["chinese"]]))  # type: ignore[attr-defined]


def _keys(path: str, those: Iterable[Touch]) -> set[BlobKey]:
    return {_key(path, blob) for touch in those for blob in (touch.before, touch.after) if blob}


def _key(path: str, blob: str) -> BlobKey:
    return BlobKey(blob, path.rpartition("/")[2], engine.LOCALE in path)


def _sizes(git: GitDirectory, blobs: set[str]) -> Mapping[str, int]:
    asked = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    lines = git.output("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", given=asked).decode().splitlines()
    rows = (line.split() for line in lines)
    return {row[0]: int(row[2]) for row in rows if len(row) == 3 and row[1] == "blob"}  # noqa: PLR2004 - name, kind, size
