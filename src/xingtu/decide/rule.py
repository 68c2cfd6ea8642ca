"""What is a rule: which question does it put to a case, and what may it answer?

Three answers, never two: what was not measured is neither a pass nor a failure, and ``UNKNOWN`` never passes silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xingtu.decide.case import Case, Question, amount_text, quoted


class Outcome(StrEnum):
    """The answer of a rule."""

    PASS = "pass"  # noqa: S105 -- the word of the design, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


Parameter = str | int | tuple[str, ...]
Parameters = Mapping[str, Parameter]


def integer(parameters: Parameters, name: str) -> int:
    """A parameter of kind integer."""
    return int(str(parameters[name]))


def several(parameters: Parameters, name: str) -> tuple[str, ...]:
    """A parameter that is a list: fields or texts."""
    value = parameters[name]
    return value if isinstance(value, tuple) else (str(value),)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer with its reason in both languages; ``evidence`` names what it rests on."""

    outcome: Outcome
    reason: str
    reason_en: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A self-describing rule. ``examples`` are its first tests and its documentation.

    condition:  what a programme's page says of it, with the parameters in braces, e.g. "{metric}不少于 {value}"; the name when empty
    parameters: name -> kind; a programme file must give exactly these. metric, integer, text, day, texts, library, programme;
                ``field`` and ``fields`` are questions of the form, after a colon the kinds they may be of ("field:integer|money")
    needs:      the facts it reads, beside answers and metrics; whoever makes a case gives these
    words:      text that may stand for a parameter -> Chinese and English, where the rule has a vocabulary of its own
    """

    id: str
    version: int
    name: str
    name_en: str
    basis: str
    judge: Callable[[Case, Parameters], Judgement]
    examples: Sequence[tuple[Case, Parameters, Outcome]]
    parameters: Mapping[str, str] = field(default_factory=dict)
    condition: str = ""
    condition_en: str = ""
    needs: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def told(
        self, parameters: Parameters, *, names: Mapping[str, tuple[str, str]], questions: Mapping[str, Question] | None = None
    ) -> tuple[str, str]:
        """The condition with what this programme puts into it, in Chinese and English.

        names: metric, library and option ids ("field.option") -> Chinese and English; an id nobody names stands as it is
        """
        asked = questions or {}
        words = {name: self._words(name, parameters, names, asked) for name in parameters}
        zh, en = ({name: pair[side] for name, pair in words.items()} for side in (0, 1))
        return (self.condition or self.name).format(**zh), (self.condition_en or self.name_en).format(**en)

    def _words(
        self, name: str, parameters: Parameters, names: Mapping[str, tuple[str, str]], questions: Mapping[str, Question]
    ) -> tuple[str, str]:
        kind, value, of = self.parameters.get(name, "").partition(":")[0], parameters[name], str(parameters.get("field", ""))
        if isinstance(value, int):
            return amount_text(value, questions[of].kind if name == "value" and of in questions else "")
        pairs = []
        for one in (value,) if isinstance(value, str) else value:
            question = questions.get(one) if kind in ("field", "fields") else None
            pairs.append(quoted(question) if question else names.get(f"{of}.{one}", names.get(one, self.words.get(one, (one, one)))))
        return "、".join(pair[0] for pair in pairs), ", ".join(pair[1] for pair in pairs)
