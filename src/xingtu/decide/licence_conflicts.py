"""Which parts of a project go into it, under which licences, and may each of them?

A part is a folder with a licence of its own, or files of the project that say another licence than the project. Only findings of
grade A and B can block; C asks a person; D counts for nothing. What is not certain is never more than a question.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xingtu.decide.compatibility import WORST_FIRST, Both, Compatibility, Question, Sources, compatibility
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.policy.compatibility_tables import Tables
from xingtu.policy.licence_expression import Expression, Licence, licences, normalised, together, written
from xingtu.policy.licence_policy import LicencePolicy
from xingtu.policy.licence_rulings import Ruling

BLOCKING, ASKING = frozenset("AB"), frozenset("C")
MOST_EVIDENCE = 10
NEAR_LINES = 5
"""A reference nobody could read, this near to a licence, may be the other half of a choice ("your choice of RSALv2 or SSPLv1")."""
SPEAK_OF_THE_PROJECT = frozenset({"legal", "manifest", "readme"})
"""What they say is the project's own declaration, not the licence of a part."""
RELATION_OF = {"test": "build_or_test_only", "build": "build_or_test_only", "docs": "data_or_docs"}
COPIED = "copied"
MAY_BE_A_CHOICE = (
    "旁边有认不出的许可文字，可能是“任选其一”的另一半，须由人核对。",
    "Licence words nobody could read stand beside it and may be the other half of a choice; a person has to look.",
)
ONLY_A_NAME = (
    "只提到许可证的名称，没有文本或声明，须由人核对。",
    "Only the name of a licence is mentioned, no text or notice; a person has to look.",
)
UNDECIDED = ("项目自己的许可证还没有认定。", "Nobody has concluded the project's own licence.")
UNREAD = frozenset({"unknown_licence", "modified_text"})
NO_LICENCE = ("这部分没有任何许可证依据。", "There is no evidence of any licence for this part.")


@dataclass(frozen=True, slots=True)
class Inbound:
    """A part: its folder, its expression, how it is used, what that rests on, and why it may be no more than a question."""

    root: str
    expression: str
    relation: str
    evidence: tuple[str, ...]
    doubt: Both | None = None
    unread: bool = False
    """Something in it cannot be read, so that not even a yes is certain."""


def conflicts(
    evidence: LicenceEvidence,
    policy: LicencePolicy,
    tables: Tables,
    rulings: Sequence[Ruling] = (),
    *,
    on: date,
    distribution: str = "source",
    outbound: str = "",
) -> tuple[LicenceConflict, ...]:
    """One row per part, worst answers first.

    on:       the day it is asked; rulings expire
    outbound: a licence planned instead of the project's own
    """
    whole = outbound or evidence.top.concluded or evidence.top.declared
    sources = Sources(policy, tables, tuple(rulings))
    rows = []
    undecided = not outbound and not evidence.top.concluded and (not whole or bool(evidence.top.questions))
    if undecided:
        # one question for the project, before any for its parts; those are answered against what can be read of its licence
        rows.append(_row(evidence, Inbound("", "", COPIED, _declared_in(evidence)), whole, distribution, _undecided(evidence)))
    known = _readable(whole, policy) if undecided else whole
    if known:
        for part in (*_roots(evidence, policy), *_files(evidence, known, policy)):
            question = Question(
                known, part.expression, on, relation=part.relation, distribution=distribution, repository=evidence.look.repository
            )
            found = _doubted(compatibility(question, sources), part, undecided=undecided)
            rows.append(_row(evidence, part, known, distribution, found))
    return tuple(sorted(rows, key=lambda row: (WORST_FIRST.index(row.answer), row.root, row.inbound, row.relation)))


def counted(findings: Iterable[LicenceFinding], grades: frozenset[str]) -> tuple[LicenceFinding, ...]:
    """Those of these grades that nothing set aside."""
    return tuple(finding for finding in findings if finding.grade in grades and not finding.set_aside and finding.spdx)


def by_path(evidence: LicenceEvidence) -> Mapping[str, tuple[LicenceFinding, ...]]:
    """Path -> its findings."""
    found: dict[str, list[LicenceFinding]] = defaultdict(list)
    for finding in evidence.findings:
        found[finding.path].append(finding)
    return {path: tuple(findings) for path, findings in found.items()}


def places(findings: Iterable[LicenceFinding]) -> tuple[str, ...]:
    """Where they stand, as path:first-last, at most ten."""
    shown = (
        finding.path if finding.first_line is None else f"{finding.path}:{finding.first_line}-{finding.last_line or finding.first_line}"
        for finding in findings
    )
    return tuple(dict.fromkeys(shown))[:MOST_EVIDENCE]


def _undecided(evidence: LicenceEvidence) -> Compatibility:
    why = (evidence.top.reason, evidence.top.reason_en)
    said = (f"：{why[0].rstrip('。')}" if why[0] else "", f": {why[1].rstrip('.')}" if why[1] else "")
    return Compatibility(
        "review",
        reasons=((f"项目自己的许可证还没有认定{said[0]}。", f"Nobody has concluded the project's own licence{said[1]}."),),
        silent=True,
    )


def _declared_in(evidence: LicenceEvidence) -> tuple[str, ...]:
    return evidence.top.declared_in[:MOST_EVIDENCE]


def _readable(text: str, policy: LicencePolicy) -> str:
    """The expression without what is no licence but a guess that there is one; empty when nothing is left."""

    def kept(expression: Expression) -> Expression | None:
        if isinstance(expression, Licence):
            return None if policy.generic(expression) or policy.category(expression) is None else expression
        parts = tuple(part for part in map(kept, expression.parts) if part is not None)
        return type(expression)(parts) if parts else None

    read = policy.read(text)
    found = None if read is None else kept(read)
    return "" if found is None else written(normalised(found))


