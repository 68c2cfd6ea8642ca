"""What exactly was a run computed from? Every input with its hash; the hash of this list is the run's name."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from xingtu.errors import ReplayError
from xingtu.store.canonical import ALGORITHMS, canonical_json, digest

FORMAT = "xingtu-manifest/1"


@dataclass(frozen=True, slots=True)
class FrozenRepository:
    """One repository of a run: the state that was read, and how much of it could be."""

    id: str
    name: str
    url: str
    default_branch: str
    tip: str
    """Empty: it could not be read at all; ``missing`` says why."""
    object_format: str
    mailmap: str
    """HEAD, none or REV:PATH, read from the repository itself."""
    window_from: str
    """Commit id a range window begins after; empty for a window of dates or from the beginning."""
    expected_commits: int
    measured_commits: int
    unmeasured: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """All inputs of a run. ``salt`` is derived from the others and the city's key, so that equal inputs give equal runs."""

    engine: str
    reading: str
    programme: str
    files: dict[str, str]
    """Policy file name → hash of its bytes; the files themselves lie beside the manifest."""
    stages: dict[str, int]
    """Version of each stage's own rules, e.g. of what counts as a duplicate; metrics and rules have theirs below."""
    metrics: dict[str, int]
    rules: dict[str, int]
    city: str
    repositories: tuple[FrozenRepository, ...]
    """In order of registration, which breaks ties between mirrors."""
    declarations: str
    salt: str
    hash: str = "sha256"
    format: str = FORMAT

    @property
    def run_id(self) -> str:
        """Hash of the canonical manifest."""
        return digest(canonical_json(asdict(self)), self.hash)

    @property
    def unsalted(self) -> bytes:
        """Everything the salt is derived from; ``declarations`` is then their hash under the city's key, not yet under the salt."""
        return canonical_json(asdict(replace(self, salt="")))

    def to_json(self) -> bytes:
        """For people: indented; the hash is always over the canonical form."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> "Manifest":
        """The manifest as written.

        Raises:
            ReplayError: it is no manifest of this format.
        """
        try:
            values: dict[str, Any] = json.loads(data)
            if values.get("format") != FORMAT:
                raise ReplayError(f"运行清单的格式是 {values.get('format')!r}，本版本能读的是 {FORMAT}；请用生成它的版本重算")
            repositories = [
                FrozenRepository(**{**entry, "unmeasured": tuple(entry["unmeasured"]), "missing": tuple(entry["missing"])})
                for entry in values["repositories"]
            ]
            manifest = cls(**{**values, "repositories": tuple(repositories)})
            if manifest.hash not in ALGORITHMS:
                known = "、".join(ALGORITHMS)
                raise ReplayError(f"运行清单用的散列算法 {manifest.hash} 在本机不可用（可用：{known}）；xingtu doctor 说明怎样补上")
            canonical_json(asdict(manifest))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ReplayError(f"运行清单 manifest.json 读不懂：{error}；请重新下载完整的运行包") from error
        return manifest
