"""How long does it take to compute the conflicts of 60 experts with 300 applications over a run of five million changes?

    nice .venv/bin/python bench/conflicts.py [changes]

An invented run: 2,000 people of 150 organisations in 500 repositories, three reviews for each ten changes. Only the run's side and the
judgement are timed; the register's queries are a fixed dozen.
"""

import os
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any, cast

import duckdb

EXPERTS, APPLICATIONS, PEOPLE, ORGANISATIONS, REPOSITORIES = 60, 300, 2_000, 150, 500
ON, SINCE = date(2026, 1, 15), date(2023, 1, 15)


def invented(folder: Path, changes: int) -> None:
    """Four tables of a run, the same for the same number of changes."""
    folder.mkdir(parents=True)
    database = duckdb.connect()
    # ruff: noqa: S608 - the numbers above
    database.execute(f"""
        CREATE TABLE numbered AS SELECT i, 'r-' || (hash(i, 1) % {REPOSITORIES}) repository, md5(i::VARCHAR) || '00000000' commit,
            'p-' || (hash(i, 2) % {PEOPLE}) person, to_timestamp(1577836800 + (hash(i, 3) % 189216000)::BIGINT) landed_at
        FROM range({changes}) t(i)
    """)
    organisation = f"'o-' || (hash(person) % {ORGANISATIONS})"
    for name, query in {
        "authorship": f"SELECT repository, commit, person, {organisation} organisation, 'person' actor FROM numbered UNION ALL "
        f"SELECT repository, commit, 'p-' || (hash(i, 5) % {PEOPLE}), 'o-' || (hash(i, 6) % {ORGANISATIONS}), 'person' FROM numbered "
        "WHERE i % 50 = 0",
        "changes": "SELECT repository, commit, landed_at FROM numbered",
        "trailer_credits": f"SELECT repository, commit, 'reviewed-by' kind, 'p-' || (hash(i, 4) % {PEOPLE}) person, "
        "'(Unknown)' organisation, false own FROM numbered WHERE i % 10 < 3",
        "repositories": "SELECT DISTINCT repository, hash(repository) % 1000 rank FROM numbered",
    }.items():
        database.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")


def main() -> None:
    """Make a run, ask, print."""
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    with tempfile.TemporaryDirectory() as home:
        os.environ["XINGTU_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        import django  # noqa: PLC0415 - after the environment

        django.setup()
        from portal.evidence.selectors.code_ties import code_ties  # noqa: PLC0415 - Django's registry first
        from xingtu.decide.recusal import judge  # noqa: PLC0415
        from xingtu.decide.ties import Limits, Owned, Parties, Ties  # noqa: PLC0415

        invented(Path(home) / "runs" / "bench" / "tables", changes)
        experts = [f"p-{n}" for n in range(EXPERTS)]
        parties = {f"A-{n}": Parties((f"p-{EXPERTS + n}",), (f"o-{n % ORGANISATIONS}",), (f"record-{n}",)) for n in range(APPLICATIONS)}
        records = {f"record-{n}": Owned(f"record {n}", "", "", (f"r-{n}",)) for n in range(APPLICATIONS)}
        began = perf_counter()
        code = code_ties(
            cast("Any", SimpleNamespace(run_id="bench", short="bench")),
            experts=experts,
            people=[person for party in parties.values() for person in party.person_ids],
            organisations=[body for party in parties.values() for body in party.organisation_ids],
            repositories=[one for record in records.values() for one in record.repositories],
            since=SINCE,
            on=ON,
        )
        asked = perf_counter()
        gathered = Ties(code.stays, code.work, code.together, code.leads, {}, records, code.contributors)
        found = judge(experts, parties, gathered, since=SINCE, on=ON, years=3, limits=Limits(), past_awards={})
        judged = perf_counter()
    assert found
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{changes:,} changes · {EXPERTS} experts × {APPLICATIONS} applications · {len(found):,} conflicts")
    print(f"asking the run {asked - began:.1f} s · judging {judged - asked:.1f} s · {memory} MB")


if __name__ == "__main__":
    main()
