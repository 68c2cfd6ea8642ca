"""What is a detector: what does it read, what does its answer depend on, and what does it see?

A detector is pure: the same bytes under the same name give the same observations, so each blob is read once for ever.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content and what of its path may change the answer."""

    content: bytes
    path: str

    @property
    def basename(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Detector:
    """A self-describing detector. ``examples`` are its first tests and its documentation.

    wants:      whether a path is one it reads
    cache_key:  what beside content and fingerprint the answer depends on: "basename", "in_locale_path"
    tools:      name -> version of everything its answer depends on; costs no more than reading versions
    detect:     the observations, as JSON would hold them
    examples:   (blob, a part of the answer: every key given must be there with this value)
    """

    id: str
    version: int
    name: str
    name_en: str
    wants: Callable[[str], bool]
    detect: Callable[[Blob], Mapping[str, Any]]
    examples: Sequence[tuple[Blob, Mapping[str, Any]]]
    tools: Callable[[], Mapping[str, str]]
    cache_key: tuple[str, ...] = ()
    caveats: tuple[str, ...] = field(default=())
