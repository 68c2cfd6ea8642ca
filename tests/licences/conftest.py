"""What tests of licence evidence share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from xingtu.collect.scan import Located, scan_all
from xingtu.collect.source import Source
from xingtu.policy.crediting import parse_crediting
from xingtu.settings import CHECKOUT
from xingtu.store.lake import Lake


@pytest.fixture
def scanned() -> Callable[[Path, str, Path], None]:
    """Reads a repository's history into a home under an id."""

    def scan(home: Path, repository: str, path: Path) -> None:
        crediting = parse_crediting((CHECKOUT / "policy" / "crediting.toml").read_text("utf-8"), file_name="crediting.toml")
        (outcome,) = scan_all(Lake(home), [Located(Source(repository, str(path), repository), lambda: path)], crediting, workers=1)
        assert outcome.problem is None

    return scan
