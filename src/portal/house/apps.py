"""How does Django know this app?"""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """house."""

    name = "portal.house"
    label = "house"
