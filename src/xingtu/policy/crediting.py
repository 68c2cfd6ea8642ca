"""Which lines and which actors earn no credit, by which rule of the city?

Reads ``policy/crediting.toml``. What a path's class is follows in ``path_classes.py``; who is a bot in ``resolve/bots.py``;
what a class takes away in ``measure/crediting.py``.
"""

from dataclasses import dataclass
from typing import Literal, cast

from xingtu.policy.stanza import Stanza, distinct, read_stanza
from xingtu.policy.wildmatch import PatternError, ignore_pattern

LineClass = Literal["vendored", "generated", "data"]
LINE_CLASSES: tuple[LineClass, ...] = ("vendored", "generated", "data")
"""In order of precedence; equal to ``facts.line_credit.FILE_CLASSES`` (a test compares them)."""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class PathRule:
    """Paths of one class. ``patterns`` are those of ``.gitignore``: ``vendor/`` is that folder anywhere, ``/deps/`` at the top only."""

    id: str
    line_class: LineClass
    patterns: tuple[str, ...]
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ActorRule:
    """Who is no person. ``pattern`` is searched, without regard to case, in ``field``; a trailer reads ``kind: name <email>``."""

    id: str
    actor: Literal["bot", "ai_agent"]
    field: Literal["name", "email", "trailer"]
    pattern: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Crediting:
    """The whole file. The first rule of a list that fits decides. All expressions are searched without regard to case."""

    version: int
    path_rules: tuple[PathRule, ...]
    actor_rules: tuple[ActorRule, ...]
    shared_addresses: tuple[str, ...]
    """Addresses that never identify a person by themselves, only together with a name."""
    generated_markers: tuple[str, ...]
    """Looked for in the first changed lines of a file."""
    bulk_added_lines: int
    bulk_new_files_millionths: int
    moved_min_characters: int = 8
    """A line counts as moved only with more characters than this, stripped."""
    revert_min_lines: int = 10


def parse_crediting(text: str, *, file_name: str) -> Crediting:
    """The crediting rules of one city.

    Raises:
        PolicyError: a key is unknown or missing, an id comes twice, a pattern or expression cannot be read.
    """
    root = read_stanza(text, file_name)
    path_rules = root.inners("path", label="path")
    actor_rules = root.inners("actor", label="actor")
    people, limits = root.inner("people"), root.inner("limits")
    crediting = Crediting(
        version=root.integer("version", at_least=1),
        path_rules=tuple(_path_rule(stanza) for stanza in path_rules),
        actor_rules=tuple(_actor_rule(stanza) for stanza in actor_rules),
        shared_addresses=people.patterns("shared_addresses"),
        generated_markers=root.patterns("generated_markers"),
        bulk_added_lines=limits.integer("bulk_added_lines", at_least=1),
        bulk_new_files_millionths=limits.integer("bulk_new_files_millionths", at_least=1, at_most=MILLION),
        moved_min_characters=limits.integer("moved_min_characters", default=8),
        revert_min_lines=limits.integer("revert_min_lines", at_least=1),
    )
    distinct(path_rules, [rule.id for rule in crediting.path_rules])
    distinct(actor_rules, [rule.id for rule in crediting.actor_rules])
    for stanza in (people, limits, root):
        stanza.close()
    return crediting


def _path_rule(stanza: Stanza) -> PathRule:
    rule = PathRule(
        id=stanza.text("id"),
        line_class=cast("LineClass", stanza.text("class", one_of=LINE_CLASSES)),
        patterns=stanza.texts("patterns"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
    )
    for pattern in rule.patterns:
        try:
            ignore_pattern(pattern.encode())
        except PatternError as error:
            stanza.refuse(f"模式 “{pattern}” {error}")
    stanza.close()
    return rule


def _actor_rule(stanza: Stanza) -> ActorRule:
    rule = ActorRule(
        id=stanza.text("id"),
        actor=cast("Literal['bot', 'ai_agent']", stanza.text("actor", one_of=("bot", "ai_agent"))),
        field=cast("Literal['name', 'email', 'trailer']", stanza.text("field", one_of=("name", "email", "trailer"))),
        pattern=stanza.pattern("pattern"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
    )
    stanza.close()
    return rule
