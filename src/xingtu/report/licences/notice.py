"""How does a NOTICE file (声明文件) hand on what licences ask to be handed on: names, copyright lines and full texts, each text once?

It is plain text in a fixed order. The licence texts stand as the caller gives them, to the letter: they must not be altered.
"""

from collections.abc import Iterator, Sequence

from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.expressions import licences_in, texts_of
from xingtu.report.licences.outline import coverage, incompleteness
from xingtu.report.licences.shown import address, shown, shown_path, visible
from xingtu.report.licences.spdx import Texts, instant
from xingtu.report.licences.wording import say
from xingtu.report.text import Lang

WIDTH = 76


def to_notice(evidence: LicenceEvidence, *, texts: Texts, lang: Lang = "zh") -> str:
    """The file's text, with a final newline; the same evidence gives the same bytes."""
    return "\n".join(_lines(evidence, texts, lang)).rstrip("\n") + "\n"


def _lines(evidence: LicenceEvidence, texts: Texts, lang: Lang) -> Iterator[str]:
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
    copyrights = _copyrights(evidence)
    for place, root in enumerate(evidence.roots, start=1):
        yield ""
        yield "-" * WIDTH
        yield f"{place}. {name if root.root == evidence.top.root else shown_path(root.root)}"
        yield from _part(evidence, root, copyrights.get(root.root, ()), lang)
    licences = _to_print(evidence.roots)
    if licences:
        yield ""
        yield "=" * WIDTH
        yield say("notice.texts", lang)
    for licence in licences:
        yield ""
        yield "-" * WIDTH
        yield licence
        yield "-" * WIDTH
        yield (texts(licence) or "").strip("\n") or say("notice.no_text", lang)


def _part(evidence: LicenceEvidence, root: LicenceRoot, copyrights: Sequence[str], lang: Lang) -> Iterator[str]:
    colon = say("colon", lang)
    if root.concluded:
        yield f"{say('licence', lang)}{colon}{root.concluded}"
    else:
        declared, detected = root.declared or say("none", lang), root.detected or say("none", lang)
        yield f"{say('licence', lang)}{colon}{say('notice.undecided', lang, declared=visible(declared), detected=visible(detected))}"
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
    """The copyright lines of each part, each once, in the order of the files."""
    known = {root.root for root in evidence.roots}
    lines: dict[str, dict[str, None]] = {}
    for file in evidence.files:
        lines.setdefault(file.root if file.root in known else evidence.top.root, {}).update(dict.fromkeys(map(shown, file.copyrights)))
    return {root: list(found) for root, found in lines.items()}


def _to_print(roots: Sequence[LicenceRoot]) -> list[str]:
    """Every licence whose text has to be handed on. Where nobody concluded, those declared and detected: rather too many than too few."""
    named: dict[str, None] = {}
    for root in roots:
        for expression in (root.concluded,) if root.concluded else (root.declared, root.detected):
            named.update(dict.fromkeys(part for licence in licences_in(expression) for part in texts_of(licence)))
    return sorted(named)
