"""A mirror and clones small enough for a test: invented packages and advisories, real git, real matching."""

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.evidence.home import home
from portal.evidence.services import risk_watching
from portal.evidence.services.risk_requests import risks_refresh
from portal.evidence.services.risk_watching import risks_watch
from tests.gitrepo import Repo
from xingtu.facts.signals import Epss, Kev
from xingtu.risk.importing import import_source
from xingtu.store.risk.schema import open_risk

FLAW, CVE = "XH-2026-0001", "CVE-2026-90001"
PACKAGE = "xinghe-lodestar"


def record(ident: str = FLAW, *, package: str = PACKAGE, fixed: str = "1.4.0", level: str = "HIGH", **more: Any) -> dict[str, Any]:
    """One advisory as its publisher writes it."""
    events = [{"introduced": "1.0"}, *([{"fixed": fixed}] if fixed else [])]
    return {
        "schema_version": "1.7.0", "id": ident, "modified": "2026-11-20T00:00:00Z", "published": "2026-11-20T00:00:00Z",
        "aliases": [CVE] if ident == FLAW else [], "summary": "压缩包解到目录之外（示例）", "details": "…",
        "affected": [{"package": {"ecosystem": "PyPI", "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}],
        "database_specific": {"severity": level}, **more,
    }  # fmt: skip


@dataclass
class RiskCity:
    """What a worker finds on its machine."""

    folder: Path
    repos: dict[str, Repo] = field(default_factory=dict)
    tips: dict[str, str] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)

    def push(self, repository: str, requirements: Mapping[str, str] | bytes) -> str:
        """Commit a lock file; its id."""
        repo = self.repos.get(repository) or Repo(self.folder / f"{repository}.git")
        self.repos[repository] = repo
        content = (
            requirements
            if isinstance(requirements, bytes)
            else "".join(f"{name}=={version}\n" for name, version in requirements.items()).encode()
        )
        before = [self.tips[repository]] if repository in self.tips else []
        self.tips[repository] = repo.commit({b"requirements.txt": content, b"app.py": b"print()\n"}, *before)
        return self.tips[repository]

    def publish(self, *records: Mapping[str, Any], source: str = "示例") -> None:
        """Bring the mirror's source to these records and those published before."""
        self.records |= {one["id"]: dict(one) for one in records}
        feed = self.folder / "feed"
        feed.mkdir(exist_ok=True)
        for ident, one in self.records.items():
            (feed / f"{ident}.json").write_text(json.dumps(one), "utf-8")
        with closing(open_risk(home())) as database:
            import_source(database, source, feed, at=timezone.now(), licence="CC0-1.0")

    def signal(self, *, kev: bool = False, epss: int | None = None) -> None:
        """What is said of the CVE beside its advisory."""
        from xingtu.store.risk.advisories import SourceState  # noqa: PLC0415 - only here
        from xingtu.store.risk.signals import take_epss, take_kev  # noqa: PLC0415 - only here

        state = SourceState("kev", "", "1", f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}", "")
        with closing(open_risk(home())) as database:
            if kev:
                take_kev(database, [Kev(CVE, "2026-11-21", "2026-12-05", ransomware=False)], state)
            if epss is not None:
                take_epss(database, [Epss(CVE, epss, 990_000, "2026-11-21", "v1")], state)

    def look(self) -> None:
        """One round of the worker."""
        risks_refresh()
        risks_watch()


@pytest.fixture
def risks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RiskCity:
    made = RiskCity(tmp_path / "clones")
    made.folder.mkdir()
    latest: Callable[[Any, str], Any] = lambda _lake, repository: (  # noqa: E731 - stands for a method
        SimpleNamespace(path=str(made.repos[repository].path), tip=made.tips[repository], url="") if repository in made.tips else None
    )
    monkeypatch.setattr(risk_watching.Lake, "latest", latest)
    return made
