"""Does a programme that ranks nobody still freeze its facts, and do replay, pages and terminal take such a run?

A call judges applications; its run is the evidence they are judged on.
"""

import functools
import io
import json

import jsonschema

from tests.policy.calls import CALL
from tests.stories.office import award, example_office, scratch
from xingtu.dossier import Dossier
from xingtu.exports import write_report
from xingtu.report.json_file import run_json, run_schema
from xingtu.report.terminal import new_console, print_ranking
from xingtu.run import metric_table
from xingtu.store.canonical import table_digest
from xingtu.store.ledger import Run, read_bundle


@functools.cache
def call() -> Run:
    """A call that looks at the repositories of the seed library."""
    file = scratch("call") / "seeds-2026.toml"
    file.write_text(CALL.replace('"candidates"', '"seed_library"'), "utf-8")
    return example_office().rank(file)


def test_it_measures_what_a_ranking_of_the_same_repositories_measures_and_judges_nobody() -> None:
    assert call().tables["verdicts"].num_rows == 0
    for metric in ("merged_changes", "credited_lines"):
        table, ranked = call().tables[metric_table(metric)], award().tables[metric_table(metric)]
        assert table.num_rows == ranked.num_rows
        assert sum(table["value"].to_pylist()) == sum(ranked["value"].to_pylist())


def test_its_report_is_written_whole_and_says_that_nobody_is_ranked() -> None:
    index = write_report(call(), scratch("call-report") / "report")
    page = index.read_text("utf-8")
    assert "本项目不设榜单" in page
    jsonschema.validate(json.loads(run_json(Dossier(call()).report())), run_schema())
    again = read_bundle(index.parent / "bundle.zip")
    assert again.run_id == call().run_id
    assert {name: table_digest(table) for name, table in again.tables.items()} == call().digests


def test_the_terminal_and_an_explanation_take_it() -> None:
    told = io.StringIO()
    print_ranking(new_console(told), Dossier(call()).report(subjects=False))
    assert told.getvalue().strip() == ""
    assert Dossier(call()).subjects() == []
    assert Dossier(call()).subject("林知远") is None
