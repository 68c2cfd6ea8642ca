"""A filled city for the tests of public pages."""

import pytest

from tests.portal.public.filled_city import City, fill


@pytest.fixture
def city(db: None) -> City:
    return fill()
