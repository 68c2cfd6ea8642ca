"""What do rules and forms ask of a project's licence that only policy and tables can say?"""

from collections.abc import Mapping
from datetime import date

from xingtu.decide.compatibility import Question, Sources, compatibility

MULAN_PSL = "MulanPSL-2.0"


def licence_facts(expression: str, sources: Sources, *, on: date, repository: str = "") -> Mapping[str, object]:
    """Fact id -> value, from the expression concluded, or declared where nobody has concluded.

    ``project.licence.open``: None where a person must look. ``project.licence.mulan``: whether the code may be copied into a work
    under MulanPSL-2.0 that is given on as source.
    """
    mulan = compatibility(Question(MULAN_PSL, expression, on, relation="copied", repository=repository), sources)
    return {"project.licence.open": sources.policy.is_open(expression), "project.licence.mulan": mulan.answer}
