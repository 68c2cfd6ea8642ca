"""What does a repository say of itself that a registration asks for, and how sure is each answer?

Read from the tip's tree alone; nothing is fetched. Confidence: 5 stated for this purpose (publiccode.yml), 4 measured, 3 read from a
text, 2 guessed from words, 1 a mere default. Contacts are never taken over: they are personal data nobody offered here. Which
licence a text is, is asked only of texts that name themselves.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.register.publiccode import read_publiccode
from portal.register.vocabulary import fields_vocabulary
from xingtu.collect.git import GitDirectory
from xingtu.collect.tree import file_at

MEASURED = 4
LONGEST_SUMMARY, LONGEST_DESCRIPTION = 150, 4_000
MOST_LINES, LONGEST_LINE = 200, 2_000
"""Of a README: patterns over a line take the square of its length."""
MOST_LANGUAGES = 6
SMALLEST_SHARE = 20
"""One file in so many must be of a language for it to be named."""
LANGUAGES = {
    "c": "C", "h": "C", "cc": "C++", "cpp": "C++", "cxx": "C++", "hpp": "C++", "cs": "C#", "dart": "Dart", "ets": "ArkTS", "f90": "Fortran",
    "go": "Go", "java": "Java", "js": "JavaScript", "jsx": "JavaScript", "jl": "Julia", "kt": "Kotlin", "lua": "Lua", "m": "MATLAB",
    "php": "PHP", "py": "Python", "r": "R", "rb": "Ruby", "rs": "Rust", "scala": "Scala", "sh": "Shell", "sql": "SQL", "swift": "Swift",
    "ts": "TypeScript", "tsx": "TypeScript", "v": "Verilog", "vhd": "VHDL", "vue": "Vue", "zig": "Zig",
}  # fmt: skip
LICENCES = (
    ("木兰宽松许可证", "MulanPSL-2.0"), ("mulan permissive software license", "MulanPSL-2.0"), ("mulan public license", "MulanPubL-2.0"),
    ("gnu affero general public license", "AGPL-3.0-only"), ("gnu lesser general public license", "LGPL-3.0-only"),
    ("mozilla public license version 2.0", "MPL-2.0"), ("apache license", "Apache-2.0"), ("mit license", "MIT"),
    ("permission is hereby granted, free of charge", "MIT"), ("eclipse public license - v 2.0", "EPL-2.0"), ("unlicense", "Unlicense"),
)  # fmt: skip
"""How a text names itself near its beginning, the more special first."""
GPL = re.compile(r"gnu general public license\s+version (\d)", re.IGNORECASE)
LICENCE_FILE = re.compile(r"(licen[sc]e|copying|unlicense)(\.(md|txt|rst))?", re.IGNORECASE)
README_FILE = re.compile(r"readme([._-](zh|zh[_-]cn|zh[_-]hans|cn))?\.(md|markdown|rst|txt)|readme", re.IGNORECASE)
SPDX = re.compile(rb"SPDX-License-Identifie[r]:\s*([A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*)")
VERSION_TAG = re.compile(r"v?(\d+)\.(\d+)(?:\.\d+)*(?P<rest>.*)")
MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|<[^>]+>|\[([^\]]+)\]\([^)]*\)|[`*_]{1,3}")
NOISE = ("![", "<", "[!", "|", "---", "===", "```", ">", "..")
MAILBOX = re.compile(r"\S+@\S+")


@dataclass(frozen=True, slots=True)
class Found:
    """One answer; ``why`` is said to the owner."""

    field: str
    value: Any
    confidence: int
    why: str

    def as_row(self) -> dict[str, Any]:
        """As kept."""
        return {"field": self.field, "value": self.value, "confidence": self.confidence, "why": self.why}


def prefill(git: GitDirectory, tip: str, name: str) -> tuple[list[Found], dict[str, Any]]:
    """The best answer for each field, and what publiccode.yml says beyond the register's fields. ``name``: of the address."""
    paths = git.output("ls-tree", "-r", "-z", "--name-only", "--full-tree", tip).decode("utf-8", "replace").split("\0")[:-1]
    stated, further = _publiccode(git, tip)
    readme = _readme(git, tip, paths)
    answers = [
        *stated,
        *readme,
        *_licence(git, tip, paths),
        *_languages(paths),
        *_status(git),
        Found("name", name, 2, _("取自网址")),
        *_fields(" ".join([name, *(str(found.value) for found in readme)])),
    ]
    best: dict[str, Found] = {}
    for found in answers:
        if found.field not in best or found.confidence > best[found.field].confidence:
            best[found.field] = found
    return list(best.values()), further


def _publiccode(git: GitDirectory, tip: str) -> tuple[list[Found], dict[str, Any]]:
    content = file_at(git, tip, b"publiccode.yml") or file_at(git, tip, b"publiccode.yaml")
    if not content:
        return [], {}
    try:
        read = read_publiccode(content.decode("utf-8", "replace"))
    except Invalid:
        return [], {}
    why = _("publiccode.yml 中写明")
    return [Found(name, value, 5, why) for name, value in read.values.items() if name not in {"organisation", "district"}], read.further


