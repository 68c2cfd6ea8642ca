"""Which licence counts for a part of a tree, who says so, and what must a person still look at?

Declared, detected and concluded stay three things. A rule concludes only what is declared, and only where nothing detected speaks
against it; a named reviewer's ruling goes before every rule. Whatever is left has a question and no conclusion: an empty answer can be
filled later, a wrong one is believed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xingtu.detect.licences.declaration import Declaration
from xingtu.detect.licences.expressions import canonical, conjunction, factors, keys, licences, names_nothing, same
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.policy.licence_rulings import Ruling

DIFFERS, MODIFIED, NONE, UNKNOWN = "declared_differs", "modified_text", "no_licence", "unknown_licence"
GNU = re.compile(r"(?P<base>A?L?GPL-\d\.\d)-(?P<end>only|or-later)")
RULE_AGREES, RULE_NOTICES, RULE_OWN_FILE, RULE_ALL_SAY = (
    "declared_agrees@1",
    "notices_name_version@1",
    "own_licence_file@1",
    "all_files_say@1",
)


@dataclass(frozen=True, slots=True)
class LegalFile:
    """A licence file in the folder of the root. ``modified``: nearly a known text; ``bare``: a text and nothing that applies it."""

    path: str
    blob: str
    expression: str
    modified: bool = False
    texts: int = 1
    """How many different whole texts stand in it."""


@dataclass(frozen=True, slots=True)
class DeclaredIn:
    """A declaration of a manifest, and what the file it points at holds, if it points at one."""

    path: str
    declaration: Declaration
    pointed_at: str | None = None

    @property
    def place(self) -> str:
        """path:line"""
        return f"{self.path}:{self.declaration.line}" if self.declaration.line else self.path


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the root: what it is for and what it says."""

    path: str
    role: str
    expression: str


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known of one root."""

    root: str
    vendored: bool
    legal: tuple[LegalFile, ...]
    manifests: tuple[DeclaredIn, ...]
    for_all: tuple[tuple[str, str], ...]
    """(place, expression) of tables of ``REUSE.toml`` that fit every file."""
    parts: tuple[Part, ...]
    unreadable: tuple[str, ...]
    """Manifests of the root that could not be read, as path:line."""
    complete: bool
    """Every file was read to its end."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A conclusion, or a question; never both."""

    concluded: str
    rule: str
    reason: str
    reason_en: str
    questions: tuple[str, ...] = ()


def _asks(question: str, reason: str, reason_en: str) -> Verdict:
    return Verdict("", "", reason, reason_en, (question,))


def root_row(repository: str, commit: str, seen: Seen, rulings: Sequence[Ruling]) -> LicenceRoot:
    """The row of one root."""
    declared = _declared(seen)
    ruling = _ruling(repository, seen, rulings)
    verdict = judge(seen) if ruling is None else _ruled(ruling)
    return LicenceRoot(
        repository=repository,
        commit=commit,
        root=seen.root,
        vendored=seen.vendored,
        declared=conjunction(expression for _, expression in declared),
        declared_in=tuple(dict.fromkeys(place for place, _ in declared)),
        detected=conjunction(sorted({part.expression for part in seen.parts if part.expression})),
        concluded=verdict.concluded,
        concluded_by=verdict.rule,
        reason=verdict.reason,
        reason_en=verdict.reason_en,
        questions=verdict.questions,
    )


def _ruling(repository: str, seen: Seen, rulings: Sequence[Ruling]) -> Ruling | None:
    """The last ruling on this root. One that is bound to a content holds while a licence file of the root has that content."""
    blobs = {file.blob for file in seen.legal}
    fit = [
        ruling
        for ruling in rulings
        if ruling.concluded
        and ruling.signed_by
        and (ruling.repository, ruling.root) == (repository, seen.root)
        and (not ruling.blob or ruling.blob in blobs)
    ]
    return max(fit, key=lambda ruling: (ruling.issued_on, ruling.id), default=None)


