"""A firm with a draft that lacks nothing, in an invented town."""

from collections.abc import Callable

import pytest

from portal.accounts.roles import Role
from portal.calls.models import Application, Call
from portal.house.context import office
from tests.portal.calls import round as calls_round
from tests.portal.city import Town, town


@pytest.fixture
def city(db: None) -> Town:
    here, there = [district.id for district in office().districts[:2]]
    return town((here, there))


@pytest.fixture
def call(city: Town) -> Call:
    return calls_round.open_call()


@pytest.fixture
def draft(city: Town, call: Call) -> Application:
    """Nothing written yet."""
    return calls_round.application(call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, answers={})


@pytest.fixture
def whole(city: Town, call: Call) -> Application:
    """Everything written."""
    return calls_round.application(call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person)


@pytest.fixture
def submit() -> Callable[..., Application]:
    """Hand it in, as the page does."""
    from portal.calls.services.submission import application_submit  # noqa: PLC0415 -- Django's registry is not ready when pytest imports this file

    def handed_in(application: Application, by: object) -> Application:
        application.refresh_from_db()
        return application_submit(application=application, version=application.version, by=by)  # type: ignore[arg-type]

    return handed_in
