"""Which components may a page use? Each is shown with its code on the living page ``/house/``.

This library is built in: templates need no ``{% load %}``. Rows that components take are in ``house/parts.py``.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, ChoiceField, Field, FileInput
from django.template.context import Context
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.errors import Sentence
from xingtu.report.numbers import number as written
from xingtu.report.numbers import yuan
from xingtu.report.text import Lang

register = template.Library()

EVIDENCE = {"verified": _("已核实"), "declared": _("本人声明"), "inferred": _("系统推断"), "unknown": _("未知")}
TONES = {"info": "plain", "debug": "plain", "success": "good", "warning": "warn", "error": "bad"}
TONE_WORDS = {"plain": _("说明"), "good": _("成功"), "warn": _("注意"), "bad": _("有问题")}
OUTCOMES = {"pass": ("good", _("符合")), "fail": ("bad", _("不符合")), "unknown": ("warn", _("待查")), "note": ("plain", "")}
STEP_STATES = {"done": _("已完成"), "now": _("当前步骤"), "next": _("未开始"), "stopped": _("已停止")}
KILO = 1024
PERCENT = 100


def _lang() -> Lang:
    return "en" if (get_language() or "").startswith("en") else "zh"


# words and numbers within a sentence: simple tags, so that no blank slips in before a comma -----------------------------


@register.simple_tag
def number(value: int | None, unit: Sentence = "", *, scale: int = 1, href: str = "", title: Sentence = "") -> SafeString:
    """A number with its door: ``href`` leads to definition and evidence; None is shown as unknown, never as zero."""
    named = format_html(' title="{}"', title) if title else ""
    if value is None:
        word = gettext("未知")
        return (
            format_html('<a class="number unknown" href="{}"{}>{}</a>', href, named, word)
            if href
            else (format_html('<span class="number unknown"{}>{}</span>', named, word))
        )
    shown = format_html(
        "{}{}", written(value, scale=scale, lang=_lang()), format_html('<span class="unit"> {}</span>', unit) if unit else ""
    )
    if href:
        return format_html('<a class="number" href="{}"{}>{}</a>', href, named, shown)
    return format_html('<span class="number"{}>{}</span>', named, shown)


@register.simple_tag
def tag(label: Sentence, tone: str = "plain") -> SafeString:
    """A state. Tones: plain, good, warn, bad; the word says it, the colour only helps."""
    return format_html('<span class="tag {}">{}</span>', tone, label)


@register.simple_tag
def chip(kind: str) -> SafeString:
    """How a statement is known: verified, declared, inferred or unknown."""
    known = kind if kind in EVIDENCE else "unknown"
    return format_html('<span class="chip {}">{}</span>', known, EVIDENCE[known])


@register.simple_tag
def when(at: datetime | date | None) -> SafeString:
    """An instant in the city's time, or a date; None is a dash."""
    if at is None:
        return mark_safe("—")
    if isinstance(at, datetime):
        local = timezone.localtime(at) if timezone.is_aware(at) else at
        return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), local.strftime("%Y-%m-%d %H:%M"))
    return format_html('<time datetime="{0}">{0}</time>', at.isoformat())


@register.filter
def money(amount_fen: int | None) -> str:
    """An amount held in fen, written in yuan."""
    return yuan(amount_fen, _lang())


@register.filter
def size(count: int | None) -> str:
    """A file's size as people read it."""
    if count is None:
        return gettext("大小未知")
    units = ("KB", "MB", "GB")
    if count < KILO:
        return f"{count} B"
    shown, place = count / KILO, 0
    while shown >= KILO and place < len(units) - 1:
        shown, place = shown / KILO, place + 1
    return f"{shown:.1f} {units[place]}"


@register.filter
def tone(level_tag: str) -> str:
    """The tone of one of Django's one-time messages."""
    return TONES.get(level_tag.rpartition(" ")[2], "plain")


@register.filter
def tone_word(name: str) -> Sentence:
    """What a tone says in a word, for those who do not see its colour."""
    return TONE_WORDS.get(name, TONE_WORDS["plain"])


# forms ------------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("house/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with label, help and error."""
    return {
        "field": bound,
        "errors": _problems(bound),
        "group": bound.use_fieldset,
        "single": isinstance(bound.field.widget, CheckboxInput),
    }


