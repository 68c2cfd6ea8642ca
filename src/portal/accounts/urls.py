"""Pages of people, roles and organisations. The library's pages of signing in are under ``/accounts/``."""

from django.urls import path

from portal.accounts.views import acting, invitations, members, organisations, profile, roles

app_name = "accounts"
urlpatterns = [
    path("acting/", acting.choose, name="acting"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/organisations/", organisations.mine, name="organisations"),
    path("me/organisations/new/", organisations.register, name="organisation_new"),
    path("organisations/", organisations.directory, name="directory"),
    path("organisations/<slug:organisation>/members/", members.members, name="members"),
    path("organisations/<slug:organisation>/members/<int:grant>/end/", members.member_end, name="member_end"),
    path("organisations/<slug:organisation>/edit/", organisations.edit, name="organisation_edit"),
    path("organisations/<slug:organisation>/verify/", organisations.verify, name="organisation_verify"),
    path("organisations/<slug:organisation>/leave/", organisations.leave, name="organisation_leave"),
    path("invitations/<int:invitation>/accept/", invitations.accept, name="invitation_accept"),
    path("invitations/<int:invitation>/resend/", members.resend, name="invitation_resend"),
    path("invitations/<int:invitation>/withdraw/", members.withdraw, name="invitation_withdraw"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/code/", invitations.send_code, name="invitation_code"),
    path("invitations/<str:token>/join/", invitations.confirm_code, name="invitation_join"),
    path("roles/", roles.roles, name="roles"),
    path("roles/new/", roles.grant, name="grant"),
    path("roles/<int:grant>/end/", roles.end, name="role_end"),
]
