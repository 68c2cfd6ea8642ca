"""Where do secrets stand that were committed by mistake? Places only: no row holds a secret, nor enough of it to confirm a guess."""

from dataclasses import dataclass

HIGH, MEDIUM, LOW = LEVELS = ("high", "medium", "low")
CONFIDENCE_STEPS = {HIGH: MEDIUM, MEDIUM: LOW, LOW: LOW}
"""One step less."""
CODE, DOCUMENT, TEST, EXAMPLE, VENDORED = ROLES = ("code", "document", "test", "example", "vendored")


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """One secret at one place.

    level:   how much it looks like a real one: the rule's own confidence, less by one step in documents, low in tests, examples and copies
    mark:    16 bits of the secret's hash: tells two secrets of a file apart, finds none
    commit:  the commit that brought the blob into the range asked for; empty when a tree was asked for
    """

    rule: str
    name: str
    name_en: str
    level: str
    role: str
    path: str
    line: int
    column: int
    blob: str
    mark: str
    commit: str = ""
    committed_at: str = ""

    @property
    def fingerprint(self) -> str:
        """Stays the same when lines move or the file is renamed."""
        return f"{self.rule}:{self.blob}:{self.mark}"


@dataclass(frozen=True, slots=True)
class SecretLook:
    """What was looked at and how far it got.

    blobs:   distinct contents read, now or before
    counts:  scanned, binary, too_large, missing, stalled: how many contents ended so; skipped: paths of pictures, archives and other data
    more:    paths with more finds than are told
    """

    repository: str
    revision: str
    commit: str
    since: str
    rules: int
    blobs: int
    bytes: int
    counts: dict[str, int]
    places: tuple[SecretPlace, ...]
    more: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Every content that is text was read to its end."""
        return not any(self.counts.get(state) for state in ("too_large", "missing", "stalled"))