@register.inclusion_tag("house/parts/errors.html", takes_context=True)
def errors(context: Context, form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, above it, each line leading to its field; it takes the focus when the form was just sent."""
    request = context.get("request")
    wrong = [bound for bound in form if bound.errors] if form.is_bound else []
    return {
        "general": form.non_field_errors() if form.is_bound else (),
        "wrong": [(bound, named, sentence) for bound in wrong for named, sentence in _problems(bound)],
        "just_sent": request is not None and request.method == "POST",
    }


@register.inclusion_tag("house/parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form in their order, hidden ones too."""
    return {"form": form}


@register.inclusion_tag("house/parts/form.html", takes_context=True)
def form(
    context: Context,
    form: BaseForm,
    submit: Sentence = "",
    *,
    action: str = "",
    method: str = "post",
    cancel: str = "",
    tone: str = "",
) -> dict[str, Any]:
    """A whole form: what is wrong, fields, button. ``cancel`` is where the reader goes without doing it."""
    files = any(isinstance(bound.field.widget, FileInput) for bound in form)
    return {
        "form": form,
        "submit": submit or gettext("提交"),
        "action": action,
        "method": method,
        "cancel": cancel,
        "tone": tone,
        "files": files or form.is_multipart(),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("house/parts/facets.html", takes_context=True)
def facets(context: Context, groups: Sequence[Any], *, placeholder: Sentence = "", search: str = "q", action: str = "") -> dict[str, Any]:
    """A filter beside a list: a search box and check boxes as one GET form; what else stands in the address is kept."""
    given = context["request"].GET
    own = {search, "page", *(group["name"] if isinstance(group, Mapping) else group.name for group in groups)}
    chosen = [
        (group, choice)
        for group in groups
        for choice in (group["choices"] if isinstance(group, Mapping) else group.choices)
        if (choice["selected"] if isinstance(choice, Mapping) else choice.selected)
    ]
    return {
        "groups": groups,
        "query": given.get(search, ""),
        "search": search,
        "placeholder": placeholder,
        "action": action,
        "kept": [(name, value) for name, values in given.lists() if name not in own for value in values],
        "chosen": len(chosen),
        "path": action or context["request"].path,
    }


@register.inclusion_tag("house/parts/undo.html", takes_context=True)
def undo(context: Context, text: Sentence, action: str, until: datetime | None = None) -> dict[str, Any]:
    """What was just done, until when it can be taken back, and the button that does so (``action`` is posted to)."""
    return {"text": text, "action": action, "until": until, "csrf_token": context.get("csrf_token")}


# lists and tables -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("house/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list; the rest of the query is kept."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    return {"page": page, "name": name, "query": query.urlencode()}


@register.simple_tag(takes_context=True)
def sorter(context: Context, label: Sentence, key: str, name: str = "sort") -> SafeString:
    """A column's heading that sorts by it; a minus sign before the key sorts downwards."""
    query = context["request"].GET.copy()
    now = query.get(name, "")
    query.pop("page", None)
    query[name] = f"-{key}" if now == key else key
    mark, said = {key: ("↑", gettext("升序")), f"-{key}": ("↓", gettext("降序"))}.get(now, ("", ""))
    arrow = format_html(' <span class="arrow" aria-hidden="true">{}</span><span class="unseen">{}</span>', mark, said) if mark else ""
    return format_html('<a class="sorter" href="?{}">{}{}</a>', query.urlencode(), label, arrow)


@register.simple_block_tag
def datatable(content: str, caption: Sentence, note: Sentence = "", kind: str = "") -> SafeString:
    """A table that scrolls within itself on a narrow screen, its head in sight; ``kind="cards"`` makes each row a card there."""
    return format_html(
        '<div class="scroll{0}" role="region" aria-label="{1}" tabindex="0"><table class="data{0}">'
        "<caption>{1}{2}</caption>{3}</table></div>",
        f" {kind}" if kind else "",
        caption,
        format_html(' <span class="note">{}</span>', note) if note else "",
        content,
    )


@register.simple_block_tag
def notice(content: str, tone: str = "plain", title: Sentence = "") -> SafeString:
    """A banner within the page: plain, good, warn or bad."""
    head = format_html('<p class="banner-title"><span class="unseen">{} · </span>{}</p>', tone_word(tone), title) if title else ""
    return format_html('<div class="banner {}"{}>{}{}</div>', tone, mark_safe(' role="note"'), head, content)


@register.inclusion_tag("house/parts/empty.html")
def empty(text: Sentence, action: Sentence = "", href: str = "") -> dict[str, Any]:
    """What stands where a list would be: why there is nothing, and the next step."""
    return {"text": text, "action": action, "href": href}


@register.inclusion_tag("house/parts/timeline.html")
def timeline(entries: Sequence[Any]) -> dict[str, Any]:
    """Events, newest first; each with ``at``, ``title`` and perhaps ``text`` and ``by``."""
    return {"entries": entries}


@register.inclusion_tag("house/parts/reasons.html")
def reasons(items: Sequence[Any]) -> dict[str, Any]:
    """Why: sentences, or rows with ``text``, ``outcome`` (pass, fail, unknown, note) and ``href``."""
    rows = []
    for item in items:
        plain = isinstance(item, str | Promise)
        tone, word = OUTCOMES["note" if plain else str(_of(item, "outcome", "note"))]
        rows.append({"text": item if plain else _of(item, "text"), "href": "" if plain else _of(item, "href"), "tone": tone, "word": word})
    return {"rows": rows}


@register.inclusion_tag("house/parts/steps.html")
def steps(items: Sequence[Any]) -> dict[str, Any]:
    """The way of an application or claim; each with ``label``, ``state`` (done, now, next, stopped), ``text``, ``at``."""
    return {
        "rows": [
            {"item": item, "state": _of(item, "state", "next"), "word": STEP_STATES[str(_of(item, "state", "next"))]} for item in items
        ]
    }


@register.inclusion_tag("house/parts/facts.html")
def facts(pairs: Sequence[tuple[Sentence, Any]]) -> dict[str, Any]:
    """A list of terms and what holds for each; None or empty is shown as not given."""
    return {"pairs": pairs}


@register.inclusion_tag("house/parts/stats.html")
def stats(items: Sequence[Any]) -> dict[str, Any]:
    """A row of a few numbers that matter, each with its door."""
    return {"items": items}


@register.inclusion_tag("house/parts/tabs.html")
def tabs(items: Sequence[Any], label: Sentence = "") -> dict[str, Any]:
    """Links to the pages about one thing; each with ``label``, ``href``, ``current``, ``count``."""
    return {"items": items, "label": label or gettext("本页各部分")}


@register.inclusion_tag("house/parts/progress.html")
def progress(done: int, total: int | None, label: Sentence = "") -> dict[str, Any]:
    """How far a job has come; an unknown total shows as under way, not as zero."""
    share = None if not total else min(done * PERCENT // total, PERCENT)
    return {"done": done, "total": total, "label": label, "share": share}


@register.inclusion_tag("house/parts/compare.html")
def compare(subjects: Sequence[Any], rows: Sequence[Any], caption: Sentence = "") -> dict[str, Any]:
    """Things side by side: ``subjects`` are (name, href), ``rows`` are (label, values); what differs is marked."""
    shown = [(label, values, len({str(value) for value in values}) > 1) for label, values in rows]
    return {"subjects": subjects, "rows": shown, "caption": caption or gettext("对比")}


@register.inclusion_tag("house/parts/run_diff.html")
def run_diff(rows: Sequence[Any], before: Sentence, after: Sentence, caption: Sentence = "") -> dict[str, Any]:
    """One subject's values in two runs, what changed and why; ``before`` and ``after`` name the runs."""
    shown = []
    for row in rows:
        old, new = _of(row, "before", None), _of(row, "after", None)
        change = None if old is None or new is None else new - old
        shown.append({"row": row, "change": change, "scale": _of(row, "scale", 1), "same": old == new})
    return {"rows": shown, "before": before, "after": after, "caption": caption or gettext("两次运行的差异")}


@register.inclusion_tag("house/parts/file_row.html")
def file_row(name: Sentence, href: str, *, format: str = "", bytes: int | None = None, note: Sentence = "") -> dict[str, Any]:  # noqa: A002 -- read in templates
    """A file to take home: name, format, size, what it holds."""
    return {"name": name, "href": href, "format": format, "bytes": bytes, "note": note}


@register.inclusion_tag("house/parts/line.html")
def person_line(name: Sentence, href: str = "", *, note: Sentence = "") -> dict[str, Any]:
    """A person in a list."""
    return {"name": name, "href": href, "note": note, "kind": "person", "code": ""}


@register.inclusion_tag("house/parts/line.html")
def organisation_line(name: Sentence, href: str = "", *, code: str = "", note: Sentence = "") -> dict[str, Any]:
    """An organisation in a list, with its 统一社会信用代码 where it may be shown."""
    return {"name": name, "href": href, "note": note, "kind": "organisation", "code": code}


def _problems(bound: BoundField) -> list[tuple[bool, Sentence]]:
    """What is wrong with a field, and whether the sentence already names it: "this field is required" helps nobody."""
    said: list[tuple[bool, Sentence]] = []
    for error in bound.errors.as_data():
        for sentence in map(str, error):
            if error.code == "required" and sentence == Field.default_error_messages["required"]:
                wish = gettext("请选择“%(label)s”。") if isinstance(bound.field, ChoiceField) else gettext("请填写“%(label)s”。")
                if isinstance(bound.field.widget, CheckboxInput):
                    wish = gettext("请勾选“%(label)s”。")
                said.append((True, wish % {"label": bound.label}))
            else:
                said.append((False, sentence))
    return said


def _of(row: Any, name: str, otherwise: Any = "") -> Any:  # noqa: ANN401 -- rows are dataclasses, dicts or rows of a query
    return row.get(name, otherwise) if isinstance(row, Mapping) else getattr(row, name, otherwise)
