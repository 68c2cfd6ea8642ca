"""How do repositories join, get proven and leave, and how do records enter and leave libraries?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.models import Entry
from portal.journal.services.recording import SYSTEM
from portal.register.models import Kind, Listing, ListingState, Ownership, Record, Repository
from portal.register.services.listings import listing_end, listing_make, listing_undo, listing_warn
from portal.register.services.moves import record_move
from portal.register.services.records import record_change, record_draft
from portal.register.services.repositories import (
    kinship_confirm,
    kinship_propose,
    kinship_refuse,
    repository_add,
    repository_change,
    repository_prove,
    repository_remove,
    repository_return,
)
from tests.portal.city import Town, town


@pytest.fixture
def here(db: None) -> Town:
    return town(("yinhan", "lanyue"))


@pytest.fixture
def tianqi(here: Town) -> Record:
    return record_draft(
        kind=Kind.PROJECT, values={"name": "Tianqi", "summary": "网关", "district": "yinhan"}, by=here.acting[Role.DEVELOPER]
    )


def registered(here: Town, record: Record) -> Record:
    repository_add(record=record, url="https://gitee.com/xinghe/tianqi", by=here.acting[Role.DEVELOPER])
    record = record_move(record=record, move="submit", version=record.version, by=here.acting[Role.DEVELOPER])
    return record_move(record=record, move="register", version=record.version, by=here.acting[Role.OFFICE_CLERK])


def test_a_repository_gets_the_canonical_address_and_an_id_of_its_name(here: Town, tianqi: Record) -> None:
    one = repository_add(record=tianqi, url="git@toscode.mulanos.cn:XingHe/Tianqi.git", by=here.acting[Role.DEVELOPER])
    two = repository_add(record=tianqi, url="https://github.com/mirror/tianqi", by=here.acting[Role.DEVELOPER])
    assert (one.pk, one.url, one.name) == ("tianqi", "https://gitee.com/xinghe/tianqi", "Tianqi")
    assert (two.pk, two.serial) == ("mirror-tianqi", one.serial + 1)


def test_a_repository_is_registered_once_whatever_form_its_address_has(here: Town, tianqi: Record) -> None:
    repository_add(record=tianqi, url="https://git.firm.example/Group/Tool", by=here.acting[Role.DEVELOPER])
    other = record_draft(kind=Kind.PROJECT, values={"name": "Other"}, by=here.elsewhere[Role.DEVELOPER])
    with pytest.raises(Invalid) as caught:
        repository_add(record=other, url="git@git.firm.example:group/tool.git", by=here.elsewhere[Role.DEVELOPER])
    assert "Tianqi" not in str(caught.value)  # what is not public is not named


def test_an_alias_belongs_to_its_repository(here: Town, tianqi: Record) -> None:
    by = here.acting[Role.DEVELOPER]
    one = repository_add(record=tianqi, url="https://gitee.com/xinghe/tianqi", by=by)
    repository_change(repository=one, by=by, aliases=["https://github.com/xinghe/tianqi", ""], branches=["lts", "lts"])
    one.refresh_from_db()
    assert (one.aliases, one.branches) == (["https://github.com/xinghe/tianqi"], ["lts"])
    with pytest.raises(Invalid):
        repository_add(record=tianqi, url="github.com/XingHe/tianqi/tree/main", by=by)


def test_a_new_address_makes_the_proof_void(here: Town, tianqi: Record) -> None:
    one = repository_add(record=tianqi, url="https://gitee.com/xinghe/tianqi", by=here.acting[Role.DEVELOPER])
    with pytest.raises(Invalid):
        repository_prove(repository=one, how=Ownership.OFFICER, by=here.acting[Role.OFFICE_CLERK])
    with pytest.raises(NotAllowed):
        repository_prove(repository=one, how=Ownership.OFFICER, by=here.acting[Role.DEVELOPER], reason="我说的")
    proven = repository_prove(repository=one, how=Ownership.OFFICER, by=here.acting[Role.OFFICE_CLERK], reason="来函 3 号")
    assert proven.ownership == Ownership.OFFICER
    moved = repository_change(repository=one, by=here.acting[Role.DEVELOPER], url="https://gitee.com/xinghe/tianqi2")
    assert (moved.ownership, moved.pk) == (Ownership.UNPROVEN, "tianqi")


def test_the_last_repository_of_a_registered_project_stays(here: Town, tianqi: Record) -> None:
    record = registered(here, tianqi)
    only = record.repositories.get()
    with pytest.raises(WrongState, match="唯一"):
        repository_remove(repository=only, by=here.acting[Role.DEVELOPER], reason="不用了")
    repository_add(record=record, url="https://gitee.com/xinghe/tianqi2", by=here.acting[Role.DEVELOPER])
    removed = repository_remove(repository=only, by=here.acting[Role.DEVELOPER], reason="迁移了")
    assert removed.removed_at is not None
    assert repository_return(repository=only, by=here.acting[Role.DEVELOPER]).removed_at is None


def test_a_proposed_mirror_is_settled_by_an_officer_and_not_proposed_again(here: Town, tianqi: Record) -> None:
    by = here.acting[Role.DEVELOPER]
    origin = repository_add(record=tianqi, url="https://gitee.com/xinghe/tianqi", by=by)
    mirror = repository_add(record=tianqi, url="https://github.com/xinghe/tianqi", by=by)
    kinship_propose(repository=mirror, of=origin, relation="mirror", by=SYSTEM)
    with pytest.raises(Invalid, match="互为"):
        kinship_propose(repository=origin, of=mirror, relation="fork", by=SYSTEM)
    with pytest.raises(NotAllowed):
        kinship_confirm(repository=mirror, by=by)
    assert kinship_refuse(repository=mirror, by=here.acting[Role.DISTRICT_OFFICER], reason="历史不同").kinship == "refused"
    assert kinship_propose(repository=mirror, of=origin, relation="mirror", by=SYSTEM).kinship == "refused"


def test_a_listing_needs_a_basis_and_ends_with_a_reason(here: Town, tianqi: Record) -> None:
    head = here.acting[Role.OFFICE_HEAD]
    with pytest.raises(WrongState, match="还没有登记"):
        listing_make(record=tianqi, library="seed_library", basis="星信〔2025〕8 号", by=head)
    record = registered(here, tianqi)
    with pytest.raises(NotAllowed):
        listing_make(record=record, library="seed_library", basis="星信〔2025〕8 号", by=here.acting[Role.OFFICE_CLERK])
    with pytest.raises(Invalid, match="依据"):
        listing_make(record=record, library="seed_library", basis="", by=head)
    with pytest.raises(Invalid, match="不收录"):
        listing_make(record=record, library="expert_committee", basis="星信〔2025〕8 号", by=head)
    listing = listing_make(record=record, library="seed_library", basis="星信〔2025〕8 号", by=head, run_id="ab" * 32)
    with pytest.raises(WrongState, match="已经在"):
        listing_make(record=record, library="seed_library", basis="星信〔2025〕9 号", by=head)
    assert listing_warn(listing=listing, reason="半年没有提交", by=head).state == ListingState.WARNED
    ended = listing_end(listing=listing, reason="已停止维护", by=head)
    assert ended.removed_on is not None
    assert listing_make(record=record, library="seed_library", basis="星信〔2026〕1 号", by=head).state == ListingState.LISTED
    assert Listing.objects.count() == 2
    assert Entry.objects.filter(event__startswith="listing.").count() == 4


def test_a_decision_on_a_list_can_be_taken_back_within_ten_minutes(here: Town, tianqi: Record) -> None:
    head, other = here.acting[Role.OFFICE_HEAD], here.elsewhere[Role.OFFICE_HEAD]
    record = registered(here, tianqi)
    listing = listing_make(record=record, library="seed_library", basis="星信〔2025〕8 号", by=head)
    listing_warn(listing=listing, reason="半年没有提交", by=head)
    ended = listing_end(listing=listing, reason="已停止维护", by=head)
    with pytest.raises(WrongState):
        listing_undo(listing=ended, by=other)
    back = listing_undo(listing=ended, by=head)
    assert back is not None
    assert (back.state, back.reason, back.removed_on) == (ListingState.WARNED, "半年没有提交", None)
    with pytest.raises(WrongState):  # an undoing is not undone
        listing_undo(listing=back, by=head)


def test_a_listing_made_by_mistake_is_gone_and_the_journal_keeps_it(here: Town, tianqi: Record) -> None:
    head = here.acting[Role.OFFICE_HEAD]
    listing = listing_make(record=registered(here, tianqi), library="seed_library", basis="星信〔2025〕8 号", by=head)
    assert listing_undo(listing=listing, by=head) is None
    assert not Listing.objects.exists()
    assert [entry.event for entry in Entry.objects.filter(event__startswith="listing.")] == ["listing.made", "listing.ended"]


@pytest.mark.django_db(transaction=True)
def test_serials_and_versions_do_not_race() -> None:
    here = town(("yinhan", "lanyue"))
    clerk = here.acting[Role.OFFICE_CLERK]
    record = record_draft(kind=Kind.PROJECT, values={"name": "Base"}, by=clerk)

    def work(number: int) -> str:
        try:
            made = record_draft(kind=Kind.PROJECT, values={"name": "Racer"}, by=clerk)
            repository_add(record=made, url=f"https://gitee.com/race/r{number}", by=clerk)
            record_change(record=record, version=1, values={"summary": f"{number}"}, by=clerk)
        except WrongState:
            return "late"
        finally:
            connection.close()
        return "changed"

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(work, range(6)))
    assert sorted(told) == ["changed", *["late"] * 5]
    assert sorted(Record.objects.values_list("serial", flat=True)) == list(range(1, 8))
    assert sorted(Repository.objects.values_list("serial", flat=True)) == list(range(1, 7))
    assert len(set(Record.objects.values_list("pk", flat=True))) == 7
