"""Addresses of signing in with GitCode."""

from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from portal.accounts.hosts.gitcode.provider import GitCodeProvider

urlpatterns = default_urlpatterns(GitCodeProvider)
