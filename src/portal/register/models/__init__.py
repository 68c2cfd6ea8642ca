"""Tables of register."""

from portal.register.models.claim import Employment, EmploymentState, HostAccount, Mailbox, Proof
from portal.register.models.erasure import Erasure
from portal.register.models.lead import Contact, Lead, LeadKind, LeadState, Promise
from portal.register.models.listing import Listing, ListingState
from portal.register.models.record import Kind, Record, Revision, State
from portal.register.models.repository import Ownership, Repository
from portal.register.models.subjects import Community, Enterprise, Expert, Partner, Product, Project

__all__ = [
    "Community", "Contact", "Employment", "EmploymentState", "Enterprise", "Erasure", "Expert", "HostAccount", "Kind", "Lead",
    "LeadKind", "LeadState", "Listing", "ListingState", "Mailbox", "Ownership", "Partner", "Product", "Project", "Promise", "Proof",
    "Record", "Repository", "Revision", "State",
]  # fmt: skip
