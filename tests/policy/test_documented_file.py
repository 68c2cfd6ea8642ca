"""Is the programme file that docs/programme-file.md shows one that loads, and does it show every key there is?"""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from xingtu import catalogue
from xingtu.policy.form import Field, Section
from xingtu.policy.form_stanza import KINDS
from xingtu.policy.libraries import parse_libraries
from xingtu.policy.milestone import Milestone
from xingtu.policy.notice import MASKS, NEEDS, NoticeRules
from xingtu.policy.office import parse_office
from xingtu.policy.programme import Programme, load_programme
from xingtu.policy.rubric import Criterion, Phase, Review
from xingtu.policy.stacking import Stacking

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "programme-file.md").read_text("utf-8")
(TEXT,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
KEYS = set(re.findall(r"^\s*\[*([a-z_.]+)\]* ?(?:=|$)", re.sub(r"#.*", "", TEXT), re.MULTILINE)) | set(re.findall(r"\{ ([a-z_]+) =", TEXT))
NOT_WRITTEN = {"criteria", "phases"}
"""Written as stanzas of another name."""


@pytest.fixture(scope="module")
def documented() -> Programme:
    policy = {name: {"text": (ROOT / "policy" / name).read_text("utf-8"), "file_name": name} for name in ("office.toml", "libraries.toml")}
    return load_programme(
        TEXT,
        file_name="policy/programmes/example-2026.toml",
        metrics=catalogue.metrics(),
        rules=catalogue.rules(),
        office=parse_office(**policy["office.toml"]),
        libraries=[library.id for library in parse_libraries(**policy["libraries.toml"])],
    )


def test_it_loads_and_says_what_nobody_confirmed(documented: Programme) -> None:
    assert documented.money
    assert documented.library == "seed_library"
    assert len(documented.unverified) == len(re.findall("^verified = false", TEXT, re.MULTILINE))


@pytest.mark.parametrize("kind", [Section, Field, Review, Criterion, Phase, NoticeRules, Milestone, Stacking])
def test_it_shows_every_key(kind: type) -> None:
    written = KEYS | {key.partition(".")[2] for key in KEYS}
    assert {field.name.removesuffix("s") if field.name == "fields" else field.name for field in fields(kind)} - NOT_WRITTEN <= written


def test_it_names_every_kind_of_field_every_mask_and_every_need() -> None:
    assert set(KINDS) | set(MASKS) | set(NEEDS) <= set(re.findall(r"[a-z_-]+", TEXT))
