"""Is every text of the portal said in English too? ``python -m portal.house.translations extract | check | compile``.

Chinese is the source, so a message's id is its Chinese wording; each app holds its English in ``locale/en/LC_MESSAGES/django.po``.
Extraction reads Python with Babel and templates with Django's own templatize, so that neither xgettext nor msgfmt is needed.
The files carry no dates and no places: two people who add texts do not collide. Compiled files are not committed.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PORTAL = Path(__file__).resolve().parent.parent
HOME_APP = "house"
"""The app that also says what stands beside the apps (``settings.py``, ``errors.py``)."""
LOCALE = Path("locale/en/LC_MESSAGES")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = r"""msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
CHINESE = re.compile(r"[\u3400-\u9fff\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]")
"""Characters and full-width punctuation: neither belongs on an English page."""
TEMPLATE_CODE = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->",
    re.DOTALL,
)


def apps() -> list[str]:
    """Names of the portal's apps."""
    return sorted(folder.parent.name for folder in PORTAL.glob("*/apps.py"))


def catalogue_path(app: str) -> Path:
    """Where an app's English stands."""
    return PORTAL / app / LOCALE / "django.po"


def source(app: str) -> Catalog:
    """What the app says now, without English."""
    catalogue = Catalog(locale="en")
    for path in _files(app):
        for identity, context in _said_in(path):
            catalogue.add(identity, context=context)
    return catalogue


def written(app: str) -> Catalog:
    """What the app's English file says."""
    path = catalogue_path(app)
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def extract(app: str) -> int:
    """Bring the app's file up to its source: new texts are added, gone ones removed, English kept. Returns how many lack English.

    A text that another app has already said in English is taken over from there.
    """
    now, before = source(app), written(app)
    elsewhere = {_key(message): message.string for other in apps() if other != app for message in _messages(written(other))}
    for message in _messages(now):
        known = before.get(message.id, context=message.context)
        message.string = (
            (known.string if known and not known.fuzzy and _is_said(known) else None) or elsewhere.get(_key(message)) or message.string
        )
    text = io.BytesIO()
    write_po(text, now, width=0, omit_header=True, no_location=True, sort_output=True)
    path = catalogue_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + text.getvalue().decode().strip() + "\n", encoding="utf-8")
    return sum(not _is_said(message) for message in _messages(now))


def check(app: str) -> list[str]:
    """What is wrong with the app's English, a sentence each."""
    now, english = source(app), written(app)
    problems = [f"{app}: {path.name} 中的“{text}”没有用 translate 标记" for path in _templates(app) for text in _unmarked(path)]
    for message in _messages(now):
        said = english.get(message.id, context=message.context)
        if said is None or not _is_said(said):
            problems.append(f"{app}: “{_shown(message)}”没有英文；请运行 make messages 并补译")
        elif said.fuzzy:
            problems.append(f"{app}: “{_shown(message)}”的英文标为 fuzzy，请核对后去掉标记")
        elif _placeholders(message.id) != _placeholders(said.string):
            problems.append(f"{app}: “{_shown(message)}”与英文的占位符不同：{_placeholders(message.id)}，{_placeholders(said.string)}")
    problems += [
        f"{app}: “{_shown(message)}”已不在源码中；请运行 make messages"
        for message in _messages(english)
        if now.get(message.id, context=message.context) is None
    ]
    return problems + [f"{app}: 文件中留有作废条目“{key}”；请运行 make messages" for key in english.obsolete]


def compile_all() -> list[Path]:
    """Write each app's machine-readable file beside its source, where it is missing or older."""
    made = []
    for app in apps():
        path = catalogue_path(app)
        target = path.with_suffix(".mo")
        if path.exists() and (not target.exists() or target.stat().st_mtime < path.stat().st_mtime):
            text = io.BytesIO()
            write_mo(text, written(app))
            fresh = target.with_suffix(f".{os.getpid()}")  # several test processes may meet here
            fresh.write_bytes(text.getvalue())
            fresh.replace(target)
            made.append(target)
    return made


def _files(app: str) -> list[Path]:
    beside = sorted(PORTAL.glob("*.py")) if app == HOME_APP else []
    inside = [path for path in (PORTAL / app).rglob("*.py") if "migrations" not in path.parts]
    return beside + sorted(inside) + _templates(app)


def _templates(app: str) -> list[Path]:
    return sorted(path for ending in ("html", "txt") for path in (PORTAL / app).glob(f"**/templates/**/*.{ending}"))


def _said_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        # what templatize leaves is not indented code, but Python's tokens are what we read it by
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, identity, _comments, context in babel_extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        if identity:
            yield identity, context


def _unmarked(path: Path) -> list[str]:
    return [line.strip() for line in TEMPLATE_CODE.sub("", path.read_text("utf-8")).splitlines() if CHINESE.search(line)]


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def _is_said(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _shown(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return text.replace("\n", " ")[:60]


def _placeholders(text: str | tuple[str, ...] | list[str] | None) -> set[str]:
    return set(PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text or ())))


def main(arguments: list[str]) -> int:
    """Run one of the verbs over all apps, or over those named after it."""
    verb, *named = arguments or [""]
    wanted = [app for app in apps() if not named or app in named]
    match verb:
        case "extract":
            for app in wanted:
                sys.stdout.write(f"{app}: {len(_messages(source(app)))} 条，缺英文 {extract(app)} 条\n")
            return 0
        case "check":
            problems = [problem for app in wanted for problem in check(app)]
            sys.stdout.write("".join(f"{problem}\n" for problem in problems))
            return 1 if problems else 0
        case "compile":
            sys.stdout.write("".join(f"{path}\n" for path in compile_all()))
            return 0
        case _:
            sys.stderr.write("用法：python -m portal.house.translations extract|check|compile [应用…]\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
