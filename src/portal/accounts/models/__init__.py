"""Tables of accounts."""

from portal.accounts.models.consent import Consent, Purpose
from portal.accounts.models.grant import Grant
from portal.accounts.models.invitation import Invitation
from portal.accounts.models.organisation import Organisation, OrganisationKind, Standing
from portal.accounts.models.person import Person

__all__ = ["Consent", "Grant", "Invitation", "Organisation", "OrganisationKind", "Person", "Purpose", "Standing"]
