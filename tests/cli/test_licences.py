"""Does ``xingtu licences`` answer people, programs and build servers, the same every time?"""

# the tags below are data, not this file's own
# REUSE-IgnoreStart

import io
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from rich.console import Console

from tests.gitrepo import Repo
from tests.licences.detection import Detection
from tests.licences.evidence import evidence, root
from tests.stories.office import Answer, xingtu
from xingtu.licences.written import WRITERS
from xingtu.report.licences.terminal import print_licences

BSD = b"# SPDX-License-Identifier: BSD-3-Clause\n# Copyright 2020 Li <li@mail.example>\n"
SSPL = b"# SPDX-License-Identifier: SSPL-1.0\n"
GPL = b"# SPDX-License-Identifier: GPL-2.0-only\n"
HAN = re.compile(r"[\u4e00-\u9fff]")
FORMS = [form.value for form in WRITERS]


@pytest.fixture
def detection(monkeypatch: pytest.MonkeyPatch) -> Detection:
    found = Detection()
    for module in ("examine", "compare"):
        monkeypatch.setattr(import_module(f"xingtu.licences.{module}"), "detect_blobs", found)
    return found


@pytest.fixture
def repo(tmp_path: Path, detection: Detection) -> Repo:
    """A project that went from BSD to SSPL, one commit later by somebody else."""
    repo = Repo(tmp_path / "clones" / "store")
    first = repo.commit({b"LICENSE": BSD, b"a.py": BSD, b"README.md": b"# store\n"})
    repo.point("refs/tags/v1", first)
    change = repo.commit({b"LICENSE": SSPL, b"a.py": SSPL, b"README.md": b"# store\n"}, first, author=b"Wu Min <wu@mail.example>")
    repo.commit({b"LICENSE": SSPL, b"a.py": SSPL, b"README.md": b"# store 2\n"}, change)
    return repo


def asked(tmp_path: Path, *arguments: object, **environment: str) -> Answer:
    return xingtu("licences", *arguments, home=tmp_path / "home", **environment)


def test_a_pipe_gets_rows_and_nothing_else(tmp_path: Path, repo: Repo) -> None:
    answer = asked(tmp_path, f"{repo.path}@v1")
    assert (answer.code, answer.err) == (0, "")
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert ["项目本身", "BSD-3-Clause", "BSD-3-Clause", "BSD-3-Clause"] in rows
    assert ["BSD-3-Clause", "2", "0"] in rows
    assert not {"\x1b", "\r"} & set(answer.out)


def test_english_holds_no_chinese(tmp_path: Path, repo: Repo) -> None:
    answer = asked(tmp_path, repo.path, "--diff", "v1", "--lang", "en")
    assert answer.out
    assert not HAN.search(answer.out)


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_file_is_the_same_every_time(tmp_path: Path, repo: Repo, form: str) -> None:
    files = [tmp_path / "once", tmp_path / "twice", tmp_path / "elsewhere"]
    for file in files[:2]:
        answer = asked(tmp_path, repo.path, "--diff", "v1", "--format", form, "--out", file)
        assert (answer.code, answer.out, answer.err) == (0, "", "")
    xingtu("licences", repo.path, "--diff", "v1", "--format", form, "--out", files[2], home=tmp_path / "another home")
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes() != b""
    assert b"@mail.example" not in files[0].read_bytes()


@pytest.mark.parametrize("form", [form for form in FORMS if form != "xlsx"])
def test_what_is_text_may_go_into_a_pipe(tmp_path: Path, repo: Repo, form: str) -> None:
    file = tmp_path / "file"
    asked(tmp_path, repo.path, "--format", form, "--out", file)
    assert asked(tmp_path, repo.path, "--format", form).out == file.read_text("utf-8")


def test_the_json_is_the_one_the_documentation_promises(tmp_path: Path, repo: Repo) -> None:
    told = json.loads(asked(tmp_path, f"{repo.path}@v1", "--format", "json").out)
    files = {file["path"]: file for file in told["files"]}
    assert files["a.py"]["detected_license_expression_spdx"] == "BSD-3-Clause"
    assert files["a.py"]["detections"][0]["lines"] == [1, 1]
    assert told["alarms"] is None