def _ruled(ruling: Ruling) -> Verdict:
    concluded = canonical(ruling.concluded) or ruling.concluded
    return Verdict(concluded, f"ruling:{ruling.id}", ruling.reason, ruling.reason_en or ruling.reason)


def _declared(seen: Seen) -> list[tuple[str, str]]:
    """(place, expression) of all declarations; an ambiguous one that a licence file explains is not repeated in unknown words."""
    texts = [(file.path, file.expression) for file in seen.legal if file.expression]
    stated = frozenset().union(*(licences(expression) for _, expression in texts)) if texts else frozenset()
    found = []
    for manifest in seen.manifests:
        declaration = manifest.declaration
        if declaration.file:
            found.append((manifest.place, manifest.pointed_at or ""))
        elif len(declaration.meanings) > 1 and stated & set(declaration.meanings):
            found.append((manifest.place, ""))
        else:
            found.append((manifest.place, declaration.expression))
    return [*found, *seen.for_all, *texts]


def judge(seen: Seen) -> Verdict:
    """The conclusion of a rule, or the question. The first doubt decides."""
    doubt = _doubt_of_files(seen) or _doubt_of_manifests(seen)
    if doubt:
        return doubt
    certain = _certain(seen)
    if certain is None:
        return _asks(DIFFERS, f"声明彼此不同：{_places(seen)}", f"the declarations differ: {_places(seen, 'en')}")
    if not certain.concluded and not certain.questions:
        return _undeclared(seen)
    return certain if certain.questions else (_contradicted(seen, certain) or _gnu_version(seen, certain))


def _doubt_of_files(seen: Seen) -> Verdict | None:
    for file in seen.legal:
        if file.modified:
            return _asks(
                MODIFIED,
                f"{file.path} 与已知许可证文本相近但有改动，须由人比对",
                f"{file.path} is close to a known text, with changes: a person must compare",
            )
    for file in seen.legal:
        if not file.expression:
            return _asks(UNKNOWN, f"{file.path} 的内容认不出是哪种许可证", f"{file.path} holds no licence that is recognised")
        if names_nothing(file.expression):
            return _asks(
                UNKNOWN,
                f"{file.path} 里有认不出的许可文字（检出 {file.expression}）",
                f"{file.path} holds licence words that are not recognised (detected: {file.expression})",
            )
    if seen.unreadable:
        named = "、".join(seen.unreadable)
        return _asks(
            UNKNOWN, f"清单文件读不出，其中可能另有声明：{named}", f"a manifest cannot be read and may declare something else: {named}"
        )
    return None


def _doubt_of_manifests(seen: Seen) -> Verdict | None:
    stated = frozenset().union(*(licences(file.expression) for file in seen.legal)) if seen.legal else frozenset()
    for manifest in seen.manifests:
        declaration = manifest.declaration
        if declaration.file:
            if not manifest.pointed_at:
                return _asks(
                    UNKNOWN,
                    f"{manifest.place} 指向 {declaration.file}，该文件不存在或认不出许可证",
                    f"{manifest.place} points at {declaration.file}, which is not there or holds no licence that is recognised",
                )
        elif not declaration.meanings or (len(declaration.meanings) > 1 and not stated & set(declaration.meanings)):
            clash = len(declaration.meanings) > 1 and bool(seen.legal)
            return _asks(
                DIFFERS if clash else UNKNOWN,
                f"{manifest.place} 声明“{declaration.words[:80]}”，" + ("与许可证文件不一致" if clash else "不能确定是哪种许可证"),
                f'{manifest.place} declares "{declaration.words[:80]}", '
                + ("which no licence file bears out" if clash else "which names no licence for certain"),
            )
    return None


