"""A log written commit by commit, and what resolve makes of it."""

from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from xingtu.facts.commits import Commit
from xingtu.facts.trailers import Trailer
from xingtu.policy.crediting import ActorRule, Crediting
from xingtu.resolve.addresses import AddressKey, plain_key
from xingtu.resolve.authorship import Coauthors, Resolution, occurring_subjects, resolve_authorship
from xingtu.resolve.declarations import Declarations, read_city
from xingtu.resolve.identity import Joining
from xingtu.store.schema import arrow_schema, arrow_table

CREDITING = Crediting(
    version=1,
    path_rules=(),
    actor_rules=(
        ActorRule("bot-suffix", "bot", "name", r"\[bot\]$"),
        ActorRule("anthropic", "ai_agent", "email", r"^noreply@anthropic\.com$"),
        ActorRule("assisted-by", "ai_agent", "trailer", r"^(assisted|generated)-by: "),
    ),
    shared_addresses=(r"^root@localhost$", r"^noreply@", r"^[^@+]+@users\.noreply\.github\.com$"),
    generated_markers=(),
    bulk_added_lines=1,
    bulk_new_files_millionths=1,
)


@dataclass
class Log:
    """Commits are given newest first, as ``git log`` prints them."""

    commits: list[dict[str, Any]] = field(default_factory=list)
    trailers: list[Trailer] = field(default_factory=list)
    crediting: Crediting = CREDITING

    def commit(self, name: str, email: str, *, on: str = "2025-06-01", raw: str | None = None, zone: int = 480, **trailers: str) -> str:
        """A commit; ``co_authored_by="Wu <wu@x>"`` writes a trailer in the footer."""
        commit = f"{len(self.commits):040x}"
        moment = int(datetime.combine(date.fromisoformat(on), datetime.min.time(), UTC).timestamp()) + 12 * 3600 - zone * 60
        self.commits.append({
            "repository": "r", "commit": commit, "author_email": (raw or email).encode(), "author_name_mapped": name,
            "author_email_mapped": email, "author_time": moment, "author_zone": zone,
            "committer_email": (raw or email).encode(), "committer_name_mapped": name, "committer_email_mapped": email,
        })  # fmt: skip
        for number, (kind, value) in enumerate(trailers.items()):
            who, _, mail = value.partition("<")
            self.trailers.append(Trailer("r", commit, number, kind.replace("_", "-"), who.strip(), mail.rstrip(">"), in_footer=True))
        return commit

    def tables(self) -> tuple[pa.Table, pa.Table]:
        schema = arrow_schema(Commit)
        wanted = self.commits[0].keys() if self.commits else [column.name for column in fields(Commit)]
        part = pa.schema([schema.field(name) for name in wanted])
        return pa.Table.from_pylist(self.commits, schema=part), arrow_table(Trailer, self.trailers)

    def resolve(
        self,
        declarations: Declarations | None = None,
        key: AddressKey = plain_key,
        *,
        coauthors: Coauthors = "author",
        joining: Joining = "declared",
    ) -> Resolution:
        commits, trailers = self.tables()
        declarations = declarations or Declarations("city", "星河市")
        snapshot = declarations.keyed(key, occurring_subjects(commits, trailers))
        return resolve_authorship(
            commits, trailers, snapshot=snapshot, key=key, crediting=self.crediting, coauthors=coauthors, joining=joining
        )

    def people(self, declarations: Declarations | None = None, *, joining: Joining = "declared") -> list[str]:
        """The names shown, sorted."""
        return sorted(self.resolve(declarations, joining=joining).people["name"].to_pylist())


@pytest.fixture(scope="session")
def new_log() -> type[Log]:
    return Log


@pytest.fixture
def log() -> Log:
    return Log()


@dataclass
class City:
    """A city.toml in a folder of its own."""

    folder: Path

    def declares(self, text: str, **files: str | bytes) -> Declarations:
        """The declarations of ``text`` after a [city] table; ``files`` are written beside it (``_`` before the ending)."""
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else content.encode()
            (self.folder / name.replace("__", ".")).write_bytes(raw)
        path = self.folder / "city.toml"
        path.write_text(f'[city]\nid = "xinghe"\nname = "星河市"\n{text}', encoding="utf-8")
        return read_city(path)


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)
