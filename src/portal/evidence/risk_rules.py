"""By when must a finding be dealt with, what is likely to be exploited, how long may a waiver last? ``policy/risk.toml`` says."""

from functools import cache

from xingtu.policy.risk_policy import RiskPolicy
from xingtu.policy.risk_policy import risk_policy as read_policy
from xingtu.settings import settings


@cache
def risk_rules() -> RiskPolicy:
    """The judgements of the policy folder.

    Raises:
        PolicyError: the file cannot be carried out.
    """
    folder = settings().policy
    return read_policy(lambda name: (folder / name).read_text("utf-8"))
