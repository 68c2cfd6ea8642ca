"""What of a statement has no place in a VEX document of another's format, and how does it stand there all the same?"""

import json
from collections.abc import Collection

from xingtu.facts.statements import VEX, Statement
from xingtu.facts.vex_words import EXTRA
from xingtu.report.licences.shown import shown

PEOPLE = frozenset({"author", "reviewer", "impact", "action", "evidence"})
"""Written by people, who may have left a mailbox in it."""


def extra(statement: Statement, elsewhere: Collection[str]) -> str:
    """One line of JSON with every field that is told and does not stand ``elsewhere``."""
    told: dict[str, object] = {}
    for key in EXTRA:
        value = getattr(statement, key)
        if key in elsewhere or value is None or (value == "" and key != "seen_level") or (key == "kind" and value == VEX):
            continue
        told[key] = value.isoformat() if key == "expires_on" else told_by(value) if key in PEOPLE else value
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def told_by(text: str) -> str:
    """What people wrote, line by line, without mailboxes and hiding characters."""
    return "\n".join(shown(line) for line in text.split("\n"))
