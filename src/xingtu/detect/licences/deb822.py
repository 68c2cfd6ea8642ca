"""Which paragraphs and fields stand in a file of Debian's control format, such as ``debian/copyright``?"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Names of fields in small letters; the values keep their lines."""

    line: int
    fields: Mapping[str, tuple[str, ...]]

    def lines(self, name: str) -> tuple[str, ...]:
        """Lines of a field that are not empty."""
        return tuple(line for line in self.fields.get(name.lower(), ()) if line)

    def words(self, name: str) -> tuple[str, ...]:
        """Words of a field, however they are wrapped."""
        return tuple(word for line in self.lines(name) for word in line.split())

    def first_line(self, name: str) -> str:
        """The line that stands beside the field's name: the synopsis."""
        return (self.fields.get(name.lower()) or ("",))[0]


def paragraphs(content: bytes) -> tuple[Paragraph, ...]:
    """All paragraphs in their order; lines that belong to nothing are passed over."""
    found: list[Paragraph] = []
    fields: dict[str, list[str]] = {}
    began, last = 1, ""
    for number, line in enumerate([*content.decode("utf-8", "replace").splitlines(), ""], start=1):
        if not line.strip():
            if fields:
                found.append(Paragraph(began, {name: tuple(values) for name, values in fields.items()}))
            fields, last = {}, ""
        elif line.startswith("#"):
            continue
        elif line[0] in " \t":
            if last:
                fields[last].append("" if line.strip() == "." else line.strip())
        elif ":" in line:
            name, _, value = line.partition(":")
            began = began if fields else number
            last = name.strip().lower()
            fields[last] = [value.strip()]
    return tuple(found)
