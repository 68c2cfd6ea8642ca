"""Addresses of signing in with AtomGit."""

from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from portal.accounts.hosts.atomgit.provider import AtomGitProvider

urlpatterns = default_urlpatterns(AtomGitProvider)
