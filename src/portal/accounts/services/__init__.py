"""What accounts writes: each act in one transaction with its journal entry."""

from portal.accounts.services.grants import membership_leave, role_end, role_grant
from portal.accounts.services.invitations import invitation_accept, invitation_resend, invitation_send, invitation_withdraw
from portal.accounts.services.organisations import organisation_edit, organisation_register, organisation_verify
from portal.accounts.services.people import acting_choose, person_edit

__all__ = [
    "acting_choose",
    "invitation_accept",
    "invitation_resend",
    "invitation_send",
    "invitation_withdraw",
    "membership_leave",
    "organisation_edit",
    "organisation_register",
    "organisation_verify",
    "person_edit",
    "role_end",
    "role_grant",
]
