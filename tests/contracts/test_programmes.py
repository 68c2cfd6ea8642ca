"""Can every programme the city ships be carried out, with the metrics and rules there really are?"""

from pathlib import Path

import pytest

from xingtu import catalogue
from xingtu.policy.crediting import parse_crediting
from xingtu.policy.money import worst_case_fen
from xingtu.policy.office import Office, parse_office
from xingtu.policy.programme import load_programme

POLICY = Path(__file__).parents[2] / "policy"


def read(path: Path) -> tuple[str, str]:
    return path.read_text(encoding="utf-8"), str(path.relative_to(POLICY.parent))


@pytest.fixture(scope="module")
def office() -> Office:
    text, file_name = read(POLICY / "office.toml")
    return parse_office(text, file_name=file_name)


@pytest.mark.parametrize("path", catalogue.programmes(POLICY).values(), ids=lambda path: path.stem)
def test_the_programme_can_be_carried_out(path: Path, office: Office) -> None:
    text, file_name = read(path)
    programme = load_programme(text, file_name=file_name, metrics=catalogue.metrics(), rules=catalogue.rules(), office=office)
    assert programme.id == path.stem
    assert sum(worst_case_fen(track.table) for track in programme.tracks) <= programme.budget_fen or not programme.money
    assert all(step.shown and step.shown_en and step.staff for step in programme.steps)
    grains = {metric: catalogue.metrics()[metric].grain for track in programme.tracks for metric in track.metrics}
    for track in programme.tracks:
        assert all(track.subject in grains[metric] for metric in track.metrics), "a track ranks its subject, so its metrics must know it"


def test_the_crediting_rules_are_sound() -> None:
    text, file_name = read(POLICY / "crediting.toml")
    assert parse_crediting(text, file_name=file_name).version >= 1