def _certain(seen: Seen) -> Verdict | None:
    """What the manifests and licence files say together; an empty verdict when there are none, None when they contradict one another."""
    named = [(one.place, one.declaration.expression) for one in seen.manifests if len(one.declaration.meanings) == 1]
    named += seen.for_all
    own = conjunction(file.expression for file in seen.legal)
    if not named:
        return _from_files(seen, own)
    first = named[0][1]
    if not all(same(first, expression) for _, expression in named[1:]):
        return None
    if not own or _bears_out(seen, first, own):
        where, where_en = (
            ("，许可证文件与之一致", ", and the licence files agree") if own else ("，没有许可证文件", "; there is no licence file")
        )
        return Verdict(first, RULE_AGREES, f"{named[0][0]} 声明 {first}{where}", f"{named[0][0]} declares {first}{where_en}")
    with_parts = any(one.declaration.with_parts for one in seen.manifests)
    if with_parts and keys(own) <= keys(first) and len(seen.legal) == 1:
        return Verdict(
            own,
            RULE_OWN_FILE,
            f"{named[0][0]} 声明的 {first} 包括其列出的各部分；项目自身的许可证由 {seen.legal[0].path} 写明：{own}",
            f"{named[0][0]} declares {first} for the package with the parts it lists; {seen.legal[0].path} states the project's own: {own}",
        )
    return None


def _from_files(seen: Seen, own: str) -> Verdict | None:
    """Licence files alone. Several texts say not whether all hold or one may be chosen."""
    if not own:
        return Verdict("", "", "", "")
    alike = all(same(seen.legal[0].expression, file.expression) for file in seen.legal)
    place = "、".join(file.path for file in seen.legal)
    choice = _choice(seen.legal)
    if choice is not None:
        return Verdict(
            choice.expression,
            RULE_AGREES,
            f"{choice.path} 写明任选其一：{choice.expression}",
            f"{choice.path} offers a choice: {choice.expression}",
        )
    if not alike or any(file.texts > 1 for file in seen.legal):
        return _asks(
            DIFFERS,
            f"{place} 含有几种许可证的文本（{own}），没有写明是同时适用还是任选其一",
            f"{place} hold the texts of several licences ({own}) and do not say whether all apply or one may be chosen",
        )
    return Verdict(own, RULE_AGREES, f"{place} 写明 {own}", f"{place} states {own}")


def _choice(files: Sequence[LegalFile]) -> LegalFile | None:
    """The one file that offers a choice in words, where all other files are texts of what is offered."""
    offers = [file for file in files if len(factors(file.expression)) == 1 and " OR " in file.expression]
    offered = licences(offers[0].expression) if len(offers) == 1 else frozenset()
    return offers[0] if offered and all(licences(file.expression) <= offered for file in files) else None


def _bears_out(seen: Seen, declared: str, own: str) -> bool:
    """The texts are those of the licences declared, whatever joins these; a bare GNU text fits "only" as well as "or later"."""
    if same(declared, own):
        return True
    wanted, texts = (_without_version_end(licences(expression)) for expression in (declared, own))
    if any(name.startswith("LGPL-3.0") for name in wanted):
        texts -= {"GPL-3.0"}  # LGPL 3.0 is a set of permissions on top of the GPL's text
    plain = {name.partition(" WITH ")[0] for name in wanted}
    return bool(texts) and (wanted == texts or (plain == texts and len(seen.legal) >= 1))


def _without_version_end(names: Iterable[str]) -> set[str]:
    return {GNU.sub(lambda found: found["base"], name) for name in names}


def _own_sources(seen: Seen) -> list[Part]:
    return [part for part in seen.parts if part.role == "source"]


