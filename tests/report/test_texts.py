"""Is every wording a report asks for there, in both languages, and is none left over?"""

import re
import string
from collections.abc import Mapping
from importlib import resources

import pytest

from xingtu.report.licences.wording import WORDS
from xingtu.report.text import Text
from xingtu.report.texts import TEXTS

REPORTS = resources.files("xingtu.report")
TEMPLATES = REPORTS.joinpath("templates")


def written(*files: object) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.is_file() and file.name not in {"texts.py", "wording.py"})  # type: ignore[attr-defined]


RUNS = written(*REPORTS.iterdir(), *(file for file in TEMPLATES.iterdir() if not file.name.startswith("licences.")))
LICENCES = written(*REPORTS.joinpath("licences").iterdir(), TEMPLATES.joinpath("licences.html"))
BOOKS: Mapping[str, tuple[Mapping[str, Text], str]] = {"runs": (TEXTS, RUNS), "licences": (WORDS, LICENCES)}
ASKED = [(book, key) for book, (_, text) in BOOKS.items() for key in re.findall(r"""(?:\bt|say)\(\s*['"]([a-z_.]+)['"]""", text)]


@pytest.mark.parametrize("book", BOOKS)
def test_every_wording_has_both_languages_with_the_same_gaps(book: str) -> None:
    def gaps(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    for key, text in BOOKS[book][0].items():
        assert text.zh, key
        assert text.en, key
        assert gaps(text.zh) == gaps(text.en), key


@pytest.mark.parametrize(("book", "key"), ASKED)
def test_every_wording_asked_for_exists(book: str, key: str) -> None:
    wordings = BOOKS[book][0]
    assert key in wordings or any(known.startswith(key) for known in wordings)


def test_no_wording_is_left_over() -> None:
    asked = set(re.findall(r"""['"]([a-z_.]+)['"]""", RUNS))
    families = re.findall(r"""f?"([a-z_]+(?:\.[a-z_]+)*\.)(?:\{|")""", RUNS)
    assert [key for key in TEXTS if key not in asked and not any(key.startswith(family) for family in families)] == []
