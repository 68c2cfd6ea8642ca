"""How is a thing said in Chinese and in English?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Lang: TypeAlias = Literal["zh", "en"]

LANGUAGES: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in both languages; an empty ``en`` means the Chinese wording stands for both (most names)."""

    zh: str
    en: str = ""

    def said(self, lang: Lang) -> str:
        """The wording in that language."""
        return self.en or self.zh if lang == "en" else self.zh


def said(words: Mapping[str, Text], key: str, lang: Lang, /, **values: object) -> str:
    """The wording of ``key`` among some, with ``{values}`` put in."""
    wording = words[key].said(lang)
    return wording.format(**values) if values else wording
