"""What happens around signing in that must be kept? One entry each, by opaque id, never with a mailbox or an address of a machine."""

from typing import Any

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.models import Person
from portal.accounts.services.people import person_joined, person_signed_in, sign_in_changed
from portal.accounts.sign_in import CODE_HOSTS, host_bound, host_released


@receiver(account.user_signed_up, dispatch_uid="accounts.joined")
def joined(user: Person, sociallogin: SocialLogin | None = None, **_more: Any) -> None:  # noqa: ANN401 -- signals carry more than we read
    """Somebody has an account now."""
    person_joined(person=user, through=sociallogin.account.provider if sociallogin else "password")
    if sociallogin:
        announce(sociallogin)


@receiver(account.user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(request: HttpRequest, user: Person, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """Somebody is in, after every stage."""
    methods = [str(one.get("method")) for one in request.session.get("account_authentication_methods", [])]
    person_signed_in(person=user, methods=methods)


@receiver(account.password_changed, dispatch_uid="accounts.password_changed")
@receiver(account.password_set, dispatch_uid="accounts.password_set")
@receiver(account.password_reset, dispatch_uid="accounts.password_reset")
def password(user: Person, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """A new password."""
    sign_in_changed(person=user, what="password")


@receiver(account.email_changed, dispatch_uid="accounts.mailbox_changed")
def mailbox(user: Person, from_email_address: EmailAddress | None = None, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """Another sign-in mailbox; which one is not the journal's to know. The first one is part of joining."""
    if from_email_address is None:
        return
    sign_in_changed(person=user, what="mailbox")


@receiver(mfa.authenticator_added, dispatch_uid="accounts.factor_added")
def factor_added(user: Person, authenticator: Authenticator, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """A second factor more."""
    sign_in_changed(person=user, what=f"{authenticator.type}_added")


@receiver(mfa.authenticator_removed, dispatch_uid="accounts.factor_removed")
def factor_removed(user: Person, authenticator: Authenticator, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """A second factor less."""
    sign_in_changed(person=user, what=f"{authenticator.type}_removed")


@receiver(mfa.authenticator_reset, dispatch_uid="accounts.factor_reset")
def factor_reset(user: Person, authenticator: Authenticator, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """New recovery codes."""
    sign_in_changed(person=user, what=f"{authenticator.type}_reset")


@receiver(social.social_account_added, dispatch_uid="accounts.host_added")
def host_added(sociallogin: SocialLogin, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """A signed-in person has bound an account on a host."""
    sign_in_changed(person=sociallogin.user, what=f"{sociallogin.account.provider}_added")
    announce(sociallogin)


@receiver(social.social_account_removed, dispatch_uid="accounts.host_removed")
def host_removed(socialaccount: SocialAccount, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """They no longer sign in with it."""
    sign_in_changed(person=socialaccount.user, what=f"{socialaccount.provider}_removed")
    if socialaccount.provider in CODE_HOSTS:
        host_released.send(
            sender=SocialAccount,
            provider=socialaccount.provider,
            login=login_of(socialaccount),
            native_id=socialaccount.uid,
            person=socialaccount.user,
        )


def announce(sociallogin: SocialLogin) -> None:
    """Tell ``register`` whose account it is. OIDC is an identity of a house, not an account on a code host."""
    if sociallogin.account.provider not in CODE_HOSTS:
        return
    proven = getattr(sociallogin, "proven_mailboxes", None)
    if proven is None:
        proven = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
    host_bound.send(
        sender=SocialAccount,
        provider=sociallogin.account.provider,
        login=login_of(sociallogin.account),
        native_id=sociallogin.account.uid,
        mailboxes=sorted(set(proven)),
        person=sociallogin.user,
    )


def login_of(account_: SocialAccount) -> str:
    """The name an account is known by on its host."""
    return str(account_.extra_data.get("login") or account_.extra_data.get("username") or account_.uid)
