"""Under which pillar of the plan does each programme stand?"""

from collections.abc import Iterable
from functools import lru_cache

from portal.calls.models import ProgrammeVersion
from portal.calls.programmes import AnyName
from portal.calls.selectors.programmes import series_of
from portal.evidence.doors import said
from xingtu.policy.pillars import Pillar, parse_pillars
from xingtu.settings import settings


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Pillar, ...]:
    return parse_pillars(text, file_name="policy/pillars.toml", libraries=AnyName(), programmes=AnyName(), metrics=AnyName())


def by_pillar(versions: Iterable[ProgrammeVersion]) -> list[tuple[str, list[ProgrammeVersion]]]:
    """Programmes under the first pillar that names them, this year's or another year's; those no pillar names come last."""
    pillars = _read((settings().policy / "pillars.toml").read_text("utf-8"))
    home: dict[str, Pillar] = {}
    for pillar in pillars:
        for programme in pillar.programmes:
            home.setdefault(series_of(programme), pillar)
    groups: dict[str, list[ProgrammeVersion]] = {pillar.id: [] for pillar in pillars}
    rest: list[ProgrammeVersion] = []
    for version in versions:
        found = home.get(series_of(version.programme))
        (groups[found.id] if found else rest).append(version)
    shown = [(said(pillar.name, pillar.name_en), groups[pillar.id]) for pillar in pillars if groups[pillar.id]]
    return [*shown, ("", rest)] if rest else shown
