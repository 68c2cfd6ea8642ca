"""How is one table of a programme's file filled in as a form, and what does the filled form mean in the file?

A form shows what the file says; only keys whose value somebody changed are written back, so that comments and notations stay.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calls.forms.draft_lines import bounds_line, bounds_of, column_line, columns_of, option_line, options_of, when_line, when_of
from portal.calls.programme_keys import Key, Stanza
from portal.errors import Sentence
from portal.evidence.selectors.rule_texts import RuleTold, rules_told
from xingtu.policy.stanza import DECIMAL

FEN = 100
MOST_DIGITS = 15
TALL = 3
PLAIN_CHOICE = ("", "—")
Question = tuple[str, str, str]
"""Id, label and kind."""
TRUE_WHEN_ABSENT = frozenset({"required", "counts"})


class StanzaForm(forms.Form):
    """Made from the keys of a stanza and what the file says now.

    libraries, steps: id → name; questions: those of the form, for rules that speak of them
    """

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 -- Django's
        stanza: Stanza,
        table: Mapping[str, Any],
        libraries: Mapping[str, str] | None = None,
        questions: Sequence[Question] = (),
        steps: Mapping[str, str] | None = None,
        **named: Any,  # noqa: ANN401 -- Django's
    ) -> None:
        super().__init__(*arguments, **named)
        self.table, self.stanza = table, stanza
        kinds = {str(table.get("kind", "")), str(table.get("then", ""))}
        named_here = [key for key in stanza.keys if not key.only or key.name in table or kinds & set(key.only)]
        self.keys = [*named_here, *(rule_keys(table, questions) if stanza.rule else ())]
        self._libraries, self._steps = dict(libraries or {}), dict(steps or {})
        for key in self.keys:
            self.fields[key.name] = self._field(key)
            self.initial[key.name] = shown(table.get(key.name), key)

    @property
    def unnamed(self) -> list[str]:
        """Keys of the file that have no field here."""
        inside = {inner.name for inner in self.stanza.inside}
        return [name for name in self.table if name not in self.fields and name not in inside]

    def changes(self) -> dict[str, Any]:
        """Key → its new value, None to take it away; only what was changed."""
        changed: dict[str, Any] = {}
        for key in self.keys:
            lacking = not key.optional and key.name not in self.table
            if key.name not in self.changed_data and not lacking:
                continue
            value = meant(self.cleaned_data.get(key.name), key, self.table.get(key.name))
            if lacking and value is None:
                continue
            if value != self.table.get(key.name) or type(value) is not type(self.table.get(key.name)):
                changed[key.name] = value
        return changed

    def clean(self) -> dict[str, Any]:
        """Lines and shares are read here, so that what cannot be read is said beside its field."""
        cleaned = super().clean() or {}
        for key in self.keys:
            try:
                meant(cleaned.get(key.name), key, self.table.get(key.name))
            except ValueError as error:
                self.add_error(key.name, str(error))
        return cleaned

    def _field(self, key: Key) -> forms.Field:  # noqa: C901, PLR0911 -- one field a kind
        given: dict[str, Any] = {"label": key.label, "help_text": key.help, "required": not key.optional}
        match key.kind:
            case "paragraph":
                return forms.CharField(widget=forms.Textarea(attrs={"rows": TALL}), **given)
            case "texts" | "options" | "columns" | "bounds":
                return forms.CharField(widget=forms.Textarea(attrs={"rows": TALL + 2}), **(given | {"required": False}))
            case "integer":
                return forms.IntegerField(**given)
            case "yuan":
                return forms.DecimalField(max_digits=MOST_DIGITS, decimal_places=2, min_value=0, **given)
            case "flag":
                return forms.BooleanField(**(given | {"required": False}))
            case "day":
                return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given)
            case "instant":
                widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
                return forms.DateTimeField(widget=widget, **given)
            case "choice" | "step":
                return forms.ChoiceField(choices=self._choices(key), **given)
            case "steps":
                widget = forms.CheckboxSelectMultiple
                choices = [*self._steps.items(), *self._also(key)]
                return forms.MultipleChoiceField(choices=choices, widget=widget, **(given | {"required": False}))
            case "several":
                choices = [*key.choices, *self._also(key)]
                return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **(given | {"required": False}))
            case _:
                return forms.CharField(**given)

    def _also(self, key: Key) -> list[tuple[str, str]]:
        """What the file has chosen and nobody offers: it is shown as it is, the loader says what is wrong with it."""
        known = {value for value, _label in key.choices} | set(self._steps)
        present = self.table.get(key.name)
        return [(item, item) for item in present if isinstance(item, str) and item not in known] if isinstance(present, list) else []

    def _choices(self, key: Key) -> list[tuple[str, Sentence]]:
        choices = list(key.choices)
        if key.name == "id" and self.stanza.rule:
            choices = [(rule.id, rule.name) for rule in rules_told()]
        elif key.name == "library":
            choices = list(self._libraries.items())
        elif key.kind == "step":
            choices = list(self._steps.items())
        present = self.table.get(key.name)
        if isinstance(present, str) and present and present not in {value for value, _label in choices}:
            choices.append((present, present))  # what stands in the file is shown as it is, the loader says what is wrong with it
        return [PLAIN_CHOICE, *choices] if key.optional or not present else choices


class TextForm(forms.Form):
    """The whole file as it is written."""

    text = forms.CharField(label="", strip=False, widget=forms.Textarea(attrs={"rows": 40, "spellcheck": "false", "class": "source"}))


def rule_of_table(table: Mapping[str, Any]) -> RuleTold | None:
    """The rule a table uses; None: this engine has no such rule."""
    return next((rule for rule in rules_told() if rule.id == table.get("id")), None)


def rule_keys(table: Mapping[str, Any], questions: Sequence[Question]) -> list[Key]:
    """What the rule asks to be told, by the kinds it declares."""
    rule = rule_of_table(table)
    if rule is None:
        return []
    money = "money" in rule.parameters.get("field", "")
    return [_parameter(name, kind, questions, money=money) for name, kind in rule.parameters.items()]


def _parameter(name: str, kind: str, questions: Sequence[Question], *, money: bool) -> Key:
    base, _colon, narrowed = kind.partition(":")
    label = str(PARAMETERS.get(name, name))
    if base in {"field", "fields"}:
        kinds = set(narrowed.split("|")) - {""}
        fields = tuple((ident, called) for ident, called, of in questions if not kinds or of in kinds)
        return Key(name, label, "several" if base == "fields" else "choice", choices=fields)
    if base == "integer":
        return Key(name, label, "integer", help=_("金额以分计。") if name == "value" and money else "")
    if base == "day":
        return Key(name, label, "day")
    if base == "texts":
        return Key(name, label, "texts", help=_("一行一个。"))
    return Key(name, label, "choice" if base == "library" else "text")


PARAMETERS: dict[str, Sentence] = {
    "metric": gettext_lazy("指标"),
    "value": gettext_lazy("数值"),
    "field": gettext_lazy("表单的栏目"),
    "fields": gettext_lazy("表单的栏目（可多选）"),
    "of": gettext_lazy("占哪一栏的比例"),
    "percent": gettext_lazy("百分之几"),
    "library": gettext_lazy("库"),
    "programme": gettext_lazy("项目（不含年份）"),
    "day": gettext_lazy("日期"),
    "days": gettext_lazy("天数"),
    "months": gettext_lazy("月数"),
    "kind": gettext_lazy("种类"),
    "options": gettext_lazy("可选的答案"),
    "proof": gettext_lazy("证明附件的栏目"),
    "earlier": gettext_lazy("较早的日期栏目"),
    "later": gettext_lazy("较晚的日期栏目"),
    "at_least": gettext_lazy("下限"),
    "at_most": gettext_lazy("上限"),
    "looked_up_in": gettext_lazy("查询平台"),
}
"""What parameters of rules are called."""


def shown(value: Any, key: Key) -> Any:  # noqa: ANN401, PLR0911 -- a value of the file, as its field shows it
    """What the field shows of a value of the file."""
    if value is None:
        return None if key.kind != "flag" else key.name in TRUE_WHEN_ABSENT
    match key.kind:
        case "yuan" if isinstance(value, int):
            return Decimal(value) / FEN if value % FEN else Decimal(value // FEN)
        case "texts":
            return "\n".join(str(item) for item in value) if isinstance(value, list) else str(value)
        case "options" if isinstance(value, list):
            return "\n".join(option_line(option) for option in value)
        case "columns" if isinstance(value, list):
            return "\n".join(column_line(column) for column in value)
        case "bounds" if isinstance(value, list):
            return "\n".join(bounds_line(bound) for bound in value)
        case "when" if isinstance(value, dict):
            return when_line(value)
        case "instant" if isinstance(value, datetime) and value.tzinfo:
            return timezone.localtime(value)
        case _:
            return value


def meant(value: Any, key: Key, before: Any) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 -- one kind after the other
    """What the file shall say; None: nothing.

    Raises:
        ValueError: it cannot be read; the message says how it is written.
    """
    match key.kind:
        case "flag":
            if key.optional and before is None and bool(value) == (key.name in TRUE_WHEN_ABSENT):
                return None
            return bool(value)
        case "integer":
            return None if value is None else int(value)
        case "yuan":
            return None if value is None else int(value * FEN)
        case "share":
            text = (value or "").strip()
            if text and not DECIMAL.fullmatch(text):
                raise ValueError(_("比例写成小数，如 0.30 即 30%。"))
            return text or None
        case "texts":
            lines = [line.strip() for line in (value or "").splitlines() if line.strip()]
            if isinstance(before, str) and len(lines) == 1:
                return lines[0]  # grants read "of" as one fact or as several
            return lines if lines or not key.optional else None
        case "steps":
            kept = [step for step in before if step in value] if isinstance(before, list) else []
            return [*kept, *(step for step in value if step not in kept)]
        case "several":
            return list(value) if value or not key.optional else None
        case "options":
            return options_of(value or "") or None
        case "columns":
            return columns_of(value or "", before if isinstance(before, list) else []) or None
        case "bounds":
            return bounds_of(value or "") or None
        case "when":
            return when_of(value or "")
        case "instant":
            return timezone.localtime(value) if isinstance(value, datetime) else None
        case "day":
            return value if isinstance(value, date) else None
        case _:
            return str(value).replace("\r\n", "\n").strip() or None if value is not None else None
