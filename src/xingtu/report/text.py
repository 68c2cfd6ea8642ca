"""How is a thing said in Chinese and in English?"""

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
