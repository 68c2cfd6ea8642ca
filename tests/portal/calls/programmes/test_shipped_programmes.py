"""Does every programme the city ships come up as a page, and can its form be written, without a line of code for it?"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from portal.accounts.roles import Role
from portal.calls.models import ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.calls.services.programmes import programmes_take_in
from tests.portal import city
from tests.portal.calls import round as one_round
from xingtu.settings import CHECKOUT

pytestmark = pytest.mark.django_db
SHIPPED = sorted(path.stem for path in (CHECKOUT / "policy" / "programmes").glob("*.toml"))


@pytest.fixture
def versions() -> dict[str, ProgrammeVersion]:
    assert list(programmes_take_in().refused) == []
    return {version.programme: version for version in ProgrammeVersion.objects.all()}


def test_every_file_of_the_folder_becomes_a_programme(versions: dict[str, ProgrammeVersion]) -> None:
    assert sorted(versions) == SHIPPED


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_reads_the_rules_of_every_programme(versions: dict[str, ProgrammeVersion], client: Client, language: str) -> None:
    for name, version in versions.items():
        with override(language):
            page = client.get(reverse("calls:programme", args=[name]))
        assert page.status_code == 200, name
        assert (version.name if language == "zh-hans" else version.name_en) in page.content.decode(), name


def test_every_section_of_every_form_opens_for_the_applicant(
    versions: dict[str, ProgrammeVersion], signed_in: Callable[..., Client]
) -> None:
    town = city.town(("yinhan", "lanyue"))
    writer = town.acting[Role.ORG_ADMIN]
    client = signed_in(writer)
    for place, (name, version) in enumerate(versions.items()):
        programme = programme_of(version)
        if not programme.applies or "organisation" not in programme.applicants or programme.form is None:
            continue
        call = one_round.open_call(version, ident=name, prefix=f"T{place}")
        draft = one_round.application(call, organisation=town.lizhou, person=writer.person, answers={})
        assert client.get(reverse("calls:application", args=[draft.pk])).status_code == 200, name
        for section in programme.form.sections:
            page = client.get(reverse("calls:edit", args=[draft.pk, section.id]))
            assert page.status_code == 200, f"{name}: {section.id}"
            assert section.title in page.content.decode(), f"{name}: {section.id}"
