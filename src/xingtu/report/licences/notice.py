"""How does a NOTICE file (声明文件) hand on what licences ask to be handed on: names, copyright lines and full texts, each text once?

It is plain text in a fixed order. The licence texts stand as the caller gives them, to the letter: they must not be altered.
"""

from collections.abc import Iterator, Mapping, Sequence

from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.bill import instant
from xingtu.report.licences.expressions import licences_in, texts_of
from xingtu.report.licences.outline import coverage, incompleteness
from xingtu.report.licences.shown import address, shown, shown_path, visible
from xingtu.report.licences.spdx import Texts
from xingtu.report.licences.wording import say
from xingtu.report.numbers import number
from xingtu.report.text import Lang

WIDTH = 76
SURE = frozenset({"A", "B"})
"""Grades of findings that name a licence; a mere mention has no text to hand on."""


def to_notice(evidence: LicenceEvidence, *, texts: Texts, attribution: str = "", lang: Lang = "zh") -> str:
    """The file's text, with a final newline; the same evidence gives the same bytes.

    attribution: whom the texts come from, where their collection asks for it
    """
    return "\n".join(_lines(evidence, texts, attribution, lang)).rstrip("\n") + "\n"


def _lines(evidence: LicenceEvidence, texts: Texts, attribution: str, lang: Lang) -> Iterator[str]:
    look, colon = evidence.look, say("colon", lang)
    name = shown(look.name) or visible(look.repository)
    yield f"{say('notice.title', lang)}{colon}{name}"
    yield "=" * WIDTH
    if missing := incompleteness(evidence, lang):
        yield f"!! {missing}"
    yield f"{say('revision', lang)}{colon}{visible(look.revision)} ({look.commit})"
    if url := address(look.url):
        yield f"{say('address', lang)}{colon}{url}"
    yield f"{say('committed_at', lang)}{colon}{instant(look.committed_at)}"
    yield f"{say('coverage', lang)}{colon}{coverage(evidence, lang)}"
    yield f"{say('fingerprint', lang)}{colon}{look.fingerprint}"
    yield ""
    yield say("notice.sentence", lang)
    copyrights, others = _copyrights(evidence), _others(evidence)
    for place, root in enumerate(evidence.roots, start=1):
        yield ""
        yield "-" * WIDTH
        yield f"{place}. {name if root.root == evidence.top.root else shown_path(root.root)}"
        yield from _licence(root, others[root.root], lang)
        yield from _part(evidence, root, copyrights.get(root.root, ()), lang)
    licences = _to_print(evidence.roots, others)
    if licences:
        yield ""
        yield "=" * WIDTH
        yield say("notice.texts", lang)
        if attribution:
            yield attribution
    for licence in licences:
        yield ""
        yield "-" * WIDTH
        yield licence
        yield "-" * WIDTH
        yield (texts(licence) or "").strip("\n") or say("notice.no_text", lang)


def _licence(root: LicenceRoot, others: Mapping[str, set[str]], lang: Lang) -> Iterator[str]:
    colon = say("colon", lang)
    if root.concluded:
        yield f"{say('licence', lang)}{colon}{root.concluded}"
    else:
        declared, detected = root.declared or say("none", lang), root.detected or say("none", lang)
        yield f"{say('licence', lang)}{colon}{say('notice.undecided', lang, declared=visible(declared), detected=visible(detected))}"
    if others:
        listed = (say("notice.other", lang, licence=licence, n=number(len(others[licence]))) for licence in sorted(others))
        yield f"{say('notice.others', lang)}{colon}{say('semicolon', lang).join(listed)}"


def _part(evidence: LicenceEvidence, root: LicenceRoot, copyrights: Sequence[str], lang: Lang) -> Iterator[str]:
    colon = say("colon", lang)
    if root.vendored:
        yield f"{say('notice.changes', lang)}{colon}{_changes(evidence, root, lang)}"
    yield f"{say('copyrights', lang)}{colon}"
    for line in copyrights:
        yield f"  {line}"
    if not copyrights:
        yield f"  {say('notice.no_copyright', lang)}"


def _changes(evidence: LicenceEvidence, root: LicenceRoot, lang: Lang) -> str:
    known = {conflict.modified for conflict in evidence.conflicts if conflict.root == root.root}
    if True in known:
        return say("modified.yes", lang)
    return say("modified.no" if known == {False} else "modified.unknown", lang)


def _copyrights(evidence: LicenceEvidence) -> dict[str, list[str]]:
    """The copyright lines of each part, in the order of the files; lines that differ in case or a final stop alone are one."""
    known = {root.root for root in evidence.roots}
    lines: dict[str, dict[str, str]] = {}
    for file in evidence.files:
        of_part = lines.setdefault(file.root if file.root in known else evidence.top.root, {})
        for line in map(shown, file.copyrights):
            of_part.setdefault(line.casefold().rstrip(" ."), line)
    return {root: list(found.values()) for root, found in lines.items()}


def _others(evidence: LicenceEvidence) -> dict[str, dict[str, set[str]]]:
    """Root -> licence -> files: what texts, tags, notices and declarations say in single files beside the root's own licence."""
    owner = {file.path: file.root for file in evidence.files}
    found: dict[str, dict[str, set[str]]] = {root.root: {} for root in evidence.roots}
    own = {root.root: {licence for said in _counting(root) for licence in licences_in(said)} for root in evidence.roots}
    for finding in evidence.findings:
        if finding.set_aside or finding.grade not in SURE:
            continue
        root = owner.get(finding.path, "")
        root = root if root in found else evidence.top.root
        for licence in licences_in(finding.spdx):
            if licence not in own[root]:
                found[root].setdefault(licence, set()).add(finding.path)
    return found


def _to_print(roots: Sequence[LicenceRoot], others: Mapping[str, Mapping[str, set[str]]]) -> list[str]:
    """Every licence whose text has to be handed on."""
    named: dict[str, None] = {}
    for root in roots:
        named.update(dict.fromkeys(part for licence in others[root.root] for part in texts_of(licence)))
        for expression in _counting(root):
            named.update(dict.fromkeys(part for licence in licences_in(expression) for part in texts_of(licence)))
    return sorted(named)


def _counting(root: LicenceRoot) -> tuple[str, ...]:
    """What is concluded; where nobody concluded, what is declared and detected: rather too much than too little."""
    return (root.concluded,) if root.concluded else (root.declared, root.detected)
