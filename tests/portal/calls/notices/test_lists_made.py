"""How a list comes about: decided on the shortlist, or made from the places of a run."""

import pytest
from django.test import Client

from portal.accounts.roles import Role
from portal.calls.models import Application, Award, Move
from portal.calls.selectors.nominations import unclaimed_of
from portal.calls.services.awards import award_propose
from portal.calls.services.nominations import nominations_make
from portal.calls.services.objections import objection_admit, objection_answer, objection_find, objection_receive
from portal.calls.services.results import result_publish
from portal.calls.services.shortlists import shortlist_decide
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import RunState
from tests.portal.calls.notices.lists import approve, approved, over, published, ranking_call, shortlisted
from tests.portal.calls.round import application, open_call
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_places_of_a_run_become_applications_of_those_the_portal_knows(city: Town) -> None:
    call, run = ranking_call(city)
    made = nominations_make(call=call, run=run, by=city.acting[Role.OFFICE_CLERK])
    assert [(one.step, one.organisation_id, one.verdict["place"], one.verdict["shared_by"]) for one in made.applications] == [
        ("nominated", "lizhou", 1, 1), ("nominated", None, 1, 2),
    ]  # fmt: skip
    assert [one.subject for one in made.unclaimed] == ["p-unknown"]
    assert unclaimed_of(call) == list(made.unclaimed)
    again = nominations_make(call=call, run=run, by=city.acting[Role.OFFICE_CLERK])
    assert again.applications == ()


def test_the_places_are_noticed_with_their_amounts_and_awarded_when_an_objection_is_answered(city: Town) -> None:
    call, run = ranking_call(city)
    head = city.acting[Role.OFFICE_HEAD]
    for one in nominations_make(call=call, run=run, by=head).applications:
        Application.objects.filter(pk=one.pk).update(step="approval")
        approve(award_propose(application=one))
    notice = published(call, city)
    assert notice.run == run
    assert [(line.shown["track"], line.shown["place"], line.shown["amount"]) for line in notice.lines.all()] == [
        ("企业与单位", "1", "300,000.00"), ("个人", "1", "40,000.00"),
    ]  # fmt: skip
    objection = objection_receive(
        notice=notice, line=notice.lines.last(), grounds="false", statement="所计的合入次数与公开仓库不一致。",
        objector={"name": "闻人不平", "phone": "13912345678"},
    )  # fmt: skip
    objection_admit(objection=objection, by=head)
    objection_find(objection=objection, findings="重新运行，结果逐字节相同。", opinion="", by=head)
    objection_answer(
        objection=objection, outcome="dismissed", answer="重新计算的结果与公示一致。", public_answer="重新计算的结果与公示一致。", by=head
    )
    assert sorted(call.applications.values_list("step", flat=True)) == ["notice", "objection"]
    over(notice)
    result_publish(notice=notice, by=head)
    assert set(call.applications.values_list("step", flat=True)) == {"awarded"}
    page = Client().get(f"/results/{notice.pk}/").content.decode()
    assert run.run_id in page
    assert f"xingtu replay xingtu-{run.short}.zip" in page


def test_nobody_is_nominated_from_a_run_of_other_rules_or_a_retracted_one(city: Town) -> None:
    call, run = ranking_call(city)
    clerk = city.acting[Role.OFFICE_CLERK]
    with pytest.raises(NotAllowed):
        nominations_make(call=call, run=run, by=city.acting[Role.AUDITOR])
    run.state = RunState.RETRACTED
    with pytest.raises(Invalid, match="撤回"):
        nominations_make(call=call, run=run, by=clerk)
    run.state, run.policy_hash = RunState.LOADED, "1" * 64
    with pytest.raises(Invalid, match="规则"):
        nominations_make(call=call, run=run, by=clerk)
    with pytest.raises(WrongState):
        nominations_make(call=open_call(), run=run, by=clerk)


def test_the_head_decides_on_many_and_each_that_cannot_be_stays_with_its_reason(city: Town) -> None:
    call = open_call()
    head = city.acting[Role.OFFICE_HEAD]
    one = application(call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, step="shortlist")
    checked = application(call, person=city.acting[Role.DEVELOPER].person, step="shortlist")
    Move.objects.create(application=checked, from_step="intake", to_step="frozen", by=head.actor_id, role="office_head")
    made = shortlist_decide(applications=[one, checked], to="approval", by=head)
    assert [each.pk for each in made.done] == [one.pk]
    assert "不同的人" in made.refused[0][1]
    assert Award.objects.get(application=one).recommended_fen == 6_172_800
    assert not Award.objects.filter(application=checked).exists()
    with pytest.raises(NotAllowed):
        shortlist_decide(applications=[checked], to="approval", by=city.acting[Role.OFFICE_CLERK])


def test_a_no_needs_a_reason(city: Town) -> None:
    _call, one = shortlisted(city)
    with pytest.raises(Invalid, match="理由"):
        shortlist_decide(applications=[one], to="declined", by=city.acting[Role.OFFICE_HEAD])
    shortlist_decide(applications=[one], to="declined", by=city.acting[Role.OFFICE_HEAD], reason="与另一项目重复。")
    one.refresh_from_db()
    assert one.step == "declined"


def test_nobody_but_the_office_opens_the_pages_of_its_desk(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    client = Client()
    for role in (Role.ORG_ADMIN, Role.DISTRICT_OFFICER, Role.EXPERT, Role.FINANCE):
        client.force_login(city.acting[role].person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for path in (f"/desk/{call.pk}/notice/", f"/desk/{call.pk}/shortlist/", "/desk/objections/", f"/results/{notice.pk}/publish/"):
            assert client.get(path).status_code == 404, (role, path)
    assert Client().get(f"/notices/{notice.pk}/").status_code == 200
    assert Client().get(f"/applications/{one.pk}/objections/").status_code == 302
