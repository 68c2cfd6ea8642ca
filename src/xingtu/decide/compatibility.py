"""May a part under one licence go into a whole under another, used in this way: yes, no, or a person must look?

All sources are asked, always. One that is silent counts for nothing; two that contradict one another end in ``review``, unless a
signed ruling was made with both before it. Nothing here is legal advice: it is what sources say, for whoever decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from xingtu.policy.compatibility_tables import LOOKED_UP, MEANS, RELATIONS, ClauseRow, Tables
from xingtu.policy.licence_expression import Choice, Expression, Licence, licences, written
from xingtu.policy.licence_policy import LicencePolicy
from xingtu.policy.licence_rulings import Ruling

WORST_FIRST = ("incompatible", "review", "compatible")
"""AND is the least of its parts, OR the most."""
Both = tuple[str, str]
"""The same in Chinese and English."""
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Question:
    """A part, a whole, and how the one is used in the other."""

    outbound: str
    inbound: str
    on: date
    """The day the question is asked: rulings expire."""
    relation: str = "unknown"
    distribution: str = "source"
    modified: bool | None = None
    repository: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """Who is asked: what kinds of licences there are, the tables, and what people ruled."""

    policy: LicencePolicy
    tables: Tables
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class Compatibility:
    """An answer with everything that was said for and against it."""

    answer: str
    sources: tuple[str, ...] = ()
    reasons: tuple[Both, ...] = ()
    conditions: tuple[Both, ...] = ()
    obligations: tuple[str, ...] = ()
    silent: bool = field(default=False)
    """No source said anything; the answer is then ``review``."""

    @property
    def degree(self) -> int:
        """0 no, 1 a person must look, 2 yes."""
        return WORST_FIRST.index(self.answer)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one source says of one pair."""

    source: str
    answer: str
    reason: Both
    conditions: tuple[Both, ...] = ()
    seen: tuple[str, ...] = ()
    """Of a ruling: the sources that lay before it."""


def compatibility(question: Question, sources: Sources) -> Compatibility:
    """The answer for whole expressions.

    Every licence the whole is offered under must hold, be it AND or OR: whoever receives it may choose. Of a part that offers a
    choice one branch is enough, and it is named.
    """
    outbound, inbound = sources.policy.read(question.outbound), sources.policy.read(question.inbound)
    if outbound is None or inbound is None:
        return _unread(question, outbound, inbound)
    pairs = _Pairs(question, sources)
    found = joined([pairs.part(licence, inbound) for licence in dict.fromkeys(licences(outbound))])
    single = isinstance(inbound, Licence) and isinstance(outbound, Licence)
    rulings = [] if single else list(pairs.rulings(written(outbound), written(inbound)))
    if rulings:
        said = [Opinion(source, found.answer, ("", "")) for source in found.sources]
        found = _ruled(found, rulings, said)
    if question.relation not in RELATIONS:
        found = replace(
            found,
            reasons=(
                ("不知道这部分怎样使用，按最严的“拷入”判断。", "It is not known how the part is used; judged as the strictest, copied."),
                *found.reasons,
            ),
        )
    return found


def joined(parts: Sequence[Compatibility]) -> Compatibility:
    """AND: the worst answer, everything that was said and everything that is asked."""
    return Compatibility(
        answer=WORST_FIRST[min(part.degree for part in parts)],
        sources=_once(source for part in parts for source in part.sources),
        reasons=_once(reason for part in parts for reason in part.reasons),
        conditions=_once(condition for part in parts for condition in part.conditions),
        obligations=_once(one for part in parts for one in part.obligations),
        silent=all(part.silent for part in parts),
    )


def chosen(branches: Sequence[tuple[str, Compatibility]]) -> Compatibility:
    """OR: the best branch, named when it is a yes; what was said of the others is kept, what they ask is not."""
    ordered = sorted(branches, key=lambda branch: (-branch[1].degree, len(branch[1].conditions), len(branch[1].obligations), branch[0]))
    name, best = ordered[0]
    taken = ((f"按 {name} 取得该部分。", f"Take the part under {name}."),) if best.degree == WORST_FIRST.index("compatible") else ()
    return replace(
        joined([branch for _, branch in ordered]),
        answer=best.answer,
        conditions=_once((*taken, *best.conditions)),
        obligations=best.obligations,
    )


