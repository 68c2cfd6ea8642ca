"""What a statement of the office says to those who read it."""

import pytest

from portal.evidence.models import Statement
from portal.evidence.selectors.statements import statement_texts
from tests.portal.city import person

pytestmark = pytest.mark.django_db


def test_a_statement_is_told_in_words() -> None:
    somebody = person("何望舒")
    contents = [
        {"person": somebody.pk, "address": "lab@x.example", "name": "何"},
        {"address": "agent@x.example", "is": "ai_agent", "reason": ""},
        {"addresses": ["a@x.example", "b@x.example"], "reason": "同名"},
    ]
    told = statement_texts([Statement(kind="signature", content=content) for content in contents])
    assert told == [f"{somebody.name} · lab@x.example · 何", "agent@x.example · AI 代理", "a@x.example、b@x.example · 同名"]
