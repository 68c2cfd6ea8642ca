"""What came of running a draft on last year's facts?"""

from portal.evidence.models import Backtest


def backtest_of(programme: str, policy_hash: str) -> Backtest | None:
    """The newest of a draft; the office alone is shown it, which the page that asks proves."""
    return Backtest.objects.filter(programme=programme, policy_hash=policy_hash).first()
