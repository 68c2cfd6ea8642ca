"""Which SPDX identifier has a licence that ScanCode knows, and which have those it does not know?"""

from functools import cache

from license_expression import get_license_index

_OWN_SPDX = {
    "mulanowl-by-1.0": "LicenseRef-xingtu-mulanowl-by-1.0",
    "mulanowl-by-pl-1.0": "LicenseRef-xingtu-mulanowl-by-pl-1.0",
    "mulanowl-by-sa-1.0": "LicenseRef-xingtu-mulanowl-by-sa-1.0",
    "mulanowl-by-pl-sa-1.0": "LicenseRef-xingtu-mulanowl-by-pl-sa-1.0",
}
"""Keys ScanCode does not have."""


def spdx_of(expression: str) -> str:
    """The SPDX form of one of ScanCode's keys or ours."""
    return _OWN_SPDX.get(expression) or licence_keys()[expression]


@cache
def licence_keys() -> dict[str, str]:
    """Every key of ScanCode's with its SPDX identifier."""
    return {row["license_key"]: row["spdx_license_key"] for row in get_license_index() if row.get("spdx_license_key")}