class _Pairs:
    """Answers for pairs of single licences, within one question."""

    def __init__(self, question: Question, sources: Sources) -> None:
        self.policy, self.tables = sources.policy, sources.tables
        self.question = question
        self.relation = question.relation if question.relation in RELATIONS else "copied"
        versions = self.tables.versions
        rules = [ruling for ruling in sources.rulings if ruling.answer and self._covers(ruling)]
        self.held = [ruling for ruling in rules if ruling.why_not(question.on, versions) is None]
        self.open_again = [(ruling, why) for ruling in rules if (why := ruling.why_not(question.on, versions))]

    def part(self, outbound: Licence, inbound: Expression) -> Compatibility:
        """One licence of the whole against all of the part."""
        if isinstance(inbound, Licence):
            return self.licence(outbound, inbound)
        answers = [(written(part), self.part(outbound, part)) for part in inbound.parts]
        return chosen(answers) if isinstance(inbound, Choice) else joined([answer for _, answer in answers])

    def licence(self, outbound: Licence, inbound: Licence) -> Compatibility:
        """One against one; a whole under "or later" may be given on as one of its versions."""
        as_is = self._inbound(outbound, inbound)
        versions = self.policy.versions(outbound)
        if as_is.answer == "compatible" or versions == (outbound,):
            return as_is
        answers = [(version, self._inbound(version, inbound)) for version in versions]
        holding = [(version, answer) for version, answer in answers if answer.answer == "compatible"]
        if not holding:
            best = WORST_FIRST[max(answer.degree for _, answer in answers)]
            every = joined([as_is, *(answer for _, answer in answers)])
            return replace(every, answer=best if as_is.silent else WORST_FIRST[max(as_is.degree, WORST_FIRST.index(best))])
        if as_is.silent and len(holding) == len(answers):
            return replace(joined([answer for _, answer in holding]), answer="compatible")
        narrower, answer = self._narrower(inbound, versions) or holding[-1]
        condition = (f"整体按 {narrower} 提供。", f"Give the whole on under {narrower}.")
        every = joined([answer, as_is])
        return replace(every, answer="compatible", conditions=(condition, *answer.conditions), obligations=answer.obligations)

    def _narrower(self, inbound: Licence, versions: tuple[Licence, ...]) -> tuple[Licence, Compatibility] | None:
        """The widest "X or later" inside those versions that holds as it is."""
        for or_later, names in sorted(self.policy.families.items(), key=lambda family: -len(family[1])):
            own = tuple(Licence(name, versions[0].exception) for name in names)
            if len(own) < len(versions) and versions[-len(own) :] == own:
                licence = Licence(or_later, versions[0].exception)
                answer = self._inbound(licence, inbound)
                if answer.answer == "compatible":
                    return licence, answer
        return None

    def _inbound(self, outbound: Licence, inbound: Licence) -> Compatibility:
        """Of a part under "or later" that no source knows one version is enough; an exception only ever gives more."""
        as_is = self._exact(outbound, inbound)
        versions = self.policy.versions(inbound)
        if not as_is.silent:
            return as_is
        if versions != (inbound,):
            found = chosen([(str(version), self._exact(outbound, version)) for version in versions])
            return as_is if found.silent else found
        if inbound.exception and (category := self.policy.category(inbound)) and category.standing == "unlisted":
            without = self._exact(outbound, Licence(inbound.id))
            if without.answer == "compatible":
                said = (f"{inbound} 的例外只会放宽 {inbound.id}。", f"The exception of {inbound} only gives more than {inbound.id}.")
                return replace(without, reasons=(said, *without.reasons), obligations=self._obligations(inbound))
        return as_is

    def _exact(self, outbound: Licence, inbound: Licence) -> Compatibility:
        said = list(self._said(outbound, inbound))
        answers = {opinion.answer for opinion in said}
        reasons = [opinion.reason for opinion in said]
        answer = answers.pop() if len(answers) == 1 else "review"
        if not said:
            asked = "、".join(self.tables.sources)
            reasons = [
                (f"{inbound} → {outbound}：{asked} 都没有回答。", f"{inbound} → {outbound}: {', '.join(self.tables.sources)} are silent.")
            ]
        elif {"compatible", "incompatible"} <= {opinion.answer for opinion in said}:
            reasons.append((f"{inbound} → {outbound}：来源互相矛盾。", f"{inbound} → {outbound}: the sources contradict one another."))
        reasons += [
            (f"{why[0]}。", f"{why[1][0].upper()}{why[1][1:]}.")
            for ruling, why in self.open_again
            if (self._name(ruling.inbound), self._name(ruling.outbound)) == (str(inbound), str(outbound))
        ]
        found = Compatibility(
            answer=answer,
            sources=_once(opinion.source for opinion in said),
            reasons=_once(reasons),
            conditions=_once(condition for opinion in said for condition in opinion.conditions),
            obligations=self._obligations(inbound),
            silent=not said,
        )
        rulings = list(self.rulings(str(outbound), str(inbound)))
        return _ruled(found, rulings, said) if rulings else found

    def _said(self, outbound: Licence, inbound: Licence) -> Iterable[Opinion]:
        """What gate, matrix and tables say, in their order; once the gate answers, licences are not compared by matrix and category."""
        tables, where = self.tables, (self.relation, self.question.distribution)
        gate = tables.gate.row(outbound, inbound, *where, self.policy)
        if gate:
            yield _of_row(gate, tables.gate.source, outbound, inbound)
        elif self.relation in LOOKED_UP:
            word = tables.osadl.word(outbound, inbound)
            if word in MEANS:
                yield Opinion(
                    tables.osadl.source,
                    MEANS[word],
                    (
                        f"{inbound} → {outbound}：OSADL 矩阵（{tables.osadl.version}）写的是 {word}。",
                        f"{inbound} → {outbound}: the OSADL matrix of {tables.osadl.version} says {word}.",
                    ),
                )
        for table in tables.clauses:
            if gate and table.name == "category":
                continue
            row = table.row(outbound, inbound, *where, self.policy)
            if row:
                yield _of_row(row, table.source, outbound, inbound)

    def rulings(self, outbound: str, inbound: str) -> Iterable[Opinion]:
        """What people ruled on exactly this pair."""
        for ruling in self.held:
            if (self._name(ruling.inbound), self._name(ruling.outbound)) == (inbound, outbound):
                yield Opinion(
                    f"ruling:{ruling.id}",
                    ruling.answer,
                    (
                        f"裁定 {ruling.id}（{ruling.issued_on}，{ruling.signed_by}）：{ruling.reason}",
                        f"Ruling {ruling.id} ({ruling.issued_on}, {ruling.signed_by}): {ruling.reason_en or ruling.reason}",
                    ),
                    seen=ruling.seen,
                )

    def _covers(self, ruling: Ruling) -> bool:
        here = ruling.scope != "repository" or ruling.repository == self.question.repository
        return here and ruling.relation in ("", self.relation) and ruling.distribution in ("", self.question.distribution)

    def _name(self, text: str) -> str:
        expression = self.policy.read(text)
        return text if expression is None else written(expression)

    def _obligations(self, inbound: Licence) -> tuple[str, ...]:
        return self.policy.asks(inbound, distribution=self.question.distribution, modified=self.question.modified)


