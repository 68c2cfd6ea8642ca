"""In which measures can a promise of the ledger be written? In those the newest observation sums by organisation or repository."""

from django.utils.translation import get_language

from portal.evidence.selectors.runs import newest_observation
from portal.register.promise_metrics import SUBJECT_KINDS, PromiseMetric


def promise_measures() -> list[PromiseMetric]:
    """As that run defines them, in the reader's language; none before the first run."""
    run = newest_observation()
    if run is None:
        return []
    english = (get_language() or "").startswith("en")
    return [
        PromiseMetric(
            id=one.metric,
            name=one.name_en if english else one.name,
            unit=one.unit_en if english else one.unit,
            scale=one.scale,
            subject_kinds=tuple(kind for kind in SUBJECT_KINDS if kind in one.grain),
        )
        for one in run.metrics.filter(additive=True)
        if set(SUBJECT_KINDS) & set(one.grain)
    ]