def test_a_change_to_a_licence_that_is_not_open_is_a_red_alarm_with_commit_and_name(tmp_path: Path, repo: Repo) -> None:
    told = json.loads(asked(tmp_path, repo.path, "--diff", "v1", "--format", "json").out)
    red = [alarm for alarm in told["alarms"] if alarm["severity"] == "red"]
    assert {alarm["before"] for alarm in red} == {"BSD-3-Clause"}
    assert {alarm["after"] for alarm in red} == {"SSPL-1.0"}
    changed = repo.git("rev-parse", "HEAD~1").decode().strip()
    assert {alarm["changed_by_commit"] for alarm in red} == {changed}
    assert all("changed_by" not in alarm for alarm in red), "a name is for whoever asks, not for a file that may be published"
    rows = [line.split("\t") for line in asked(tmp_path, repo.path, "--diff", "v1").out.splitlines()]
    assert {row[3] for row in rows if row[0] == "红"} == {f"{changed[:12]} 2023-11-14 Wu Min"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--diff", "v1", "--fail-on", "red"), 1),
        (("--diff", "v1", "--fail-on", "yellow"), 1),
        (("--diff", "HEAD", "--fail-on", "red", "--fail-on", "yellow"), 0),
        (("--diff", "v1"), 0),
        (("--fail-on", "conflict"), 0),
        (("--fail-on", "incomplete"), 0),
        (("--fail-on", "red"), 2),
        (("--diff", "v9"), 2),
        (("--format", "docx"), 2),
    ],
)
def test_a_build_server_reads_the_status(tmp_path: Path, repo: Repo, arguments: tuple[str, ...], code: int) -> None:
    answer = asked(tmp_path, repo.path, *arguments)
    assert answer.code == code
    assert "Traceback" not in answer.err


def test_a_conflict_can_stop_a_build_and_depends_on_what_is_planned(tmp_path: Path, detection: Detection) -> None:
    repo = Repo(tmp_path / "clones" / "mixed")
    repo.commit(
        {b"LICENSE": b"# SPDX-License-Identifier: MIT\n", b"a.py": b"a\n", b"third_party/x/LICENSE": GPL, b"third_party/x/x.c": GPL}
    )
    assert asked(tmp_path, repo.path, "--fail-on", "conflict").code == 1
    assert asked(tmp_path, repo.path, "--fail-on", "conflict", "--outbound", "GPL-2.0-only").code == 0
    assert asked(tmp_path, repo.path, "--fail-on", "conflict").code == 1, "what was planned is not kept"


def test_files_that_could_not_be_read_can_stop_a_build(tmp_path: Path, repo: Repo) -> None:
    repo.lose(repo.blob(b"# store 2\n"))
    assert asked(tmp_path, repo.path, "--fail-on", "incomplete").code == 1


@pytest.mark.parametrize("typed", ["nowhere", "nowhere@v1", "http://host.example/o/n"])
def test_what_cannot_be_examined_is_said_without_a_traceback(tmp_path: Path, typed: str, detection: Detection) -> None:
    answer = asked(tmp_path, typed)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert "Traceback" not in answer.err


def test_a_known_tree_is_answered_without_scancode_ibis_arrow_or_a_policy(tmp_path: Path, repo: Repo) -> None:
    first = asked(tmp_path, repo.path)
    code = (
        "import sys; sys.argv = ['xingtu', 'licences', sys.argv[1]]\n"
        "from xingtu.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = ('licensedcode', 'scancode', 'ibis', 'duckdb', 'pyarrow', 'pandas', 'numpy', 'commoncode', 'xingtu.decide')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)\n"
    )
    environment = {"XINGTU_HOME": str(tmp_path / "home"), "XINGTU_LANG": "zh", "PATH": "/usr/bin:/bin", "XINGTU_WORKERS": "1"}
    done = subprocess.run([sys.executable, "-c", code, str(repo.path)], capture_output=True, text=True, check=True, env=environment)
    assert (done.stdout, done.stderr) == (first.out, "[]\n")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_or_runs_over_on_a_terminal(width: int, lang: str) -> None:
    many = " AND ".join(f"LicenseRef-scancode-a-rather-long-name-{number}" for number in range(9))
    whole = evidence(
        roots=(root("", detected=many, concluded="", questions=("declared_differs",)), root("deps/very/deep/folder", vendored=True))
    )
    console = Console(width=width, force_terminal=True, color_system=None, record=True, file=io.StringIO())
    print_licences(console, whole, (), lang)  # type: ignore[arg-type]
    lines = console.export_text().splitlines()
    assert any("deps/very/deep/folder" in line for line in lines)
    assert all(len(line.rstrip()) <= width for line in lines)
    assert any("9" in line for line in lines), "how many licences there are is said"
