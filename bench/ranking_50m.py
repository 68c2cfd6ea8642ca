"""How much does ranking organisations over fifty million changed files cost, with our own expressions?

Run from the repository's root::

    python bench/ranking_50m.py                     # 50 M file rows, about 2.4 files a commit, a quarter inside the window
    python bench/ranking_50m.py --rows 1000000

Rows are synthetic and seeded. Before anything is timed, the answers are compared with SQL written by hand on the same
rows. CPU is user + system, RSS the peak of the process that runs the step, start-up and imports included apart.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

FILES_A_COMMIT = 2.4
REPOSITORIES = 200
PEOPLE = 40_000
ORGANISATIONS = 300
STEPS = ("ranking", "absence")

COMMITS_SQL = """
    SELECT 'r' || lpad((n % {repositories})::VARCHAR, 3, '0') AS repository,
           md5('xingtu' || n) || lpad(to_hex(n), 8, '0') AS commit,
           n, hash(n * 7 + 1) AS dice
    FROM range({commits}) AS series(n)
"""

GENERATE = {
    "changes": """
        SELECT repository, commit, TIMESTAMPTZ '2022-01-01 00:00:00+00' + to_minutes((n * 2102400 // {commits})::BIGINT) AS landed_at,
               n AS position, CASE WHEN n * 4 // {commits} = 3 THEN 'inside' ELSE 'before' END AS period,
               dice % 20 <> 0 AS counted, CASE WHEN dice % 20 = 0 THEN 'duplicate' END AS taken_by, NULL::VARCHAR AS reason,
               false AS bulk, NULL::BOOLEAN AS self_merged, true AS measured
        FROM commits
    """,
    "authorship": """
        WITH who AS (SELECT *, floor({people} * pow((dice % 1000003) / 1000003.0, 3))::BIGINT AS number FROM commits)
        SELECT repository, commit, 'p-' || number AS person,
               CASE WHEN number % 5 = 0 THEN '(Unknown)' ELSE 'o-' || hash(number) % {organisations} END AS organisation,
               1000000::BIGINT AS share, 'author' AS role, 'person' AS actor, false AS ai_involved, DATE '2025-01-01' AS authored_on
        FROM who
    """,
    "line_credit": """
        SELECT repository, commit, number, 'area' || dice % 12 AS area,
               CASE WHEN dice % 20 = 0 THEN 'duplicate' WHEN file % 9 = 0 THEN 'vendored' END AS taken_by, NULL::VARCHAR AS reason,
               added, (file % 30)::BIGINT AS deleted, 0::BIGINT AS whitespace_added, 0::BIGINT AS whitespace_deleted,
               0::BIGINT AS moved_added, 0::BIGINT AS moved_deleted,
               CASE WHEN dice % 20 = 0 OR file % 9 = 0 THEN 0 ELSE added END::BIGINT AS credited_added, 0::BIGINT AS credited_deleted
        FROM (SELECT repository, commit, dice, number, hash(dice + number)::HUGEINT AS file, (hash(dice + number) % 80)::BIGINT AS added
              FROM (SELECT *, unnest(range(CASE WHEN dice % 5 < 3 THEN 2 ELSE 3 END)) AS number FROM commits))
    """,
}

BY_HAND = {
    "ranking": """
        SELECT organisation, sum(credited_added::HUGEINT * share)::BIGINT AS volume
        FROM line_credit JOIN changes USING (repository, commit) JOIN authorship USING (repository, commit)
        WHERE period = 'inside' GROUP BY organisation ORDER BY volume DESC, organisation
    """,
    "absence": """
        WITH totals AS (SELECT repository, person, sum(share)::BIGINT AS n FROM changes JOIN authorship USING (repository, commit)
                        WHERE period = 'inside' AND counted GROUP BY ALL),
             runs AS (SELECT repository, n, sum(n) OVER (PARTITION BY repository ORDER BY n DESC, person ROWS UNBOUNDED PRECEDING) AS upto,
                             sum(n) OVER (PARTITION BY repository) AS whole FROM totals)
        SELECT repository, count(*) AS value FROM runs WHERE (upto - n) * 2 < whole GROUP BY repository ORDER BY repository
    """,
}


def generate(folder: Path, rows: int) -> int:
    """Write the tables as Parquet; returns how many file rows there are."""
    sizes = {"commits": int(rows / FILES_A_COMMIT), "repositories": REPOSITORIES, "people": PEOPLE, "organisations": ORGANISATIONS}
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    connection.execute(f"CREATE VIEW commits AS {COMMITS_SQL.format(**sizes)}")
    for name, query in GENERATE.items():
        target = (folder / f"{name}.parquet").as_posix()
        connection.execute(f"COPY ({query.format(**sizes)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return len(connection.read_parquet((folder / "line_credit.parquet").as_posix()))


def answer_by_hand(folder: Path, step: str) -> list[list[object]]:
    """The same question in SQL that shares nothing with our expressions."""
    connection = duckdb.connect()
    for name in GENERATE:
        connection.read_parquet((folder / f"{name}.parquet").as_posix()).create_view(name)
    return [list(row) for row in connection.execute(BY_HAND[step]).fetchall()]


def answer(folder: Path, step: str) -> tuple[list[list[object]], dict[str, float]]:
    """Our answer, and what the query cost without imports."""
    import ibis  # noqa: PLC0415 - the step's own process pays for it

    from xingtu import catalogue  # noqa: PLC0415 - likewise
    from xingtu.measure.rollup import rollup  # noqa: PLC0415 - likewise

    connection = ibis.duckdb.connect()
    tables = {name: connection.read_parquet(folder / f"{name}.parquet", table_name=name) for name in GENERATE}
    before, started = _cpu(), time.perf_counter()
    if step == "ranking":
        metric = catalogue.metrics()["credited_lines"]
        ranked = rollup(metric.value(tables), metric, by=("organisation",))
        table = ranked.order_by(ibis.desc("volume"), "organisation").select("organisation", "volume")
    else:
        table = catalogue.metrics()["contributor_absence_factor"].value(tables).order_by("repository")
    rows = [list(row.values()) for row in table.to_pyarrow().to_pylist()]
    cost = {"cpu_s": _cpu() - before, "wall_s": time.perf_counter() - started}
    return rows, {**cost, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Generate, compare with SQL by hand, print the cost of each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000_000, help="file rows")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        rows, cost = answer(asked.folder, asked.step)
        print(json.dumps({"rows": rows, "cost": cost}))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = generate(folder, asked.rows)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        print(f"{count:,} file rows, {size:,.0f} MB Parquet, duckdb {duckdb.__version__}")
        for step in STEPS:
            command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
            given = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            assert given["rows"] == answer_by_hand(folder, step), f"{step}: our expression and SQL by hand differ"
            cost = given["cost"]
            print(
                f"{step:8} equal to SQL by hand   CPU {cost['cpu_s']:6.2f} s   wall {cost['wall_s']:6.2f} s   RSS {cost['rss_mb']:6.0f} MB"
            )


if __name__ == "__main__":
    main()
