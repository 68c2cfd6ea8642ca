"""Which fields, libraries and pillars does the city name? Read once a process: policy changes with a release, not with a click."""

import tomllib
from functools import cache
from pathlib import Path

from xingtu.policy.fields import Field, Vocabulary, parse_fields
from xingtu.policy.libraries import Library, parse_libraries
from xingtu.policy.pillars import Pillar, parse_pillars
from xingtu.settings import settings


@cache
def vocabulary() -> Vocabulary:
    """The priority fields."""
    return parse_fields(_text("fields.toml"), file_name="policy/fields.toml")


@cache
def fields_by_id() -> dict[str, Field]:
    """The same, by id."""
    return {field.id: field for field in vocabulary().fields}


@cache
def libraries() -> tuple[Library, ...]:
    """The city's lists."""
    return parse_libraries(_text("libraries.toml"), file_name="policy/libraries.toml")


@cache
def pillars() -> tuple[Pillar, ...]:
    """The pages of the plan."""
    text = _text("pillars.toml")
    # that every metric named there exists is proven by the engine's own tests: its catalogue lies behind evidence's door
    named = {metric for stanza in tomllib.loads(text)["pillar"] for metric in stanza["metrics"]}
    return parse_pillars(
        text,
        file_name="policy/pillars.toml",
        libraries=[library.id for library in libraries()],
        programmes=[path.stem for path in (_folder() / "programmes").glob("*.toml")],
        metrics=named,
    )


def _folder() -> Path:
    return Path(settings().policy)


def _text(name: str) -> str:
    return (_folder() / name).read_text("utf-8")
