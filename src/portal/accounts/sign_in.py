"""What is ours in signing in? Who may join, what enters the journal, which host accounts may be bound."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by mailbox and password."""


class HostAdapter(DefaultSocialAccountAdapter):
    """Sign-in by an account on a code host."""