def _contradicted(seen: Seen, certain: Verdict) -> Verdict | None:
    """Most of the sources say something else, or one says something else in words that are only half understood.

    A silent file is under the declared licence; single others that are understood are parts of their own.
    """
    declared = _without_version_end(licences(certain.concluded))
    sources = _own_sources(seen)
    others = [part for part in sources if part.expression and not _without_version_end(licences(part.expression)) & declared]
    half = next((part for part in others if names_nothing(part.expression) and _names_something(part.expression)), None)
    if half is not None:
        return _asks(
            UNKNOWN,
            f"声明为 {certain.concluded}，但 {half.path} 写有别的许可、且只认出一部分（检出 {half.expression}），可能是任选其一，须由人看",
            f"declared is {certain.concluded}, but {half.path} states something else that is only half understood ({half.expression}); "
            "it may be a choice, so a person must look",
        )
    if not others or 2 * len(others) <= len(sources):
        return None
    named, count = Counter(part.expression for part in others).most_common(1)[0]
    question = UNKNOWN if names_nothing(named) else DIFFERS
    return _asks(
        question,
        f"声明为 {certain.concluded}，但 {len(sources)} 个源文件中有 {len(others)} 个写的是别的许可证（其中 {count} 个为 {named}）",
        f"declared is {certain.concluded}, but {len(others)} of {len(sources)} source files state another licence ({count}: {named})",
    )


def _names_something(expression: str) -> bool:
    return any(not names_nothing(name) for name in licences(expression))


def _gnu_version(seen: Seen, certain: Verdict) -> Verdict:
    """A GNU licence's text says not whether later versions may be chosen; the notices in the files do, when all say the same."""
    found = GNU.fullmatch(certain.concluded)
    if found is None or any(one.declaration.meanings == (certain.concluded,) for one in seen.manifests) or seen.for_all:
        return certain
    said = {name for part in seen.parts if part.role in {"source", "build", "other", "readme"} for name in licences(part.expression)}
    ends = sorted(name for name in said if (one := GNU.fullmatch(name)) and one["base"] == found["base"])
    if len(ends) == 1:
        return Verdict(
            ends[0],
            RULE_NOTICES,
            f"{certain.reason}；源文件中的声明一致写为 {ends[0]}",
            f"{certain.reason_en}; the notices in the files all say {ends[0]}",
        )
    if not ends:
        return _asks(
            UNKNOWN,
            f"{certain.reason}，但没有写明只限此版本还是也可用更新版本",
            f"{certain.reason_en}, but nothing says whether only this version or also later ones apply",
        )
    return _asks(
        DIFFERS,
        f"{certain.reason}；源文件中既有“仅此版本”也有“或更新版本”：{'、'.join(ends)}",
        f"{certain.reason_en}; some files say this version only and some say or later: {', '.join(ends)}",
    )


def _undeclared(seen: Seen) -> Verdict:
    """Neither manifest nor licence file."""
    sources = _own_sources(seen)
    said = {part.expression for part in seen.parts if part.expression and part.role != "test"}
    one = next(iter(said), "")
    if len(said) == 1 and sources and all(part.expression for part in sources) and not names_nothing(one):
        return Verdict(
            one,
            RULE_ALL_SAY,
            f"没有许可证文件或清单声明；每个源文件都写明 {one}",
            f"no licence file or manifest; every source file states {one}",
        )
    if not said:
        looked, looked_en = (
            ("全部文件已查看", "all files were looked at") if seen.complete else ("尚有文件没有查看", "some files were not looked at")
        )
        return _asks(NONE, f"没有任何许可证（{looked}）", f"there is no licence ({looked_en})")
    shown = conjunction(sorted(said))
    return _asks(
        UNKNOWN if names_nothing(shown) else NONE,
        f"没有许可证文件或清单声明；文件中检出 {shown}",
        f"no licence file or manifest declares one; the files hold {shown}",
    )


def _places(seen: Seen, language: str = "zh") -> str:
    joint, stop = ("：", "；") if language == "zh" else (": ", "; ")
    rows = [(place, expression) for place, expression in _declared(seen) if expression and factors(expression)]
    return stop.join(f"{place}{joint}{expression}" for place, expression in rows)
