"""Which doors does somebody see?"""

import pytest
from django.test import Client, RequestFactory

from portal.accounts.acting import PUBLIC, Acting
from portal.accounts.roles import Act, Role
from portal.house.navigation import FOOT, MAIN, PERSON, WORK, Door, address_of, open_doors


def seen_by(acting: Acting, path: str = "/", doors: tuple[Door, ...] = WORK) -> dict[str, bool]:
    """Name of each door drawn for that role, and whether it is the current one."""
    request = RequestFactory().get(path)
    request.acting = acting  # type: ignore[attr-defined]
    return {str(door.label): door.current for door in open_doors(doors, request)}


def test_a_door_that_leads_nowhere_is_not_drawn() -> None:
    assert seen_by(PUBLIC, doors=(Door("无", "no_such:page"),)) == {}


def test_doors_open_by_role() -> None:
    head, developer = Acting(None, Role.OFFICE_HEAD), Acting(None, Role.DEVELOPER)
    assert "角色" in seen_by(head)
    assert "角色" not in seen_by(developer)
    assert "台账" not in seen_by(developer)
    assert "认领" in seen_by(developer)


def test_the_nearest_door_is_the_current_one_and_only_it() -> None:
    assert [name for name, current in seen_by(Acting(None, Role.DEVELOPER), "/me/identities/mailboxes/").items() if current] == ["认领"]
    assert [name for name, current in seen_by(Acting(None, Role.DEVELOPER), "/me/").items() if current] == ["我的"]


@pytest.mark.parametrize("door", [*MAIN, *WORK, *PERSON, *FOOT], ids=lambda door: door.name)
def test_every_door_leads_to_a_page_and_asks_for_an_act_that_exists(door: Door) -> None:
    assert address_of(door.name)
    assert set(door.acts) <= set(Act.values)


@pytest.mark.django_db
def test_a_visitor_sees_no_bar_of_work(client: Client) -> None:
    assert 'class="work"' not in client.get("/house/").content.decode()
