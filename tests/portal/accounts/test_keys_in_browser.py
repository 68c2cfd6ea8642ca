"""Do security keys and passkeys work in a real browser, under the content security policy?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import sign_in
from tests.portal.city import PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)


def plug_in(page: Page) -> Callable[[], None]:
    """A phone with a fingerprint reader, made by the browser; returns how to take it away."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return lambda: devtools.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": False})


def test_a_passkey_added_on_the_page_signs_its_owner_in(new_page: Callable[..., Page]) -> None:
    owner = person("林星", "lin@people.example")
    page = new_page()
    forget = plug_in(page)
    sign_in(page, owner.email, PASSWORD)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.wait_for_url("**/webauthn/add/")
    page.fill("[name=name]", "我的手机")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")

    page.goto("/accounts/logout/")
    page.click("main form [type=submit]")
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/me/**")

    page.goto("/accounts/logout/")
    page.click("main form [type=submit]")
    sign_in(page, owner.email, PASSWORD)
    page.wait_for_url("**/2fa/authenticate/**")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/me/**")

    page.goto("/accounts/logout/")
    page.click("main form [type=submit]")
    page.goto("/accounts/login/")
    forget()
    page.click("#passkey_login")
    page.wait_for_selector("#key_problem:visible")
