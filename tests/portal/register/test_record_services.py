"""What may be done with a registration, and what is kept of it?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.models import Entry
from portal.register.models import Kind, Project, Record, Repository, Revision, State
from portal.register.services.moves import (
    record_register,
    record_remove,
    record_restore,
    record_return,
    record_submit,
    record_suspend,
    record_undo,
    records_register,
)
from portal.register.services.records import record_change, record_draft
from portal.register.services.repositories import repository_add
from tests.portal.city import Town, developer, grant, town

DISTRICTS = ("yinhan", "lanyue")


@pytest.fixture
def here(db: None) -> Town:
    return town(DISTRICTS)


def drafted(by: Acting, name: str = "Tianqi 天启", **values: object) -> Record:
    full = {"name": name, "summary": "工业网关", "district": "yinhan", **values}
    return record_draft(kind=Kind.PROJECT, values=full, by=by)


def submitted(by: Acting, name: str = "Tianqi 天启") -> Record:
    record = drafted(by, name)
    repository_add(record=record, url=f"https://gitee.com/xinghe/{record.pk}", by=by)
    return record_submit(record=record, version=record.version, by=by)


def registered(here: Town) -> Record:
    record = submitted(here.acting[Role.DEVELOPER])
    return record_register(record=record, version=record.version, by=here.acting[Role.DISTRICT_OFFICER])


def test_a_draft_gets_a_readable_id_a_first_revision_and_a_journal_entry(here: Town) -> None:
    record = drafted(here.acting[Role.DEVELOPER], fields=["industrial"], languages=["Rust", "Go"])
    assert (record.pk, record.state, record.version) == ("tianqi", State.DRAFT, 1)
    assert Revision.objects.get(record=record).content["languages"] == ["Rust", "Go"]
    entry = Entry.objects.get(subject="tianqi")
    assert (entry.event, entry.actor) == ("record.drafted", here.acting[Role.DEVELOPER].actor_id)
    assert " 天启 " in record.search_text
    assert " #industrial " in record.search_text


def test_two_records_of_one_name_get_two_ids_and_serials_in_order(here: Town) -> None:
    one, two = drafted(here.acting[Role.DEVELOPER]), drafted(here.acting[Role.DEVELOPER])
    assert (two.pk, two.serial) == ("tianqi-2", one.serial + 1)


def test_a_name_without_latin_letters_still_gets_an_id(here: Town) -> None:
    assert drafted(here.acting[Role.DEVELOPER], "齿轮").pk.startswith("r-")


def test_a_change_made_from_an_older_version_is_refused(here: Town) -> None:
    by = here.acting[Role.DEVELOPER]
    record = drafted(by)
    record_change(record=record, version=1, values={"summary": "边缘网关"}, by=by)
    with pytest.raises(WrongState, match="第 2 版"):
        record_change(record=record, version=1, values={"summary": "别的"}, by=by)
    assert Project.objects.get(pk=record.pk).summary == "边缘网关"


def test_a_change_that_changes_nothing_makes_no_version(here: Town) -> None:
    by = here.acting[Role.DEVELOPER]
    record = drafted(by)
    assert record_change(record=record, version=1, values={"summary": " 工业网关 "}, by=by).version == 1


def test_every_wrong_value_names_its_field(here: Town) -> None:
    with pytest.raises(Invalid) as caught:
        drafted(here.acting[Role.DEVELOPER], district="nowhere", homepage="not a url", colour="red")
    assert set(caught.value.problems) == {"district", "homepage", "colour"}


def test_nobody_registers_for_an_organisation_they_do_not_belong_to(here: Town) -> None:
    with pytest.raises(Invalid, match="成员"):
        drafted(here.acting[Role.DEVELOPER], organisation="yaoqiao")
    assert drafted(here.acting[Role.ORG_MEMBER]).organisation_id == "lizhou"
    with pytest.raises(Invalid, match="成员"):
        drafted(here.acting[Role.ORG_ADMIN], organisation="yaoqiao")


def test_a_district_officer_drafts_only_for_the_own_district(here: Town) -> None:
    assert drafted(here.acting[Role.DISTRICT_OFFICER]).district == "yinhan"
    with pytest.raises(Invalid, match="本区"):
        drafted(here.elsewhere[Role.DISTRICT_OFFICER])


def test_somebody_else_cannot_change_my_draft(here: Town) -> None:
    record = drafted(here.acting[Role.DEVELOPER])
    for stranger in (here.elsewhere[Role.DEVELOPER], here.elsewhere[Role.DISTRICT_OFFICER], here.acting[Role.AUDITOR]):
        with pytest.raises(NotAllowed):
            record_change(record=record, version=1, values={"name": "mine now"}, by=stranger)


def test_a_project_without_a_repository_cannot_be_submitted(here: Town) -> None:
    by = here.acting[Role.DEVELOPER]
    with pytest.raises(Invalid) as caught:
        record_submit(record=drafted(by, summary=""), version=1, by=by)
    assert set(caught.value.problems) == {"summary", "repositories"}


def test_an_officer_registers_what_was_submitted_and_it_becomes_public(here: Town) -> None:
    record = registered(here)
    assert record.is_public
    assert record.registered_at is not None
    assert [revision.content["state"] for revision in record.revisions.order_by("version")] == ["draft", "submitted", "registered"]


def test_the_owner_cannot_register_the_own_record(here: Town) -> None:
    record = submitted(here.acting[Role.DEVELOPER])
    with pytest.raises(NotAllowed):
        record_register(record=record, version=record.version, by=here.acting[Role.DEVELOPER])
    with pytest.raises(NotAllowed):
        record_register(record=record, version=record.version, by=here.elsewhere[Role.DISTRICT_OFFICER])


def test_what_is_returned_says_why_and_the_owner_hears_it(here: Town) -> None:
    record = submitted(here.acting[Role.DEVELOPER])
    with pytest.raises(Invalid, match="理由"):
        record_return(record=record, version=record.version, by=here.acting[Role.OFFICE_CLERK], reason=" ")
    record_return(record=record, version=record.version, by=here.acting[Role.OFFICE_CLERK], reason="请补充许可证")
    letter = here.acting[Role.DEVELOPER].person.letters.get()
    assert "请补充许可证" in letter.body


def test_only_the_head_removes_and_restores(here: Town) -> None:
    record = registered(here)
    with pytest.raises(NotAllowed):
        record_remove(record=record, version=record.version, by=here.acting[Role.OFFICE_CLERK], reason="不再维护")
    head = here.acting[Role.OFFICE_HEAD]
    record = record_suspend(record=record, version=record.version, by=head, reason="正在核查")
    record = record_restore(record=record, version=record.version, by=head, reason="核查完毕")
    record = record_remove(record=record, version=record.version, by=head, reason="不再维护")
    assert record.state == State.REMOVED
    assert record_restore(record=record, version=record.version, by=head, reason="恢复维护").is_public


def test_a_discarded_draft_cannot_become_registered_by_restoring_it(here: Town) -> None:
    record = drafted(here.acting[Role.DEVELOPER])
    record = record_remove(record=record, version=1, by=here.acting[Role.DEVELOPER], reason="")
    with pytest.raises(WrongState):
        record_restore(record=record, version=record.version, by=here.acting[Role.OFFICE_HEAD], reason="试试看能不能")


def test_a_move_can_be_taken_back_within_ten_minutes_by_whoever_made_it(here: Town) -> None:
    record = registered(here)
    with pytest.raises(WrongState):
        record_undo(record=record, version=record.version, by=here.acting[Role.OFFICE_CLERK])
    undone = record_undo(record=record, version=record.version, by=here.acting[Role.DISTRICT_OFFICER])
    assert (undone.state, undone.version, undone.registered_at) == (State.SUBMITTED, 4, None)
    with pytest.raises(WrongState):
        record_undo(record=undone, version=4, by=here.acting[Role.DISTRICT_OFFICER])


def test_after_ten_minutes_a_move_stands(here: Town) -> None:
    record = registered(here)
    Revision.objects.filter(record=record).update(at=timezone.now() - timedelta(minutes=10, seconds=1))
    with pytest.raises(WrongState, match="10 分钟"):
        record_undo(record=record, version=record.version, by=here.acting[Role.DISTRICT_OFFICER])


def test_a_list_is_registered_together_and_what_cannot_be_is_told(here: Town) -> None:
    good, gone = submitted(here.acting[Role.DEVELOPER], "Good"), drafted(here.acting[Role.DEVELOPER], "Draft")
    told = records_register(records=[(good, good.version), (gone, gone.version)], by=here.acting[Role.OFFICE_CLERK])
    assert [record.pk for record in told.done] == ["good"]
    assert [record.pk for record, _why in told.refused] == ["draft"]


def test_the_register_keeps_no_mailbox_and_the_journal_nothing_of_an_expert_but_which_fields(here: Town) -> None:
    by = here.acting[Role.OFFICE_CLERK]
    with pytest.raises(Invalid, match="邮箱"):
        record_draft(kind=Kind.COMMUNITY, values={"name": "Riders", "channels": "write to a@b.example"}, by=by)
    record_draft(kind=Kind.EXPERT, values={"name": "王工", "employer": "某大学"}, by=by)
    text = str(list(Entry.objects.values_list("details", flat=True)))
    assert "王工" not in text
    assert "某大学" not in text


def test_the_owner_cannot_move_a_registered_record_to_another_district(here: Town) -> None:
    record = registered(here)
    with pytest.raises(Invalid, match="主管部门"):
        record_change(record=record, version=record.version, values={"district": "lanyue"}, by=here.acting[Role.DEVELOPER])


def test_records_keep_serials_apart_from_repositories(here: Town) -> None:
    registered(here)
    assert Repository.objects.get().serial == 1


def test_a_draft_of_somebody_else_is_neither_named_nor_confirmed_by_a_reference(here: Town) -> None:
    drafted(here.elsewhere[Role.DEVELOPER])
    for said in ("tianqi", "Tianqi 天启"):
        with pytest.raises(Invalid, match="没有编号或名称"):
            record_draft(kind=Kind.PRODUCT, values={"name": "网关", "builds_on": said}, by=here.acting[Role.DEVELOPER])
    public = registered(here)
    assert record_draft(kind=Kind.PRODUCT, values={"name": "网关", "builds_on": public.pk}, by=here.acting[Role.DEVELOPER]).pk


def test_a_move_is_not_taken_back_in_a_role_that_may_not_make_it(here: Town) -> None:
    record, officer = registered(here), here.acting[Role.DISTRICT_OFFICER]
    assert officer.person is not None
    for acting in (developer(officer.person), grant(officer.person, Role.AUDITOR)):
        with pytest.raises(WrongState):
            record_undo(record=record, version=record.version, by=acting)
