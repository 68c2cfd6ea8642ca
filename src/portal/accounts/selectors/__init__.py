"""What accounts reads, already narrowed to what the acting role may see."""

from portal.accounts.selectors.grants import grantable_roles, grants_visible, held_grants
from portal.accounts.selectors.organisations import invitations_of, invitations_to, organisations_visible, own_organisations, people_of

__all__ = [
    "grantable_roles",
    "grants_visible",
    "held_grants",
    "invitations_of",
    "invitations_to",
    "organisations_visible",
    "own_organisations",
    "people_of",
]
