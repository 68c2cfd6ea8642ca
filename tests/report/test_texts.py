import re
import string
from importlib import resources

import pytest

from xingtu.report.texts import TEXTS


def written() -> str:
    root = resources.files("xingtu.report")
    files = [*root.iterdir(), *root.joinpath("templates").iterdir()]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.is_file() and file.name != "texts.py")


def test_every_wording_has_both_languages_with_the_same_gaps() -> None:
    def gaps(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    for key, text in TEXTS.items():
        assert text.zh, key
        assert text.en, key
        assert gaps(text.zh) == gaps(text.en), key


@pytest.mark.parametrize("key", re.findall(r'(?:\bt|say)\(\s*[\'"]([a-z_.]+)[\'"]', written()))
def test_every_wording_asked_for_exists(key: str) -> None:
    assert key in TEXTS or any(known.startswith(key) for known in TEXTS)


def test_no_wording_is_left_over() -> None:
    text = written()
    asked = set(re.findall(r'[\'"]([a-z_.]+)[\'"]', text))
    families = re.findall(r'f?"([a-z_]+(?:\.[a-z_]+)*\.)(?:\{|")', text)
    assert [key for key in TEXTS if key not in asked and not any(key.startswith(family) for family in families)] == []
