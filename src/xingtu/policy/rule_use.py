"""Which rule does a programme use, with which numbers, and does the rule understand them?

What a rule asks for is its own: the loader is handed the rules and proves each parameter by its kind. Kinds: metric, integer, text,
day, texts, library, programme; ``field`` and ``fields`` name what the programme's form asks, ``field:date|money`` only such fields.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from xingtu.policy.form import Form
from xingtu.policy.stanza import IDENTIFIER, Stanza, near, near_zh

LEAST_FIELDS = 2
"""A rule that compares fields needs this many."""


@runtime_checkable
class KnownRule(Protocol):
    """What the loader needs to know of a rule: its parameters."""

    @property
    def parameters(self) -> Mapping[str, str]:
        """Name to kind."""


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule with the numbers this programme gives it; ``verified``: the office has confirmed them, or there are none."""

    id: str
    parameters: Mapping[str, str | int | tuple[str, ...]]
    verified: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds; a mapping of rules also proves their parameters. Without libraries their ids are taken as written."""

    metrics: Collection[str]
    rules: Collection[str]
    libraries: Collection[str] = ()

    def prove_metric(self, stanza: Stanza, key: str, metric: str) -> None:
        """Refuse the stanza when there is no such metric."""
        if metric not in self.metrics:
            hint, hint_zh = near(metric, self.metrics), near_zh(metric, self.metrics)
            stanza.refuse(f'{key} names "{metric}", which is not a metric{hint}（没有 “{metric}” 这个指标{hint_zh}）')

    def prove_library(self, stanza: Stanza, key: str, library: str) -> None:
        """Refuse the stanza when there is no such library."""
        if self.libraries and library not in self.libraries:
            stanza.refuse(f"{key} 中的 “{library}” 不是已有的库{near_zh(library, self.libraries)}")


def read_rules(stanza: Stanza, known: Known, form: Form | None = None) -> tuple[RuleUse, ...]:
    """The ``[[rule]]`` stanzas below a stanza, in their order.

    Raises:
        PolicyError: a rule or a parameter is not known, or names a field the form does not have.
    """
    return tuple(read_rule(rule, known, form) for rule in stanza.inners("rule", label="rule"))


def read_rule(stanza: Stanza, known: Known, form: Form | None = None) -> RuleUse:
    """One rule; its stanza is closed."""
    name = stanza.text("id")
    if name not in known.rules:
        stanza.refuse(f"is not a rule{near(name, known.rules)}（没有 “{name}” 这条规则{near_zh(name, known.rules)}）")
    rule = known.rules[name] if isinstance(known.rules, Mapping) else None
    marked, source = stanza.has("verified"), stanza.text("source", default="")
    verified = stanza.flag("verified", default=False)
    if not isinstance(rule, KnownRule):
        written = {key: _as_read(value) for key, value in stanza.leftovers().items()}
        has_numbers = any(isinstance(value, int) for value in written.values())
        return RuleUse(name, written, verified or not (has_numbers or marked), source)
    parameters = {parameter: _parameter(stanza, parameter, kind, known, form) for parameter, kind in rule.parameters.items()}
    stanza.close()
    if marked and not verified and not source:
        stanza.refuse("写了 verified = false，请同时写 source（出处），说明数字从哪里来。")
    has_numbers = any(isinstance(value, int) for value in parameters.values())
    return RuleUse(name, parameters, verified or not (has_numbers or marked), source)


def _as_read(value: object) -> str | int | tuple[str, ...]:
    """What a parameter is when its rule is not at hand to say its kind: the same as when it is."""
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return value if isinstance(value, str | int) else str(value)


def unverified(uses: tuple[RuleUse, ...], place: str = "") -> list[str]:
    """Rules whose numbers nobody has confirmed, each with where they come from."""
    return [f'{place}rule "{use.id}"：{use.source or "没有写明出处"}' for use in uses if not use.verified]


def _parameter(stanza: Stanza, key: str, kind: str, known: Known, form: Form | None) -> str | int | tuple[str, ...]:
    base, _, narrowed = kind.partition(":")
    if base == "integer":
        return stanza.integer(key)
    if base == "day":
        return stanza.day(key).isoformat()
    values = _distinct_texts(stanza, key) if base in {"texts", "fields"} else (stanza.text(key),)
    if base == "fields" and len(values) < LEAST_FIELDS:
        stanza.refuse(f"{key} 须写至少 {LEAST_FIELDS} 个栏目，才有可比。")
    for value in values:
        _prove_name(stanza, key, value, (base, narrowed), known, form)
    return values if base in {"texts", "fields"} else values[0]


def _prove_name(stanza: Stanza, key: str, value: str, kind: tuple[str, str], known: Known, form: Form | None) -> None:
    """What a text names must be there."""
    match kind:
        case ("metric", _):
            known.prove_metric(stanza, key, value)
        case ("library", _):
            known.prove_library(stanza, key, value)
        case ("field" | "fields", narrowed):
            _prove_field(stanza, key, value, narrowed, form)
        case ("programme", _) if not IDENTIFIER.fullmatch(value):
            stanza.refuse(f"{key} = “{value}” 不能是项目的编号；只用小写字母、数字和连接号，如 adopter-subsidy。")


def _distinct_texts(stanza: Stanza, key: str) -> tuple[str, ...]:
    several = stanza.texts(key)
    if not several or len(set(several)) < len(several):
        stanza.refuse(f"{key} 须至少写一项，且不重复。")
    return several


def _prove_field(stanza: Stanza, key: str, field: str, kinds: str, form: Form | None) -> None:
    if form is None:
        stanza.refuse(f"{key} 指向表单的栏目 “{field}”，而这里没有表单；请补上 [[section]]，或换一条规则（榜单的规则不看表单）。")
    known = {one.id: one.kind for one in form.fields}
    if field not in known:
        stanza.refuse(f"{key} = “{field}” 不是表单的栏目{near_zh(field, known)}")
    if kinds and known[field] not in kinds.split("|"):
        stanza.refuse(f"{key} 须是 {kinds.replace('|', '、')} 类的栏目，“{field}” 是 {known[field]}。")
