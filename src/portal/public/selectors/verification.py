"""Does what a reader holds equal what was published?"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from portal.evidence.models import Run
from portal.public.bundle_check import Bundle, Finding
from portal.public.selectors.numbers import kept
from portal.public.selectors.observation import SHORTEST, disclosed_run
from xingtu.settings import settings


@dataclass(frozen=True, slots=True)
class Verification:
    """``run``: the published run it claims to be; None: no such run was published here."""

    run: Run | None
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether it is a published run and nothing departs from it."""
        return self.run is not None and all(finding.holds is not False for finding in self.findings)


def run_by_code(code: str) -> Run | None:
    """The published run a code means, however it was copied from paper."""
    plain = "".join(letter for letter in code.lower() if letter in "0123456789abcdef")
    return disclosed_run(plain) if len(plain) >= SHORTEST else None


def verification_of(bundle: Bundle) -> Verification:
    """Compare a bundle with the run of its own number, hash by hash and file by file."""
    run = disclosed_run(bundle.run_id)
    if run is None:
        return Verification(None, bundle.findings)
    ours = Finding("published", run.short, run.results_hash == bundle.results_hash, bundle.results_hash, run.results_hash)
    published = file_hashes(run.run_id)
    files = tuple(
        Finding("file", name, published[name] == digest if name in published else False, digest, published.get(name, ""))
        for name, digest in sorted(bundle.files.items())
    )
    return Verification(run, (*bundle.findings, ours, *(files if published else ())))


def file_hashes(run_id: str) -> dict[str, str]:
    """SHA-256 of the run's files as they lie here; empty when the folder is not on this machine."""

    def read() -> dict[str, str]:
        folder = Path(settings().home) / "runs" / run_id
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    return kept(f"files:{run_id}", read)
