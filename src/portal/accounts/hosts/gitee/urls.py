"""Addresses of signing in with Gitee."""

from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from portal.accounts.hosts.gitee.provider import GiteeProvider

urlpatterns = default_urlpatterns(GiteeProvider)
