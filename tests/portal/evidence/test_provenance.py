"""Somebody says "this is copied": the report is computed once, in the worker, and read in plain sentences."""

import sys
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from django.utils.translation import override

from portal.errors import Invalid
from portal.evidence.models import Provenance, ProvenanceState
from portal.evidence.selectors.provenance import page_of, provenance_of, provenance_summary
from portal.evidence.services import provenance_computing
from portal.evidence.services.provenance import provenance_begun, provenance_request
from portal.journal.models import Entry

pytestmark = pytest.mark.django_db
Ask = Callable[..., Provenance]


def _page(request: HttpRequest, key: str) -> HttpResponse:
    from portal.evidence.views.provenance import provenance_page  # noqa: PLC0415 - Django's registry first

    found = provenance_of(key)
    assert found is not None
    return provenance_page(request, found, crumbs=[("异议", "/")])


@pytest.fixture
def asked_here(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address for the page, which has none of its own."""
    from portal import urls  # noqa: PLC0415 - Django's registry first

    here = ModuleType("asked_here")
    here.urlpatterns = [path("asked/<slug:key>/", _page), *urls.urlpatterns]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "asked_here", here)
    settings.ROOT_URLCONF = "asked_here"


@pytest.fixture
def ask(city: object, django_capture_on_commit_callbacks: Callable[..., Any]) -> Ask:
    def asked(subject: str, *others: str) -> Provenance:
        with django_capture_on_commit_callbacks(execute=True):
            found = provenance_request(subject=subject, others=others)
        found.refresh_from_db()
        return found

    return asked


def test_a_fork_and_its_origin_are_one_history_and_nobody_is_accused(ask: Ask) -> None:
    done = ask("gearsim-fork", "gearsim", "canlantern")
    assert (done.state, done.done, done.problem) == (ProvenanceState.DONE, 2, "")
    (found,) = done.report["comparisons"]
    assert found["other"]["repository"] == "gearsim"
    assert found["shared_commits"] > 40
    assert found["tip_files_from_other"] <= found["tip_files"] - found["tip_files_common"]
    assert done.report["subject"]["witnessed_at"]
    assert "同一段历史" in "".join(text.zh for text in provenance_summary(done))


def test_nobody_named_means_all_that_are_registered_and_unread_ones_are_said(ask: Ask) -> None:
    done = ask("gearsim")
    assert done.state == ProvenanceState.DONE
    assert {one for one, _tip in done.compared} >= {"gearsim", "gearsim-mirror", "canlantern"}
    assert done.absent == ["newborn"]
    assert done.report["compared"] + len(done.report["not_compared"]) == done.planned


def test_the_same_question_is_computed_once_and_each_asking_is_kept(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask("gearsim-fork", "gearsim")
    monkeypatch.setattr(provenance_computing, "provenance", None)
    again = ask("gearsim-fork", "gearsim")
    assert again.key == first.key
    assert again.state == ProvenanceState.DONE
    assert Provenance.objects.count() == 1
    assert list(Entry.objects.filter(event="provenance.asked").order_by("sequence").values_list("details__new", flat=True)) == [True, False]
    assert list(Provenance.objects.filter(subject="gearsim-fork")) == [first]


def test_what_failed_says_why_and_is_tried_again_when_asked_again(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(provenance_computing, "provenance", broken)
        failed = ask("gearsim-fork", "gearsim")
    assert failed.state == ProvenanceState.FAILED
    assert failed.key[:12] in failed.problem
    assert ask("gearsim-fork", "gearsim").state == ProvenanceState.DONE


def test_two_workers_do_not_compute_it_twice_and_a_dead_one_is_replaced(city: object) -> None:
    asked = provenance_request(subject="gearsim-fork", others=["gearsim"])
    assert provenance_begun(key=asked.key) is not None
    assert provenance_begun(key=asked.key) is None
    Provenance.objects.update(beat_at=timezone.now() - timedelta(hours=1))
    assert provenance_begun(key=asked.key) is not None


def test_a_repository_that_was_never_read_cannot_be_asked_about(city: object) -> None:
    with pytest.raises(Invalid, match="还没有读取过"):
        provenance_request(subject="newborn")
    with pytest.raises(Invalid, match="还没有读取过"):
        provenance_request(subject="no/such")


def test_the_page_says_what_it_shows_and_what_it_does_not(ask: Ask, client: Client, asked_here: None) -> None:
    done = ask("gearsim-fork", "gearsim")
    shown = client.get(f"/asked/{done.key}/").content.decode()
    for text in ("代码来源比对", "这份比对说明什么", "不说明什么", "没有查到不等于没有抄袭", "齿轮仿真", done.key[:16]):
        assert text in shown
    assert "@" not in shown.partition("<main")[2].partition("</main>")[0]
    with override("en"):
        page = page_of(done)
    assert page is not None
    assert page.shows_not[0].startswith("Code that was edited")


def test_a_waiting_page_refreshes_itself_without_scripts(city: object, client: Client, asked_here: None) -> None:
    waiting = provenance_request(subject="gearsim-fork", others=["gearsim"])
    whole = client.get(f"/asked/{waiting.key}/").content.decode()
    assert 'http-equiv="refresh"' in whole
    part = client.get(f"/asked/{waiting.key}/", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    Provenance.objects.update(state=ProvenanceState.FAILED, problem="读不到")
    assert client.get(f"/asked/{waiting.key}/", headers={"HX-Request": "true"}).status_code == 286
