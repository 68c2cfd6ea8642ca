"""Evidence nobody would invent: hostile names, bytes that are no text, expressions that cannot be read, nothing at all."""

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.report.licences.examples import LOOK, conflict, file, finding, root
from xingtu.facts.licence_conflicts import ANSWERS, RELATIONS
from xingtu.facts.licence_evidence import LicenceEvidence, ReuseScore
from xingtu.facts.licence_files import STATES
from xingtu.facts.licence_findings import GRADES, KINDS, LAYERS

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe",
    "line\nbreak\x1b[31m",
    "</text>\nPackageName: forged",
    "bad\udcff\udc80bytes",
    "\ud800alone",
    "{{ 7 * 7 }}",
    "[red]x[/red]",
    "a:1-2:3",
    "li@example.cn",
    "people/li@mail.example.com.json",
    "node_modules/@babel/core@7.1.0/icon@2x.png",
    "木兰/许可证.txt",
)
EXPRESSIONS = (
    "",
    "MIT",
    "GPL-2.0-only WITH Classpath-exception-2.0",
    "MIT AND (Apache-2.0 OR GPL-2.0-or-later)",
    "LicenseRef-scancode-mulanpubl-2.0 OR MIT",
    "LicenseRef-scancode-unknown-license-reference",
    "MulanPubL-2.0",
    "GPL-2.0-or-later WITH LicenseRef-scancode-some-exception",
    "See the file (c) 某公司",
    "AND OR",
    "()",
)

FEW = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking a whole tree takes minutes and says little more
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

texts = st.sampled_from(HOSTILE) | st.text(max_size=6)
paths = st.builds("{1}{0}".format, texts, st.integers(0, 9)).filter(lambda path: "\0" not in path)
expressions = st.sampled_from(EXPRESSIONS)
instants = st.sampled_from(("2025-06-30T08:15:00Z", "2025-06-30T16:15:00+08:00", "1970-01-01T00:00:00+00:00"))


@st.composite
def evidence(draw: st.DrawFn) -> LicenceEvidence:
    names = draw(st.lists(paths, max_size=6, unique=True))
    folders = draw(st.lists(paths, max_size=2, unique=True))
    files = tuple(
        file(
            name,
            draw(expressions),
            detected=draw(expressions),
            state=draw(st.sampled_from(STATES)),
            root=draw(st.sampled_from(["", *folders, "a root nobody lists"])),
            copyrights=tuple(draw(st.lists(texts, max_size=2))),
        )
        for name in names
    )
    findings = tuple(
        finding(
            name,
            draw(expressions.filter(bool)),
            number,
            layer=draw(st.sampled_from(LAYERS)),
            kind=draw(st.sampled_from(KINDS)),
            grade=draw(st.sampled_from(GRADES)),
            score=draw(st.integers(0, 10000)),
            first_line=draw(st.none() | st.integers(1, 9)),
            rule=draw(texts),
            set_aside=draw(st.sampled_from(("", "test_data", "not_a_licence"))),
        )
        for name in names
        for number in range(draw(st.integers(0, 2)))
    )
    questions = ("declared_differs", "no_licence", "something new")
    roots = tuple(
        root(
            folder,
            draw(expressions),
            draw(expressions),
            draw(expressions),
            declared_in=tuple(draw(st.lists(paths, max_size=2))),
            reason=draw(texts),
            reason_en=draw(texts),
            questions=tuple(draw(st.lists(st.sampled_from(questions), max_size=2, unique=True))),
        )
        for folder in ("", *folders)
    )
    conflicts = tuple(
        conflict(
            draw(expressions),
            draw(st.sampled_from(ANSWERS)),
            draw(st.sampled_from(["", *folders])),
            relation=draw(st.sampled_from(RELATIONS)),
            modified=draw(st.none() | st.booleans()),
            reasons=tuple(draw(st.lists(texts, max_size=2))),
            evidence=tuple(f"{path}:3-4" for path in draw(st.lists(paths, max_size=2))),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    look = replace(
        LOOK,
        name=draw(texts),
        url=draw(st.sampled_from(("", "/home/li/secret", "git@git.example.com:a/b.git", "https://li:pw@git.example.com/a b")) | texts),
        revision=draw(texts),
        committed_at=draw(instants),
        counts=dict(Counter(file.state for file in files)),
    )
    covered = draw(st.integers(0, len(files)))
    return LicenceEvidence(
        look, files, findings, roots, ReuseScore(len(files), covered, tuple(draw(st.lists(texts, max_size=1))), (), ()), conflicts
    )
