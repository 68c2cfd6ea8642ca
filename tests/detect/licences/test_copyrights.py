import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.copyrights import shown, without_mailboxes


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Copyright (c) 2020 Li Wei <li@example.org>", "Copyright (c) 2020 Li Wei"),
        ("Copyright (c) 2009-2012, Salvatore Sanfilippo <antirez at gmail dot com>", "Copyright (c) 2009-2012, Salvatore Sanfilippo"),
        ("Copyright 2010 Pieter Noordhuis (pcnoordhuis at gmail dot com), Wu", "Copyright 2010 Pieter Noordhuis, Wu"),
        ("Copyright 2011 a@b.org, c@d.org and Wu", "Copyright 2011 and Wu"),
        ("Copyright 2011 Zhang, zhang.san@mail.example.cn", "Copyright 2011 Zhang"),
        ("Copyright 2011 Li [at] example [dot] org", "Copyright 2011"),
        ("Copyright 2011 Wu <mailto:wu@example.org>", "Copyright 2011 Wu"),
        ("Copyright 2011 Wu <wu@example.org>, <wu2@example.org>", "Copyright 2011 Wu"),
        ("Copyright 2011 Wu <<wu@localhost>>", "Copyright 2011 Wu"),
        ("Copyright 1998 The Regents of the University of California at Berkeley", None),
        ("Copyright 2019 Example <https://example.org/AUTHORS>", None),
        ("(c) 重庆星图 2024", None),
        ("Copyright 2009 Harish - harish@example.org", "Copyright 2009 Harish"),
        ("Copyright 2015, Matt matt at genges dot com , Jan janerik at fnordig dot com", "Copyright 2015, Matt, Jan"),
        ("Copyright 2013, night-shift as.smljk at gmail dot com", "Copyright 2013, night-shift"),
        ("Copyright   2020\n  Wu", "Copyright 2020 Wu"),
    ],
)  # fmt: skip
def test_a_line_is_shown_without_mailboxes(line: str, expected: str | None) -> None:
    assert without_mailboxes(line) == (line if expected is None else expected)


users = st.from_regex(r"[a-z][a-z0-9_+-]{0,8}", fullmatch=True)
hosts = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
FORMS = ["{}@{}.{}", "<{}@{}.{}>", "({} at {} dot {})", "<{} at {} dot {}>", "{}@{}.{}, 2020", "mailto:{}@{}.{}", "<{}[at]{}.{}>"]


@given(users, hosts, hosts, st.sampled_from(FORMS))
def test_no_mailbox_stays(user: str, host: str, top: str, form: str) -> None:
    left = without_mailboxes(f"Copyright 2020 Li Wei {form.format(user, host, top)}")
    assert left.startswith("Copyright 2020 Li Wei")
    assert "@" not in left
    assert not re.search(rf"\b{re.escape(host)}\W+(?:dot\W+)?{re.escape(top)}\b", left)


@given(st.text(max_size=600))
def test_any_line_is_shortened_and_stays_one_line(line: str) -> None:
    left = without_mailboxes(line)
    assert len(left) <= 400
    assert "\n" not in left
    assert without_mailboxes(left) == left or "@" in line or " at " in line.lower()


def test_lines_stand_once_and_tags_become_words() -> None:
    lines = ["SPDX-FileCopyrightText: 2020 Li <li@x.org>", "Copyright 2020 Li", "SPDX-SnippetCopyrightText: Copyright Wu", ""]
    assert shown(lines) == ("Copyright 2020 Li", "Copyright Wu")
