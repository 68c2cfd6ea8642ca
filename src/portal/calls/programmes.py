"""Which rules does a call go by? The text of its programme's version, read once and kept.

The text was proven against the engine's metrics and rules when it was published (``portal.evidence``); reading it again here asks
only whether it can be carried out, so that a page never waits for the catalogue.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache

from portal.calls.models import ProgrammeVersion
from portal.house.context import office
from xingtu.policy.programme import Programme, load_programme


class AnyName(Collection[str]):
    """Holds every name: for files whose names were proven before, or are not wanted here."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def programme_of(version: ProgrammeVersion) -> Programme:
    """The programme as this version says."""
    return _read(version.programme, version.policy_hash, version.text)


@lru_cache(maxsize=256)
def _read(ident: str, _policy_hash: str, text: str) -> Programme:
    return load_programme(text, file_name=f"{ident}.toml", metrics=AnyName(), rules=AnyName(), office=office())
