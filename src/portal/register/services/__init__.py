"""What register writes: each act in one transaction with its journal entry."""

from portal.register.services.host_accounts import host_account_bind, host_account_release
from portal.register.services.mailboxes import mailbox_prove
from portal.register.services.promises import promise_note

__all__ = ["host_account_bind", "host_account_release", "mailbox_prove", "promise_note"]
