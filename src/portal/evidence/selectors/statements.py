"""What does a statement of the office say, in words? For the office alone: mailboxes stand in it."""

from collections.abc import Sequence
from typing import Any

from portal.accounts.models import Person
from portal.evidence.models import Statement
from portal.evidence.selectors.differences import ACTORS


def statement_texts(statements: Sequence[Statement]) -> list[str]:
    """One a statement; persons by name, what somebody is in words, everything else as it was declared."""
    wanted = {str(value) for one in statements for key, value in one.content.items() if key == "person"}
    names = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))

    def said(key: str, value: Any) -> str:  # noqa: ANN401 -- whatever a stanza holds
        if key == "person":
            return names.get(str(value)) or str(value)
        if isinstance(value, list):
            return "、".join(map(str, value))
        return str(ACTORS.get(value, value)) if key == "is" else str(value)

    return [" · ".join(said(key, value) for key, value in one.content.items() if value) for one in statements]
