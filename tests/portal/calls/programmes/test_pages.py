"""What a programme asks and promises is public, in plain sentences, with its way drawn and its file to download."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import xingtu.settings
from portal.accounts.roles import Role
from portal.calls.flow_chart import flow_chart, steps_said
from portal.calls.models import Call, CallState, ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.calls.selectors.calls import schedule_of, standing_of
from portal.calls.selectors.differences import changes_between, lines_between
from portal.calls.selectors.programme_words import words_of
from portal.calls.selectors.programmes import version_visible
from portal.calls.services.calls import call_cancel
from portal.calls.services.programmes import programmes_take_in
from portal.errors import Invalid
from portal.evidence.home import laid_down
from tests.portal import city
from tests.portal.calls import round as one_round

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A policy folder of one programme that may be changed; everything else of it is the city's."""
    real = xingtu.settings.settings().policy
    folder = tmp_path / "policy"
    folder.mkdir()
    for path in real.iterdir():
        if path.name != "programmes":
            (folder / path.name).symlink_to(path)
    (folder / "programmes").mkdir()
    (folder / "programmes" / f"{one_round.PROGRAMME}.toml").write_text(TEXT, "utf-8")
    monkeypatch.setenv("XINGTU_POLICY", str(folder))
    xingtu.settings.settings.cache_clear()
    return folder


TEXT = one_round.TEXT


def test_a_file_of_the_folder_becomes_a_version_once(policy: Path) -> None:
    taken = programmes_take_in()
    assert [(version.programme, version.version, version.signatures) for version in taken.taken] == [(one_round.PROGRAMME, 1, [])]
    assert laid_down(one_round.PROGRAMME, taken.taken[0].policy_hash).read_text("utf-8") == TEXT
    assert programmes_take_in().taken == []
    assert ProgrammeVersion.objects.count() == 1


def test_a_file_changed_under_the_same_number_is_refused_and_a_higher_number_is_the_next_version(policy: Path) -> None:
    programmes_take_in()
    path = policy / "programmes" / f"{one_round.PROGRAMME}.toml"
    path.write_text(TEXT.replace("weight = 60", "weight = 50").replace("weight = 40", "weight = 50"), "utf-8")
    refused = programmes_take_in().refused
    assert len(refused) == 1
    assert "version 改成 2" in refused[0]
    assert ProgrammeVersion.objects.get().text == TEXT
    path.write_text(path.read_text("utf-8").replace("version = 1", "version = 2"), "utf-8")
    assert [version.version for version in programmes_take_in().taken] == [2]
    first = ProgrammeVersion.objects.get(version=1)
    assert first.ended_on == timezone.localdate()


def test_a_file_that_cannot_be_carried_out_holds_up_no_other(policy: Path) -> None:
    (policy / "programmes" / "broken-2026.toml").write_text("[programme]\nid = 'broken-2026'\n", "utf-8")
    taken = programmes_take_in()
    assert len(taken.taken) == 1
    assert "broken-2026" in taken.refused[0]


def test_the_page_says_who_may_apply_what_is_given_and_which_numbers_nobody_confirmed(
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    one_round.open_call(one_round.version(TEXT))
    client = Client()
    client.get(reverse("calls:programme", args=[one_round.PROGRAMME]))
    with django_assert_max_num_queries(20):
        text = client.get(reverse("calls:programme", args=[one_round.PROGRAMME])).content.decode()
    for sentence in ("单位、个人可以申报。", "按年租金的 50% 计算，最多 100,000 元。", "总分满分 100 分", "未核实", "公众受益",
                     "拟定名单公示 5 个工作日"):  # fmt: skip
        assert sentence in text, sentence
    assert one_round.version().policy_hash in text


def test_the_file_that_is_downloaded_has_the_hash_the_page_says() -> None:
    version = one_round.version(TEXT)
    answer = Client().get(reverse("calls:programme_file", args=[version.programme, 1]))
    assert sha256(answer.content).hexdigest() == version.policy_hash
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["programme", "programme_version", "programme_file", "programme_changes"])
def test_a_programme_nobody_published_is_not_found(name: str) -> None:
    arguments = ["nothing-2026"] if name == "programme" else ["nothing-2026", 1]
    assert Client().get(reverse(f"calls:{name}", args=arguments)).status_code == 404


@pytest.mark.parametrize("english", [False, True])
def test_every_step_is_a_box_or_an_end_and_every_box_leads_to_its_words(english: bool) -> None:  # noqa: FBT001
    from django.utils.translation import override  # noqa: PLC0415

    with override("en" if english else "zh-hans"):
        programme = programme_of(one_round.version(TEXT))
        drawn = ET.fromstring(flow_chart(programme))  # noqa: S314 -- our own
        said = steps_said(programme)
    boxes = [link.get("href", "") for link in drawn.iter(f"{SVG}a")]
    assert boxes == [f"#step-{step.id}" for step in programme.steps if step.moves]
    assert all(link.get("aria-label") for link in drawn.iter(f"{SVG}a"))
    assert float(drawn.get("width", "0")) <= 328  # what 360 px leave beside the page's edges
    assert [step.number for step in said] == list(range(1, len(programme.steps) + 1))


