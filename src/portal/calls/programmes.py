"""Which rules does a call go by? The text of its programme's version, read once and kept.

The text was proven against the engine's metrics and rules when it was published (``portal.evidence``); reading it again here asks
only whether it can be carried out, so that a page never waits for the catalogue.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache

from django.utils.translation import get_language

from portal.calls.models import ProgrammeVersion
from portal.house.context import office
from xingtu.policy.flow import Step
from xingtu.policy.programme import Programme, load_programme


class _Proven(Collection[str]):
    """Names that were looked up before."""

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
    return load_programme(text, file_name=f"{ident}.toml", metrics=_Proven(), rules=_Proven(), office=office())


def step_of(programme: Programme, step: str) -> Step:
    """A step by its id.

    Raises:
        KeyError: the programme has none of that id.
    """
    for one in programme.steps:
        if one.id == step:
            return one
    raise KeyError(step)


def said(chinese: str, english: str) -> str:
    """A text of a programme's file in the reader's language."""
    return english if english and (get_language() or "").startswith("en") else chinese
