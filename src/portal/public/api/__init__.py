"""The read API ``/api/v1/``: what pages show, for programs. No sign-in, no writing."""

from typing import Any

from portal.public.api import catalogue, evidence  # noqa: F401 -- their operations join the api by being imported
from portal.public.api.service import api

PREFIX = "/api/v1/"


def document() -> dict[str, Any]:
    """The OpenAPI description, for the docs page and for tests."""
    return api.get_openapi_schema(path_prefix=PREFIX)


__all__ = ["PREFIX", "api", "document"]
