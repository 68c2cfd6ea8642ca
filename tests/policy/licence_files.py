"""The licence policy the city ships, read once for all tests that ask it."""

from functools import cache
from pathlib import Path

from xingtu.policy.compatibility_tables import Tables, compatibility_tables
from xingtu.policy.licence_policy import LicencePolicy, licence_policy

POLICY = Path(__file__).parents[2] / "policy"


def read(name: str) -> str:
    """The text of a file of the policy folder."""
    return (POLICY / name).read_text("utf-8")


@cache
def policy() -> LicencePolicy:
    """What kinds of licences there are."""
    return licence_policy(read)


@cache
def tables() -> Tables:
    """Who is asked of a pair."""
    return compatibility_tables(read)
