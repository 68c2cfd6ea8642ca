"""What does a column mean, and in which unit is it?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """Stands in ``Annotated[type, Column(...)]`` beside a field of a row type."""

    meaning: str
    unit: str = ""
    private: bool = False
    """True: holds a name, a mailbox or a free text of a person, and never leaves the lake unhashed."""
