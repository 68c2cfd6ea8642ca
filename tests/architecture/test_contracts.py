"""Do imports go one way only, and does every module have a name that says what it is?"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for folder in ("src", "examples", "bench") for path in (ROOT / folder).rglob("*.py"))
WRITTEN = [path for path in MODULES if "src" in path.parts and path.parent.name != "migrations"]
"""Migrations are generated, and answer nothing but what changed."""
EMPTY_WORDS = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc|base|info)(_|$)")


def test_the_import_contracts_hold() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_modules_name_says_what_it_is(path: Path) -> None:
    assert not EMPTY_WORDS.search(path.stem)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_modules_first_line_says_what_it_answers(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(('"""', 'r"""'))
