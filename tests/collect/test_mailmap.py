import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtu.collect.mailmap import Mailmap

LI = (b"li", b"li@old.example")


def test_a_line_with_one_mailbox_gives_the_proper_name() -> None:
    assert Mailmap.parse(b"Li Ming <li@old.example>\n").map(*LI) == (b"Li Ming", b"li@old.example")


def test_a_line_with_two_mailboxes_gives_the_proper_mailbox() -> None:
    assert Mailmap.parse(b"<li@new.example> <li@old.example>\n").map(*LI) == (b"li", b"li@new.example")


def test_a_line_with_a_name_before_the_proper_mailbox_gives_both() -> None:
    assert Mailmap.parse(b"Li Ming <li@new.example> <li@old.example>").map(*LI) == (b"Li Ming", b"li@new.example")


def test_a_line_for_one_name_behind_a_mailbox_leaves_the_others_alone() -> None:
    mailmap = Mailmap.parse(b"Li Ming <li@new.example> li <desk@x.example>\n")
    assert mailmap.map(b"LI", b"desk@x.example") == (b"Li Ming", b"li@new.example")
    assert mailmap.map(b"wu", b"desk@x.example") == (b"wu", b"desk@x.example")


def test_the_line_for_a_name_beats_the_line_for_the_mailbox() -> None:
    mailmap = Mailmap.parse(b"Everybody <all@x.example> <desk@x.example>\nLi Ming <li@x.example> li <desk@x.example>\n")
    assert mailmap.map(b"li", b"DESK@x.example") == (b"Li Ming", b"li@x.example")
    assert mailmap.map(b"wu", b"desk@x.example") == (b"Everybody", b"all@x.example")


def test_two_lines_for_one_mailbox_complete_each_other() -> None:
    mailmap = Mailmap.parse(b"Li Ming <li@old.example>\n<li@new.example> <li@old.example>\n")
    assert mailmap.map(*LI) == (b"Li Ming", b"li@new.example")


def test_what_comes_after_a_nul_byte_is_not_read() -> None:
    assert Mailmap.parse(b"\0Li Ming <li@old.example>\n").map(*LI) == LI


names = st.sampled_from(["li", "Li", "LI MING", "李明", "wu", "Ä", "ä", "a.b", ""])
emails = st.sampled_from(["a@x", "A@X", "b@x", "b@X", "no-at", "ä@x", "Ä@x", "c d@x"])
spaces = st.sampled_from(["", " ", "  ", "\t", "\r", "\x0b"])
noise = st.text(alphabet="<># \tab@\r\x0b李", max_size=12)
line = st.one_of(
    noise,
    st.builds(lambda s, n, e, t: f"{s}{n}{t}<{e}>{t}", spaces, names, emails, spaces),
    st.builds(
        lambda s, n, e, m, f, t: f"{s}{n}{t}<{e}>{s}{m}{t}<{f}>{t}# tail",
        spaces,
        names,
        emails,
        names,
        st.one_of(emails, st.just("")),
        spaces,
    ),
)


@pytest.fixture(scope="module")
def mapfile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mailmap")
    subprocess.run(["git", "init", "--quiet", "--bare", "empty.git"], check=True, cwd=folder)
    return folder / "map"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(line, max_size=12), asked=st.lists(st.tuples(names, emails), min_size=1, max_size=12))
def test_every_answer_is_that_of_git(mapfile: Path, lines: list[str], asked: list[tuple[str, str]]) -> None:
    content = "\n".join(lines).encode()
    mapfile.write_bytes(content)
    answers = _git_check_mailmap(mapfile, asked)
    mailmap = Mailmap.parse(content)
    ours = [mailmap.map(name.encode(), email.encode()) for name, email in asked]
    assert [(name + b" " if name else b"") + b"<" + email + b">" for name, email in ours] == answers


def _git_check_mailmap(mapfile: Path, asked: list[tuple[str, str]]) -> list[bytes]:
    environment = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    answer = subprocess.run(
        ["git", "--bare", "--git-dir=empty.git", "-c", f"mailmap.file={mapfile}", "check-mailmap", "--stdin"],
        input="".join(f"{name} <{email}>\n" for name, email in asked).encode(),
        capture_output=True, check=True, cwd=mapfile.parent, env=environment,
    )  # fmt: skip
    return answer.stdout.splitlines()