def _doubted(found: Compatibility, part: Inbound, *, undecided: bool) -> Compatibility:
    """A doubt turns a no into a question; one about what cannot be read at all turns a yes into one, too."""
    doubt = part.doubt or (UNDECIDED if undecided else None)
    if doubt is None or (found.answer == "compatible" and not part.unread):
        return found
    return replace(found, answer="review", reasons=(doubt, *found.reasons))


def _roots(evidence: LicenceEvidence, policy: LicencePolicy) -> Iterable[Inbound]:
    """Every folder with a licence of its own."""
    findings = by_path(evidence)
    files: dict[str, list[LicenceFile]] = defaultdict(list)
    for file in evidence.files:
        files[file.root].append(file)
    for root in evidence.roots[1:]:
        inside = sorted(files[root.root], key=lambda file: (file.role != "legal", file.path))
        seen = [finding for file in inside for finding in findings.get(file.path, ())]
        sure = counted(seen, BLOCKING)
        said = counted(seen, BLOCKING | ASKING)
        relation = _relation(inside)
        if root.concluded:
            yield Inbound(root.root, root.concluded, relation, places(sure or said))
            continue
        expression = together([root.declared, *(finding.spdx for finding in sure)], policy.names)
        if expression:
            # all of it holds at once, so a yes to it is a yes to whatever part of it turns out to count
            yield Inbound(root.root, expression, relation, places(sure or said), _open_question(root), bool(UNREAD & {*root.questions}))
        else:
            named = together((finding.spdx for finding in said), policy.names)
            yield Inbound(root.root, named, relation, places(said), ONLY_A_NAME if named else NO_LICENCE, unread=True)


def _open_question(root: LicenceRoot) -> Both | None:
    """Why nobody has concluded, where there is a question; a licence that every notice says needs none."""
    if not root.questions:
        return None
    why = (root.reason or "、".join(root.questions), root.reason_en or ", ".join(root.questions))
    return (
        f"这部分的许可证还没有认定：{why[0].rstrip('。')}。",
        f"Nobody has concluded the licence of this part: {why[1].rstrip('.')}.",
    )


def _files(evidence: LicenceEvidence, whole: str, policy: LicencePolicy) -> Iterable[Inbound]:
    """Files of the project that say another licence, in groups of one expression and one use."""
    expected = policy.read(whole)
    # of a whole that holds several licences at once a file may have one; a whole that offers a choice offers it for every file
    offers_choice = expected is None or " OR " in written(expected)
    own = set() if expected is None or offers_choice else set(licences(expected))
    groups: dict[tuple[str, str, Both | None], list[LicenceFinding]] = defaultdict(list)
    findings = by_path(evidence)
    for file in evidence.files:
        if file.root or file.role in SPEAK_OF_THE_PROJECT:
            continue
        of_file = findings.get(file.path, ())
        relation = RELATION_OF.get(file.role, COPIED)
        for grades, doubt in ((BLOCKING, None), (ASKING, ONLY_A_NAME)):
            said = counted(of_file, grades)
            expression = together((finding.spdx for finding in said), policy.names)
            read = policy.read(expression)
            if read is None or read == expected or set(licences(read)) <= own:
                continue
            if doubt is not None and set(licences(read)) <= set(_named(counted(of_file, BLOCKING), policy)):
                # the name of a licence whose text or notice is there as well
                continue
            groups[expression, relation, doubt or (MAY_BE_A_CHOICE if _beside_unread(said, of_file, policy) else None)] += said
    for (expression, relation, doubt), rests_on in sorted(
        groups.items(), key=lambda group: (group[0][0], group[0][1], group[0][2] or ("", ""))
    ):
        yield Inbound("", expression, relation, places(rests_on), doubt)


def _named(findings: Iterable[LicenceFinding], policy: LicencePolicy) -> Iterable[object]:
    for finding in findings:
        read = policy.read(finding.spdx)
        yield from licences(read) if read is not None else ()


def _beside_unread(said: Sequence[LicenceFinding], everything: Sequence[LicenceFinding], policy: LicencePolicy) -> bool:
    unread = [one for one in everything if one.grade == "D" and not one.set_aside and _is_guess(one, policy)]
    return any(
        None not in (one.first_line, one.last_line, other.first_line, other.last_line)
        and one.first_line <= other.last_line + NEAR_LINES  # type: ignore[operator]
        and other.first_line <= one.last_line + NEAR_LINES  # type: ignore[operator]
        for one in said
        for other in unread
    )


def _is_guess(finding: LicenceFinding, policy: LicencePolicy) -> bool:
    read = policy.read(finding.spdx)
    return read is not None and any(map(policy.generic, licences(read)))


def _relation(files: Sequence[LicenceFile]) -> str:
    """How a folder is used: as its files are, when all that do not merely speak of it agree."""
    relations = {RELATION_OF.get(file.role, COPIED) for file in files if file.role not in SPEAK_OF_THE_PROJECT}
    return relations.pop() if len(relations) == 1 else COPIED


def _row(evidence: LicenceEvidence, part: Inbound, outbound: str, distribution: str, found: Compatibility) -> LicenceConflict:
    return LicenceConflict(
        repository=evidence.look.repository,
        commit=evidence.look.commit,
        root=part.root,
        outbound=outbound,
        inbound=part.expression,
        relation=part.relation,
        modified=None,
        distribution=distribution,
        answer=found.answer,
        sources=found.sources,
        reasons=tuple(zh for zh, _ in found.reasons),
        reasons_en=tuple(en for _, en in found.reasons),
        conditions=tuple(zh for zh, _ in found.conditions),
        conditions_en=tuple(en for _, en in found.conditions),
        obligations=found.obligations,
        evidence=part.evidence,
    )