def _readme(git: GitDirectory, tip: str, paths: Sequence[str]) -> list[Found]:
    named = sorted((path for path in paths if README_FILE.fullmatch(path)), key=lambda path: (not re.search("zh|cn", path.lower()), path))
    if not named:
        return []
    text = file_at(git, tip, named[0].encode()).decode("utf-8", "replace")
    heading, paragraph = _heading_and_paragraph(text)
    why = _("取自 %(file)s") % {"file": named[0]}
    found = [Found("name", heading[:120], 3, why)] if heading else []
    if paragraph:
        found.append(Found("summary", _first_sentence(paragraph), 3, why))
        found.append(Found("description", paragraph[:LONGEST_DESCRIPTION], 3, why))
    return found


def _heading_and_paragraph(text: str) -> tuple[str, str]:
    heading = ""
    lines: list[str] = []
    for raw in text.splitlines()[:MOST_LINES]:
        line = raw[:LONGEST_LINE].strip()
        if line.startswith("#") and not heading and not lines:
            heading = _plain(line.lstrip("# "))
        elif lines and (not line or line.startswith("#")):
            break
        elif line and not line.startswith(("#", *NOISE)) and _plain(line):
            lines.append(_plain(line))
    return heading, MAILBOX.sub("", " ".join(lines)[:LONGEST_DESCRIPTION]).strip()


def _plain(line: str) -> str:
    return MARKUP.sub(lambda match: match.group(1) or "", line).strip()


def _first_sentence(paragraph: str) -> str:
    ends = [place for sign in ("。", ". ", "！", "; ", "；") if (place := paragraph.find(sign)) > 0]
    sentence = paragraph[: min(ends) + 1].strip() if ends else paragraph
    return sentence if len(sentence) <= LONGEST_SUMMARY else sentence[: LONGEST_SUMMARY - 1] + "…"


def _licence(git: GitDirectory, tip: str, paths: Sequence[str]) -> Iterator[Found]:
    for path in (path for path in paths if LICENCE_FILE.fullmatch(path)):
        text = file_at(git, tip, path.encode()).decode("utf-8", "replace")[:3_000].lower()
        licence = _named_licence(" ".join(text.split()))
        if licence:
            yield Found("licence", licence, 3, _("取自文件 %(file)s 的开头，请核对版本和“或更新版本”") % {"file": path})
            return
    for path in [path for path in paths if path.rpartition(".")[2].lower() in LANGUAGES][:20]:
        match = SPDX.search(file_at(git, tip, path.encode())[:2_000])
        if match:
            yield Found("licence", match[1].decode(), 3, _("取自 %(file)s 中的 SPDX 标识") % {"file": path})
            return


def _named_licence(text: str) -> str:
    for words, licence in LICENCES:
        if words in text[:1_500]:
            return licence
    match = GPL.search(text)
    return f"GPL-{match[1]}.0-only" if match else ""


def _languages(paths: Iterable[str]) -> Iterator[Found]:
    counted = Counter(LANGUAGES[ending] for path in paths if (ending := path.rpartition(".")[2].lower()) in LANGUAGES)
    total = sum(counted.values())
    named = [language for language, count in counted.most_common(MOST_LANGUAGES) if count * SMALLEST_SHARE >= total]
    if named:
        yield Found("languages", named, MEASURED, _("按 %(count)d 个源文件的扩展名统计") % {"count": total})


def _status(git: GitDirectory) -> Iterator[Found]:
    tags = git.output("for-each-ref", "--format=%(refname:strip=2)", "refs/tags/").decode("utf-8", "replace").split("\n")[:-1]
    released = [(int(match[1]), int(match[2]), tag) for tag in tags if (match := VERSION_TAG.fullmatch(tag)) and not match["rest"]]
    if released:
        major, _minor, tag = max(released)
        status = "stable" if major >= 1 else "beta"
        yield Found("development_status", status, 3, _("最新的版本标签是 %(tag)s") % {"tag": tag})
    else:
        yield Found("development_status", "development", 2, _("还没有版本标签"))


def _fields(text: str) -> Iterator[Found]:
    lowered = text.lower()
    words = set(re.findall(r"[a-z0-9][a-z0-9+#-]*", lowered))
    hits = {
        field.id: [word for word in field.keywords if (word in words if word.isascii() else word in lowered)]
        for field in fields_vocabulary().fields
    }
    found = sorted((field for field in hits if hits[field]), key=lambda field: -len(hits[field]))[:2]
    if found:
        said = "、".join(word for field in found for word in hits[field][:3])
        yield Found("fields", found, 2, _("名称和说明里出现“%(words)s”") % {"words": said})
