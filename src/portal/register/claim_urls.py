"""Which pages are there about claims?"""

from django.urls import path

from portal.register.views import claims, employments, mailboxes, privacy

urlpatterns = [
    path("me/identities/", claims.identities, name="claims"),
    path("me/identities/mailboxes/", mailboxes.claim, name="mailbox_claim"),
    path("me/identities/mailboxes/<int:mailbox_id>/", mailboxes.mailbox, name="mailbox"),
    path("me/identities/mailboxes/<int:mailbox_id>/code/", mailboxes.send_code, name="mailbox_code"),
    path("me/identities/mailboxes/<int:mailbox_id>/withdraw/", mailboxes.withdraw, name="mailbox_withdraw"),
    path("me/identities/accounts/<int:account_id>/release/", mailboxes.release, name="host_account_release"),
    path("me/identities/employments/new/", employments.claim, name="employment_claim"),
    path("me/identities/employments/<int:employment_id>/", employments.employment, name="employment"),
    path("me/identities/employments/<int:employment_id>/withdraw/", employments.withdraw, name="employment_withdraw"),
    path("me/identities/employments/<int:employment_id>/accept-end/", employments.accept_end, name="employment_accept_end"),
    path("organisations/<slug:organisation_id>/employments/", employments.confirmations, name="confirmations"),
    path("organisations/<slug:organisation_id>/employments/<int:employment_id>/confirm/", employments.confirm, name="employment_confirm"),
    path("organisations/<slug:organisation_id>/employments/<int:employment_id>/contest/", employments.contest, name="employment_contest"),
    path("organisations/<slug:organisation_id>/employments/<int:employment_id>/end/", employments.propose_end, name="employment_end"),
    path("cases/mailboxes/<int:mailbox_id>/ruling/", mailboxes.ruling, name="mailbox_ruling"),
    path("me/privacy/", privacy.privacy, name="privacy"),
    path("me/privacy/consents/<str:purpose>/", privacy.consent, name="consent"),
    path("me/privacy/export/", privacy.export, name="privacy_export"),
    path("me/privacy/erase/", privacy.erase, name="privacy_erase"),
    path("me/privacy/keep/", privacy.keep, name="privacy_keep"),
]
