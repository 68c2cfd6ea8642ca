"""Can every programme the city ships be carried out, with the metrics and rules there really are?"""

from pathlib import Path

import pytest

from xingtu import catalogue
from xingtu.policy.crediting import parse_crediting
from xingtu.policy.libraries import REGISTERED, Library, parse_libraries
from xingtu.policy.money import worst_case_fen
from xingtu.policy.office import Office, parse_office
from xingtu.policy.pillars import Pillar, parse_pillars
from xingtu.policy.programme import load_programme

POLICY = Path(__file__).parents[2] / "policy"
APPLICANTS = "applicants"
"""The repositories the applications of a call bring: a library of that call alone."""


def read(path: Path) -> tuple[str, str]:
    return path.read_text(encoding="utf-8"), str(path.relative_to(POLICY.parent))


@pytest.fixture(scope="module")
def office() -> Office:
    text, file_name = read(POLICY / "office.toml")
    return parse_office(text, file_name=file_name)


@pytest.fixture(scope="module")
def libraries() -> dict[str, Library]:
    text, file_name = read(POLICY / "libraries.toml")
    return {library.id: library for library in parse_libraries(text, file_name=file_name)}


@pytest.fixture(scope="module")
def pillars(libraries: dict[str, Library]) -> tuple[Pillar, ...]:
    text, file_name = read(POLICY / "pillars.toml")
    programmes, metrics = catalogue.programmes(POLICY), catalogue.metrics()
    return parse_pillars(text, file_name=file_name, libraries=libraries, programmes=programmes, metrics=metrics)


@pytest.mark.parametrize("path", catalogue.programmes(POLICY).values(), ids=lambda path: path.stem)
def test_the_programme_can_be_carried_out(path: Path, office: Office, libraries: dict[str, Library]) -> None:
    text, file_name = read(path)
    known = {"metrics": catalogue.metrics(), "rules": catalogue.rules(), "libraries": list(libraries)}
    programme = load_programme(text, file_name=file_name, **known, office=office)
    assert programme.id == path.stem
    assert sum(worst_case_fen(track.table) for track in programme.tracks) <= programme.budget_fen or not programme.money
    assert set(programme.libraries) <= {*libraries, REGISTERED, APPLICANTS}
    assert all(step.shown and step.shown_en and step.staff for step in programme.steps)
    grains = {metric: catalogue.metrics()[metric].grain for track in programme.tracks for metric in track.metrics}
    for track in programme.tracks:
        assert all(track.subject in grains[metric] for metric in track.metrics), "a track ranks its subject, so its metrics must know it"


def test_the_crediting_rules_are_sound() -> None:
    text, file_name = read(POLICY / "crediting.toml")
    assert parse_crediting(text, file_name=file_name).version >= 1


def test_every_pillar_names_only_what_there_is(pillars: tuple[Pillar, ...]) -> None:
    assert [pillar.order for pillar in pillars] == list(range(1, 9))


def test_every_library_stands_on_the_page_of_its_pillar(pillars: tuple[Pillar, ...], libraries: dict[str, Library]) -> None:
    pages = {pillar.id: pillar for pillar in pillars}
    for library in libraries.values():
        assert library.id in pages[library.pillar].libraries
        assert set(library.kinds) <= {kind for pillar in pillars for kind in pillar.kinds}
