"""How much does the whole crediting pass cost: commits and file changes in, changes and line credit out?

Run from the repository's root::

    python bench/crediting_5m.py                    # 5 M file rows
    python bench/crediting_5m.py --rows 500000

Rows are synthetic and seeded: every 20th commit is a copy of an earlier patch, every 50th takes the one before it back, one
in 30 is a bot's. The classes are compared with SQL written by hand for exactly these rows; gross must be the sum of classes.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

FILES_A_COMMIT = 2.4
REPOSITORIES = 50

COMMITS_SQL = """
    SELECT n, 'r' || lpad((n % {repositories})::VARCHAR, 3, '0') AS repository, md5('xingtu' || n) || lpad(to_hex(n), 8, '0') AS commit,
           n // {repositories} AS position,
           CASE WHEN n // {repositories} % 20 = 19 THEN n - 7 * {repositories} ELSE n END AS source,
           n // {repositories} % 50 = 41 AS is_revert
    FROM range({commits}) AS series(n)
"""

GENERATE = {
    "commits": """
        SELECT repository, commit, md5('patch' || CASE WHEN is_revert THEN 'x' || (n - {repositories}) ELSE source || '' END) AS patch_id,
               md5('patch' || CASE WHEN is_revert THEN n - {repositories} || '' ELSE 'x' || source END) AS inverse_patch_id,
               NULL::VARCHAR AS reverts, false AS is_merge, false AS is_import, true AS measured, true AS on_default, position,
               commit AS landed_commit, TIMESTAMPTZ '2025-01-01 00:00:00+00' + to_seconds(n::DOUBLE) AS landed_at
        FROM made
    """,
    "file_changes": """
        SELECT repository, commit, number, encode('src/' || n % 5000 || '/' || number) AS path, 'src' AS area, 'M' AS status,
               (hash(n + number) % 60 + 10)::BIGINT AS added, (hash(n * 3 + number) % 30 + 4)::BIGINT AS deleted,
               2::BIGINT AS whitespace_added, 2::BIGINT AS whitespace_deleted, 3::BIGINT AS moved_added, 1::BIGINT AS moved_deleted,
               CASE WHEN hash(n + number) % 9 = 0 THEN 'vendored' END AS path_class,
               CASE WHEN hash(n + number) % 9 = 0 THEN 'rule' END AS path_rule, n % 5000 = 1 AND number = 0 AS generated_marker
        FROM (SELECT *, unnest(range(CASE WHEN n % 5 < 3 THEN 2 ELSE 3 END)) AS number FROM made)
    """,
    "authorship": """
        SELECT repository, commit, 'p-' || hash(n) % 9000 AS person, '(Unknown)' AS organisation,
               1000000::BIGINT AS share, 'author' AS role,
               CASE WHEN n % 30 = 7 THEN 'bot' ELSE 'person' END AS actor, false AS ai_involved, DATE '2025-01-01' AS authored_on
        FROM made
    """,
    "periods": "SELECT repository, commit, 'inside' AS period FROM made",
    "repositories": "SELECT DISTINCT repository, repository[2:]::BIGINT AS rank FROM made",
}

BY_HAND = """
    WITH facts AS (
        SELECT m.*, n % 30 = 7 AS bot, position % 20 = 19 AS copy,
               (position + 1) % 50 = 41 AND n + {repositories} < {commits} AS undone
        FROM made AS m)
    SELECT coalesce(CASE WHEN bot THEN 'bot' WHEN copy THEN 'duplicate' WHEN is_revert OR undone THEN 'revert' END, 'counted') AS taken_by,
           count(*) AS changes
    FROM facts GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """The policy's sizes."""

    bulk_added_lines: int = 20_000
    bulk_new_files_millionths: int = 900_000
    revert_min_lines: int = 10


def opened(rows: int) -> duckdb.DuckDBPyConnection:
    """A connection with the invented commits as the view ``made``."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    connection.execute(f"CREATE VIEW made AS {COMMITS_SQL.format(commits=int(rows / FILES_A_COMMIT), repositories=REPOSITORIES)}")
    return connection


def generate(folder: Path, rows: int) -> None:
    """Write the tables as Parquet."""
    connection = opened(rows)
    for name, query in GENERATE.items():
        target = (folder / f"{name}.parquet").as_posix()
        connection.execute(f"COPY ({query.format(repositories=REPOSITORIES)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def crediting(folder: Path) -> dict[str, float]:
    """Run both halves as a run does, changes stored before the lines; returns the cost without imports."""
    import ibis  # noqa: PLC0415 - the step's own process pays for it

    from xingtu.measure.crediting import credit  # noqa: PLC0415 - likewise

    connection = ibis.duckdb.connect()
    tables = {name: connection.read_parquet(folder / f"{name}.parquet", table_name=name) for name in GENERATE}
    before, started = _cpu(), time.perf_counter()
    changes, lines = credit(tables, Limits(), keep=lambda name, table: connection.create_table(name, table, temp=True))
    connection.to_parquet(changes, folder / "changes.parquet")
    connection.to_parquet(lines, folder / "line_credit.parquet")
    cost = {"cpu_s": _cpu() - before, "wall_s": time.perf_counter() - started}
    return {**cost, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def check(folder: Path, rows: int) -> int:
    """Compare the result with SQL by hand; returns the number of file rows."""
    connection = opened(rows)
    by_hand = BY_HAND.format(commits=int(rows / FILES_A_COMMIT), repositories=REPOSITORIES)
    for name in ("changes", "line_credit", "file_changes"):
        connection.read_parquet((folder / f"{name}.parquet").as_posix()).create_view(name)
    ours = "SELECT coalesce(taken_by, 'counted'), count(*) FROM changes GROUP BY 1 ORDER BY 1"
    assert connection.execute(ours).fetchall() == connection.execute(by_hand).fetchall(), "classes differ from SQL by hand"
    sums = connection.execute("""
        SELECT count(*), sum(added), sum(CASE WHEN taken_by IS NULL THEN whitespace_added + moved_added + credited_added ELSE added END),
               sum(deleted), sum(CASE WHEN taken_by IS NULL THEN whitespace_deleted + moved_deleted + credited_deleted ELSE deleted END)
        FROM line_credit
    """).fetchone()
    given = connection.execute("SELECT count(*), sum(added), sum(deleted) FROM file_changes").fetchone()
    assert sums is not None
    assert given == (sums[0], sums[1], sums[3])
    assert (sums[1], sums[3]) == (sums[2], sums[4])
    return int(sums[0])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Generate, credit in a process of its own, compare with SQL by hand, print the cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000, help="file rows")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder:
        print(json.dumps(crediting(asked.folder)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, asked.rows)
        done = subprocess.run([sys.executable, __file__, "--folder", name], check=True, capture_output=True, text=True)
        cost = json.loads(done.stdout)
        print(
            f"{check(folder, asked.rows):,} file rows credited, equal to SQL by hand   CPU {cost['cpu_s']:.2f} s   "
            f"wall {cost['wall_s']:.2f} s   RSS {cost['rss_mb']:.0f} MB"
        )


if __name__ == "__main__":
    main()
