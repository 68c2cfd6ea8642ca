"""Do the pages take a run that ranks nobody, as the run of a call is?"""

from pathlib import Path

from django.test import Client

from portal.evidence.services.loading import run_load
from portal.evidence.services.publishing import run_publish
from portal.journal.services.recording import SYSTEM
from tests.test_runs_without_tracks import call
from xingtu.store.ledger import Ledger


def test_the_pages_of_a_run_that_ranks_nobody_open_to_everybody(home: Path, db: None, client: Client) -> None:
    Ledger(home).save(call())
    published = run_publish(run=run_load(run=call()), by=SYSTEM)
    assert published.tracks.count() == 0
    for path in (
        "/",
        "/runs/",
        f"/runs/{published.short}/",
        f"/en/runs/{published.short}/",
        f"/runs/{published.short}/metrics/merged_changes/",
    ):
        assert client.get(path).status_code == 200, path