def test_differences_are_told_by_meaning_amounts_in_yuan_and_days_in_days() -> None:
    after = TEXT.replace("cap_fen = 10_000_000", "cap_fen = 20_000_000").replace("due_days = 5", "due_days = 7")
    after = after.replace('id = "purpose"', 'id = "aim"')
    changes = [
        (change.kind, change.what, change.before, change.after) for group in changes_between(TEXT, after) for change in group.changes
    ]
    assert ("changed", "上限（元）", "100,000 元", "200,000 元") in changes
    assert ("changed", "几个工作日内办理", "5 个工作日", "7 个工作日") in changes
    assert {kind for kind, *_rest in changes} == {"changed", "added", "removed"}
    assert changes_between(TEXT, TEXT) == []
    assert {line.text for line in lines_between(TEXT, after) if line.kind == "added"} >= {"cap_fen = 20_000_000"}
    with pytest.raises(Invalid):
        changes_between(TEXT, "not toml")


def test_moving_a_question_is_not_changing_it() -> None:
    first, second = (f'[[review.criterion]]\nid = "{name}"\nweight = 50\n' for name in ("use", "plan"))
    (group,) = changes_between(first + second, second + first)
    assert [(change.kind, change.before, change.after) for change in group.changes] == [("moved", "use、plan", "plan、use")]


def test_the_state_of_a_call_is_told_in_working_days() -> None:
    version = one_round.version(TEXT)
    now = datetime(2026, 9, 25, 2, tzinfo=UTC)  # a Friday, before the holiday of October
    fields = {"opens_at": now - timedelta(days=9), "opened_at": now - timedelta(days=9)}
    closing = one_round.open_call(version, ident="a", prefix="A1", deadline_at=datetime(2026, 9, 28, 10, tzinfo=UTC), **fields)
    later = one_round.open_call(version, ident="b", prefix="B1", deadline_at=datetime(2026, 10, 10, 10, tzinfo=UTC), **fields)
    rolling = one_round.open_call(version, ident="c", prefix="C1", deadline_at=None, **fields)
    assert (standing_of(closing, now).tone, standing_of(closing, now).accepts) == ("warn", True)
    assert standing_of(later, now).days == _working_days_between(date(2026, 9, 25), date(2026, 10, 10))
    assert standing_of(rolling, now).group == "rolling"
    assert standing_of(closing, now + timedelta(days=9)).group == "past"


def _working_days_between(first: date, last: date) -> int:
    import chinese_calendar  # noqa: PLC0415 -- the independent calendar

    return sum(chinese_calendar.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def test_dates_in_a_year_nobody_has_fixed_are_marked() -> None:
    programme = programme_of(one_round.version(TEXT))
    assert not any(one.provisional for one in schedule_of(programme, date(2026, 3, 2)))
    assert schedule_of(programme, date(2089, 12, 21))[-1].provisional
    assert [one.by_on for one in schedule_of(programme, None)] == [None] * len(schedule_of(programme, None))


def test_calls_that_are_prepared_stay_with_the_office_and_a_cancelled_one_says_why(signed_in: Callable[..., Client]) -> None:
    town = city.town(("yinhan", "lanyue"))
    version = one_round.version(TEXT)
    hidden = one_round.open_call(version, ident="hidden", prefix="H1", state=CallState.PREPARED, opened_at=None)
    shown = one_round.open_call(version, ident="shown", prefix="S1")
    everybody = Client().get(reverse("calls:calls")).content.decode()
    assert reverse("calls:call", args=[shown.pk]) in everybody
    assert reverse("calls:call", args=[hidden.pk]) not in everybody
    for name in ("call", "call_announcement", "call_announcement_pdf", "call_form"):
        assert Client().get(reverse(f"calls:{name}", args=[hidden.pk])).status_code == 404
    assert reverse("calls:call", args=[hidden.pk]) in signed_in(town.acting[Role.OFFICE_CLERK]).get(reverse("calls:calls")).content.decode()
    call_cancel(call=shown, reason="预算调整，改在明年征集", by=town.acting[Role.OFFICE_HEAD])
    page = Client().get(reverse("calls:call", args=[shown.pk])).content.decode()
    assert "预算调整，改在明年征集" in page
    assert Call.objects.get(pk="shown").state == CallState.CANCELLED


def test_a_page_in_english_says_no_chinese_but_what_is_chinese_in_the_file() -> None:
    version = one_round.version(TEXT)
    page = Client().get("/en" + reverse("calls:programme", args=[version.programme])).content.decode()
    assert re.search(r"<h1>Open source reading room subsidy 2026</h1>", page)
    assert words_of(programme_of(version)).gives
    assert version_visible(version.programme).pk == version.pk
