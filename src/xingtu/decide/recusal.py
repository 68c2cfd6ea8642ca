"""Who may not judge what? Every ground that facts give, from ties that were gathered elsewhere; kinship is only ever declared.

Pure: no clock, no database. Ties are looked up by person, organisation and repository, so that 60 experts against 300 applications
cost what is found and not what could be.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xingtu.decide.conflict import KINDS, Conflict, conflict, day
from xingtu.decide.ties import Limits, Parties, PastAward, Stay, Ties, Together, Work

MOST_OF_A_GROUND = 5
"""Rows of one ground between an expert and an application; the last one says how many more there are."""
OWN = frozenset({"applicant", "same_organisation", "own_project", "colleague"})


def judge(
    experts: Sequence[str],
    parties: Mapping[str, Parties],
    ties: Ties,
    *,
    since: date,
    on: date,
    years: int,
    limits: Limits,
    past_awards: Mapping[str, PastAward],
) -> list[Conflict]:
    """Every conflict, by expert, application and weight. The period of recusal is [since, on]."""
    return Recusal(experts, parties, ties, since, on, years, limits).judged(past_awards)


class Recusal:
    """One question: these experts, these applications."""

    def __init__(
        self, experts: Sequence[str], parties: Mapping[str, Parties], ties: Ties, since: date, on: date, years: int, limits: Limits
    ) -> None:
        self.experts, self.parties, self.ties = list(dict.fromkeys(experts)), parties, ties
        self.since, self.on, self.years, self.limits = since, on, years, limits
        self.of_person: dict[str, list[str]] = defaultdict(list)
        self.of_organisation: dict[str, list[str]] = defaultdict(list)
        self.of_repository: dict[str, list[str]] = defaultdict(list)
        for application, party in parties.items():
            records = [ties.records[record] for record in party.record_ids if record in ties.records]
            people = dict.fromkeys(party.person_ids)
            bodies = dict.fromkeys([*party.organisation_ids, *(record.organisation for record in records if record.organisation)])
            for index, idents in ((self.of_person, people), (self.of_organisation, bodies)):
                for ident in idents:
                    index[ident].append(application)
            for repository in dict.fromkeys(one for record in records for one in record.repositories):
                self.of_repository[repository].append(application)
        self.stays: dict[str, list[Stay]] = defaultdict(list)
        for stay in ties.stays:
            if stay.source == "mailbox" or self._within(stay):
                self.stays[stay.person].append(stay)

    def judged(self, past_awards: Mapping[str, PastAward]) -> list[Conflict]:
        """All grounds, each capped, heaviest first."""
        found = [
            *self._applicants(), *self._organisations(), *self._colleagues(), *self._projects(), *self._leads(), *self._repositories(),
            *self._common(), *self._joint(), *self._awards(past_awards),
        ]  # fmt: skip
        found += self._rivals(found)
        return _capped(found)

    def _applicants(self) -> Iterator[Conflict]:
        for expert in self.experts:
            for application in self.of_person.get(expert, ()):
                yield conflict(expert, application, "applicant")

    def _organisations(self) -> Iterator[Conflict]:
        wordings = {"contested": "employment_contested", "mailbox": "organisation_mailbox"}
        for expert in self.experts:
            told: set[tuple[str, str]] = set()
            # a confirmed tie makes the mailbox and the commits for the same body no further news
            for stay in sorted(self.stays[expert], key=_stay_order):
                wording = wordings.get(stay.source, "same_organisation")
                if (stay.organisation, "same_organisation") in told or (stay.organisation, wording) in told:
                    continue
                for application in self.of_organisation.get(stay.organisation, ()):
                    told.add((stay.organisation, wording))
                    yield conflict(expert, application, wording, **self._stay(stay))

    def _colleagues(self) -> Iterator[Conflict]:
        inside: dict[str, list[Stay]] = defaultdict(list)
        for person in self.of_person:
            for stay in self.stays.get(person, ()):
                if stay.source not in {"contested", "mailbox"}:
                    inside[stay.organisation].append(stay)
        for expert in self.experts:
            for mine in self.stays[expert]:
                if mine.source in {"contested", "mailbox"}:
                    continue
                for theirs in inside.get(mine.organisation, ()):
                    if theirs.person == expert:
                        continue
                    overlap = self._overlap(mine, theirs)
                    wording = "colleague" if overlap else "once_colleague"
                    period = {"from_on": day(overlap[0]), "until_on": day(overlap[1])} if overlap else {}
                    for application in self.of_person[theirs.person]:
                        yield conflict(
                            expert, application, wording, organisation=self._name(mine.organisation), organisation_id=mine.organisation,
                            person=self._name(theirs.person), person_id=theirs.person, years=self.years, **period,
                        )  # fmt: skip

    def _projects(self) -> Iterator[Conflict]:
        wanted = set(self.experts)
        for application, party in self.parties.items():
            for record in party.record_ids:
                owned = self.ties.records.get(record)
                if owned is not None and owned.person in wanted:
                    yield conflict(owned.person, application, "own_project", record=owned.name, record_id=record)
        for expert in self.experts:
            for repository in sorted(self.ties.accounts.get(expert, ())):
                for application in self.of_repository.get(repository, ()):
                    yield conflict(expert, application, "own_project.account", repository=self._name(repository), repository_id=repository)

    def _leads(self) -> Iterator[Conflict]:
        for lead in self.ties.leads:
            main = lead.percent >= self.limits.maintainer_percent or (lead.first and lead.count >= self.limits.asked_changes)
            if not main:
                continue
            past = lead.last_on is not None and lead.last_on < self.since
            for application in self.of_repository.get(lead.repository, ()):
                yield conflict(
                    lead.expert, application, "former_maintainer" if past else "own_project.maintainer", percent=lead.percent,
                    count=lead.count, repository=self._name(lead.repository), repository_id=lead.repository, years=self.years,
                    until_on=day(lead.last_on) or "日期不详",
                )  # fmt: skip

    def _repositories(self) -> Iterator[Conflict]:
        wanted = set(self.experts)
        for work in self.ties.work:
            if work.who not in wanted or not work.total:
                continue
            wording = "few_changes" if work.total < self.limits.asked_changes else "same_repository"
            if wording == "same_repository" and self._crowded(work.repository):
                wording = "large_repository"
            for application in self.of_repository.get(work.repository, ()):
                yield conflict(
                    work.who, application, wording, changes=work.changes, reviews=work.reviews, count=work.total,
                    asked=self.limits.asked_changes, **self._place(work),
                )  # fmt: skip

    def _common(self) -> Iterator[Conflict]:
        """Both sides at work in a repository that is not the application's own."""
        by_repository: dict[str, list[Work]] = defaultdict(list)
        for work in self.ties.work:
            if work.total >= self.limits.asked_changes and (work.who in self.of_person or work.who in self.of_organisation):
                by_repository[work.repository].append(work)
        wanted = set(self.experts)
        for mine in self.ties.work:
            if mine.who not in wanted or mine.total < self.limits.asked_changes:
                continue
            wording = "large_repository" if self._crowded(mine.repository) else "common_repository"
            for theirs in by_repository.get(mine.repository, ()):
                for application in self._applications(theirs.who):
                    if theirs.who == mine.who or application in self.of_repository.get(mine.repository, ()):
                        continue
                    yield conflict(
                        mine.who, application, wording, count=mine.total, other_count=theirs.total, who=self._name(theirs.who),
                        who_id=theirs.who, **self._place(mine),
                    )  # fmt: skip

    def _joint(self) -> Iterator[Conflict]:
        for tie in self.ties.together:
            crowded = tie.ground == "shared_reviews" and self._crowded(tie.repository)
            for application in self._applications(tie.who):
                yield conflict(
                    tie.expert, application, "large_repository" if crowded else tie.ground, count=tie.count, who=self._name(tie.who),
                    who_id=tie.who, **self._place(tie),
                )  # fmt: skip

    def _awards(self, past_awards: Mapping[str, PastAward]) -> Iterator[Conflict]:
        wanted = set(self.experts)
        for award, past in sorted(past_awards.items()):
            if not self.since <= past.on <= self.on:
                continue
            for expert in sorted(wanted.intersection(past.person_ids)):
                for who in (*past.person_ids, *past.organisation_ids):
                    for application in self._applications(who):
                        if who != expert:
                            yield conflict(expert, application, "past_award", award=award, on=day(past.on), who=self._name(who), who_id=who)

    def _rivals(self, found: Iterable[Conflict]) -> Iterator[Conflict]:
        """Who must not judge one application has a stake in all that compete with it."""
        barred: dict[str, list[str]] = defaultdict(list)
        for one in found:
            if one.ground in OWN and one.kind == "block" and one.application not in barred[one.expert]:
                barred[one.expert].append(one.application)
        for expert, own in barred.items():
            for application in self.parties:
                if application not in own:
                    yield conflict(expert, application, "rival_application", other_application="、".join(own[:MOST_OF_A_GROUND]))

    def _applications(self, who: str) -> list[str]:
        return list(dict.fromkeys([*self.of_person.get(who, ()), *self.of_organisation.get(who, ())]))

    def _within(self, stay: Stay) -> bool:
        return (stay.until_on is None or stay.until_on > self.since) and (stay.from_on is None or stay.from_on <= self.on)

    def _overlap(self, mine: Stay, theirs: Stay) -> tuple[date, date | None] | None:
        begins = max(mine.from_on or self.since, theirs.from_on or self.since, self.since)
        ends = [stay.until_on for stay in (mine, theirs) if stay.until_on is not None]
        if ends and min(ends) <= begins:
            return None
        return begins, min(ends) if ends else None

    def _crowded(self, repository: str) -> bool:
        return self.ties.contributors.get(repository, 0) > self.limits.crowd

    def _name(self, ident: str) -> str:
        return self.ties.names.get(ident) or ident

    def _stay(self, stay: Stay) -> dict[str, Any]:
        return {
            "organisation": self._name(stay.organisation), "organisation_id": stay.organisation, "from_on": day(stay.from_on),
            "until_on": day(stay.until_on), "source": stay.source, "years": self.years, "commits": list(stay.commits),
            "count": stay.count or None,
        }  # fmt: skip

    def _place(self, tie: Work | Together) -> dict[str, Any]:
        return {
            "repository": self._name(tie.repository), "repository_id": tie.repository, "from_on": day(tie.first_on),
            "until_on": day(tie.last_on), "commits": list(tie.commits), "contributors": self.ties.contributors.get(tie.repository, 0),
            "crowd": self.limits.crowd,
        }  # fmt: skip


def _stay_order(stay: Stay) -> tuple[Any, ...]:
    order = {"employment": 0, "grant": 1, "expert_record": 2, "commits": 3, "contested": 4, "mailbox": 5}
    return (order.get(stay.source, 9), stay.until_on is not None, -(stay.until_on or date.max).toordinal(), stay.organisation)


def _capped(found: Iterable[Conflict]) -> list[Conflict]:
    """The largest few of each ground; one tie seen twice is told once."""
    groups: dict[tuple[str, str, int, str], dict[str, Conflict]] = defaultdict(dict)
    for one in found:
        groups[one.expert, one.application, KINDS.index(one.kind), one.ground].setdefault(one.sentence, one)
    told = []
    for key in sorted(groups):
        rows = sorted(groups[key].values(), key=lambda one: (-int(one.evidence.get("count", 0)), one.sentence))
        told += rows[:MOST_OF_A_GROUND]
        if len(rows) > MOST_OF_A_GROUND:
            told[-1] = replace(told[-1], evidence={**told[-1].evidence, "more": len(rows) - MOST_OF_A_GROUND})
    return told