def _ruled(found: Compatibility, rulings: Sequence[Opinion], others: Sequence[Opinion]) -> Compatibility:
    """A ruling stands against every source that lay before it; against one that did not, a person has to look again."""
    final = [
        ruling
        for ruling in rulings
        if all(other.source in ruling.seen or other.answer in (ruling.answer, "review") for other in (*others, *rulings))
    ]
    answers = {ruling.answer for ruling in final}
    reasons = [*(ruling.reason for ruling in rulings), *found.reasons]
    if len(answers) != 1:
        reasons.append(
            ("裁定与它没有见过的来源矛盾，须重新裁定。", "The ruling contradicts a source it has not seen; it has to be made anew.")
        )
    return replace(
        found,
        answer=answers.pop() if len(answers) == 1 else "review",
        sources=_once((*(ruling.source for ruling in rulings), *found.sources)),
        reasons=_once(reasons),
        silent=False,
    )


def _of_row(row: ClauseRow, source: str, outbound: Licence, inbound: Licence) -> Opinion:
    return Opinion(
        source,
        row.answer,
        (
            f"{inbound} → {outbound}：{row.reason}（{source}，{row.clause}）",
            f"{inbound} → {outbound}: {row.reason_en} ({source}, {row.clause_en})",
        ),
        tuple(zip(row.conditions, row.conditions_en, strict=True)),
    )


def _unread(question: Question, outbound: Expression | None, inbound: Expression | None) -> Compatibility:
    reasons = []
    if outbound is None:
        said = question.outbound or "空"
        reasons.append((f"整体没有可以判断的许可证（{said}）。", f"The whole has no licence to judge by ({question.outbound or 'empty'})."))
    if inbound is None:
        said = question.inbound or "空"
        reasons.append((f"部分没有可以判断的许可证（{said}）。", f"The part has no licence to judge by ({question.inbound or 'empty'})."))
    return Compatibility("review", reasons=tuple(reasons), silent=True)


def _once(things: Iterable[Thing]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(things))
