"""What do the rules of its programme answer of an application?"""

from collections.abc import Mapping

from portal.calls.models import Application
from portal.calls.programmes import programme_of
from portal.calls.selectors.facts import known_for
from portal.evidence.models import Run
from portal.evidence.selectors.application_facts import Prefilled
from portal.evidence.selectors.judging import Judged, judge_application


def judged(application: Application, *, answers: Mapping[str, object], facts: Mapping[str, Prefilled], run: Run | None) -> list[Judged]:
    """Rule by rule, in the file's order; without a run on the newest observation, preliminary."""
    programme = programme_of(application.call.version)
    return judge_application(
        programme.rules,
        answers=answers,
        facts=known_for(application, facts),
        record_ids=[application.record_id] if application.record_id else [],
        run=run,
        form=programme.form,
    )
