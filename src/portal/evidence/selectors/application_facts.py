"""What do register, accounts and evidence know that a form asks, how sure is each answer, and where does it come from?

Confidence: 5 verified by the office or stated for this purpose, 4 measured, 3 declared by the owner. From 4 on a form shows the fact
as it is and the applicant can only contest it; below, it fills what is blank. What is not known is absent, never 0 and never empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from portal.accounts.models import Organisation, Person, Standing
from portal.errors import PortalError
from portal.evidence.licences import facts_of_licence
from portal.evidence.models import Run
from portal.evidence.selectors.freezing import repositories_of
from portal.evidence.selectors.licences import project_facts
from portal.evidence.selectors.measured_facts import Activity, activity_of
from portal.evidence.selectors.runs import newest_observation, observation_at
from portal.evidence.selectors.values import totals
from portal.evidence.version_tags import VersionTag, version_tags
from portal.register.models import Employment, EmploymentState, Kind, Listing, Mailbox, Ownership, Record, Repository, State

VERIFIED, MEASURED, DECLARED = 5, 4, 3
WHOLE = 1_000_000
DAYS_OF_A_YEAR = 365
OWN_FIELDS = {
    "project": ("licence", "development_status", "software_type", "languages", "research_task"),
    "enterprise": ("employees", "ospo", "business_models", "donations"),
    "community": ("operator", "founded_on", "channels"),
    "product": ("business_model", "release"),
    "expert": ("title", "employer", "term_until_on"),
    "partner": ("services", "accreditation"),
}
"""Columns of a kind's own table that are facts under the same name."""
Facts = Iterator[tuple[str, "Prefilled"]]


@dataclass(frozen=True, slots=True)
class Prefilled:
    """One fact; ``explanation`` says why we are as sure as we are, ``source`` names what it was read from."""

    value: object
    confidence: int
    explanation: str
    explanation_en: str
    source: str

    @property
    def measured(self) -> bool:
        """Shown as it is; it can only be contested."""
        return self.confidence >= MEASURED


def facts_of(
    *, record: Record | None, organisation: Organisation | None, person: Person | None, on: date, run: Run | None = None
) -> dict[str, Prefilled]:
    """Fact id → fact, as known on one day.

    record:       what the application is about
    organisation: the applicant body; person: the applicant, or who fills the form for a body
    run:          where a project's measured facts are read; none: the newest observation, even unpublished: it is their own

    What a body or a person did anywhere is read in the observation that was there with the run: a frozen call holds only its applicants'.
    """
    observed = observation_at(run) if run else newest_observation()
    found = dict(_applicant(organisation, person))
    if organisation is not None:
        found |= dict(_organisation(organisation, observed, on))
    if record is not None:
        found |= dict(_record(record, run or observed, on))
    if person is not None:
        found |= dict(_person(person, observed, on))
    return {ident: fact for ident, fact in found.items() if fact.value is not None}


def known(facts: Mapping[str, Prefilled]) -> dict[str, object]:
    """Fact id → value, as rules and grants take it."""
    return {ident: fact.value for ident, fact in facts.items()}


def _applicant(organisation: Organisation | None, person: Person | None) -> Facts:
    if organisation is not None or person is not None:
        kind = "organisation" if organisation is not None else "person"
        yield "applicant.kind", Prefilled(kind, VERIFIED, "按申报时的办理身份", "By whom the applicant acts as", "accounts")


def _organisation(body: Organisation, run: Run | None, on: date) -> Facts:
    source, verified = f"organisation:{body.pk}", body.standing == Standing.VERIFIED
    said = Told(source, VERIFIED, "市项目办已核实", "Verified by the office") if verified else _declared(source)
    for name in ("name", "name_en", "uscc", "kind", "district"):
        yield f"organisation.{name}", said(getattr(body, name) or None)
    yield "organisation.standing", Told(source, VERIFIED, "单位的核实情况", "Whether the body was verified")(body.standing)
    if verified:
        yield (
            "organisation.registered_here",
            Told(source, VERIFIED, "已核实，且登记了本市的区县或园区", "Verified, with a district or park of this city")(
                bool(body.district)
            ),
        )
    yield "organisation.domains", said(list(body.domains) or None)
    shown = Record.objects.filter(organisation=body, kind=Kind.PROJECT, state=State.REGISTERED)
    yield "organisation.projects", Told(source, MEASURED, "按登记统计", "Counted in the register")(shown.count())
    enterprise = Record.objects.filter(organisation=body, kind=Kind.ENTERPRISE, state__in=[State.REGISTERED, State.SUBMITTED]).first()
    if enterprise is not None:
        typed: Any = enterprise.typed()
        declared = _declared(f"record:{enterprise.pk}")
        yield "organisation.employees", declared(typed.employees)
        yield "organisation.ospo", declared(typed.ospo)
        yield "organisation.business_models", declared(list(typed.business_models) or None)
        yield "organisation.homepage", declared(enterprise.homepage or None)
    yield from _work("organisation", run, on, organisation=body.pk)


def _person(person: Person, run: Run | None, on: date) -> Facts:
    source = f"person:{person.pk}"
    declared = _declared(source)
    yield "person.name", declared(person.name or None)
    yield "person.name_en", declared(person.name_en or None)
    yield "person.email", Told(source, VERIFIED, "登录邮箱", "The mailbox you sign in with")(person.email)
    employed = [
        one
        for one in Employment.objects.filter(person=person, state=EmploymentState.CONFIRMED).select_related("organisation")
        if (one.from_on is None or one.from_on <= on) and (one.until_on is None or on < one.until_on)
    ]
    if employed:
        # of several the one that takes most of their work
        main = max(employed, key=lambda one: (one.percent, -one.pk))
        confirmed = Told(source, VERIFIED, "单位已确认的任职", "Employment confirmed by the organisation")
        yield "person.employer", confirmed(main.organisation.name)
        yield "person.employer_id", confirmed(main.organisation_id)
        yield "person.employed_since", confirmed(main.from_on.isoformat() if main.from_on else None)
    proven = Mailbox.objects.filter(person=person, withdrawn_at=None).exclude(proven_at=None).count()
    yield "person.mailboxes", Told(source, VERIFIED, "已证明的提交邮箱", "Mailboxes proven to be theirs")(proven)
    yield from _work("person", run, on, person=person.pk)


def _work(kind: str, run: Run | None, on: date, **of: str) -> Facts:
    """Of a body or a person: an observation that read everything says 0 of those it does not name."""
    if run is None:
        return
    subject = next(iter(of.values()))
    told = _measured(run)
    total = totals(run, kind, ["merged_changes"], [subject])[subject]
    complete = not run.repositories.exclude(missing=[]).exists()
    merged = total.get("merged_changes", 0 if complete else None)
    yield f"{kind}.merged_changes", told(None if merged is None else merged // WHOLE)
    done = _activity(run, on, **of)
    if done is None or (done.first_on is None and not complete):
        return
    yield f"{kind}.merged_changes_365d", told(done.changes_year)
    if kind == "organisation":
        yield "organisation.contributors_365d", told(done.people_year)
    else:
        yield "person.repositories_365d", told(done.repositories_year)
        yield "person.first_change_on", told(_iso(done.first_on))
        yield "person.latest_change_on", told(_iso(done.latest_on))


def _record(record: Record, run: Run | None, on: date) -> Facts:
    source = f"record:{record.pk}"
    register = Told(source, VERIFIED, "取自登记", "As the register says")
    yield "record.kind", register(record.kind)
    registered = record.state in (State.REGISTERED, State.SUSPENDED) and record.registered_at is not None
    yield "record.registered_on", register(_local(record) if registered else "")
    listed = Listing.objects.filter(record=record, removed_on=None).order_by("library").values_list("library", flat=True)
    yield "record.libraries", register(list(listed))
    yield from _own_words(record, registered=registered)
    project = _project_of(record)
    if project is not None:
        if project.pk != record.pk:
            yield from _own_words(project, registered=project.state == State.REGISTERED)
        yield from _project(project, run, on)


def _own_words(record: Record, *, registered: bool) -> Facts:
    """What the register holds of a record, under the name of its kind."""
    source, kind = f"record:{record.pk}", str(record.kind)
    checked = Told(source, VERIFIED, "登记时已经核对", "Checked when it was registered") if registered else _declared(source)
    declared, typed = _declared(source), record.typed()
    yield f"{kind}.id", Told(source, VERIFIED, "登记编号", "Id in the register")(record.pk)
    yield f"{kind}.name", checked(record.name or None)
    for name in ("name_en", "summary", "summary_en", "description", "homepage", "district"):
        yield f"{kind}.{name}", declared(getattr(record, name) or None)
    yield f"{kind}.fields", declared(list(record.fields) or None)
    if registered and record.registered_at is not None:
        yield f"{kind}.registered_on", Told(source, VERIFIED, "取自登记", "As the register says")(_local(record))
    for name in OWN_FIELDS.get(kind, ()):
        value = getattr(typed, name)
        plain = value.isoformat() if isinstance(value, date) else value
        yield f"{kind}.{name}", declared(None if plain in ("", []) else plain)
    if kind == Kind.PRODUCT:
        names = list(typed.builds_on.order_by("serial").values_list("name", flat=True))  # type: ignore[attr-defined]
        yield "product.builds_on", declared("、".join(names) or None)


def _project_of(record: Record) -> Record | None:
    if record.kind == Kind.PROJECT:
        return record
    if record.kind != Kind.PRODUCT:
        return None
    built_on = list(record.typed().builds_on.all()[:2])  # type: ignore[attr-defined]
    return built_on[0] if len(built_on) == 1 else None


def _project(project: Record, run: Run | None, on: date) -> Facts:
    rows = list(Repository.objects.filter(record=project, removed_at=None).order_by("serial"))
    source = f"record:{project.pk}"
    judged = (
        "按登记的许可证，依据本市许可证规则（OSI、FSF 认可和木兰系列）",
        "The declared licence, by the city's licence policy (OSI, FSF, and the Mulan family)",
    )
    licence = str(project.typed().licence)  # type: ignore[attr-defined]
    if licence:
        yield "project.licence.declared", _declared(source)(licence)
        for name, value in facts_of_licence(licence, on=on).items():
            yield name, Told(source, DECLARED, *judged)(value)
    counted = Told(source, MEASURED, "按登记的仓库统计", "Counted over its registered repositories")
    yield "project.repository_count", counted(len(rows))
    if not rows:
        return
    yield from _licences([row.pk for row in rows], run, on)
    yield "project.repositories", counted("\n".join(row.url for row in rows))
    yield "project.ownership_proven", counted(all(row.ownership != Ownership.UNPROVEN for row in rows))
    repositories = repositories_of([project.pk])[project.pk]
    yield from _tags(version_tags(repositories, on), on, source)
    if run is None:
        return
    read = list(run.repositories.filter(repository__in=repositories))
    if len(read) < len(repositories) or not all(row.tip for row in read):
        # what was read of the others is less than the project
        return
    told = _measured(run)
    expected = sum(row.expected_commits for row in read)
    yield "project.commits", told(expected)
    yield "project.completeness", told(sum(row.measured_commits for row in read) * WHOLE // expected if expected else WHOLE)
    done = _activity(run, on, repositories=repositories)
    if done is not None:
        yield from _history(done, on, told)


def _licences(repositories: list[str], run: Run | None, on: date) -> Facts:
    """What the files of its repositories say; a project of which one repository was not examined has none of these facts."""
    read = project_facts(repositories, run)
    if read is None:
        return
    source = f"licences:{','.join(commit[:12] for commit in read.commits)}"
    counts = {"scanned": read.scanned, "files": read.files}
    zh = "逐个文件检测，读了 {files} 个文件中的 {scanned} 个" + ("" if read.complete else "，不完整")
    en = "Every file was examined: {scanned} of {files} could be read" + ("" if read.complete else ", which is incomplete")
    told = Told(source, MEASURED, zh.format(**counts), en.format(**counts))
    for name, value in read.values.items():
        yield name, told(value)
    if read.concluded and read.complete:
        yield "project.licence", told(read.expression)
    elif read.expression:
        # of what is only declared, or was not read to its end, the applicant is asked
        why = (f"{zh.format(**counts)}；尚未认定，取自声明，请核对", f"{en.format(**counts)}; declared, not concluded: please check")
        yield "project.licence", Told(source, DECLARED, *why)(read.expression)
    if read.expression:
        yield "project.licence.mulan", told(facts_of_licence(read.expression, on=on)["project.licence.mulan"])


def _history(done: Activity, on: date, told: "Told") -> Facts:
    yield "project.first_commit_on", told(_iso(done.first_on))
    yield "project.latest_commit_on", told(_iso(done.latest_on))
    yield "project.age_days", told((on - done.first_on).days if done.first_on else None)
    yield "project.contributors", told(done.people)
    yield "project.contributors_365d", told(done.people_year)
    yield "project.organisations_365d", told(done.organisations_year)
    yield "project.merged_changes_365d", told(done.changes_year)
    yield "project.active_months_365d", told(done.months_year)


def _tags(tags: list[VersionTag] | None, on: date, source: str) -> Facts:
    if tags is None:
        return
    told = Told(source, MEASURED, "取自仓库的版本标签，日期以标签所记为准", "From the repository's version tags, by the dates they carry")
    releases = [tag for tag in tags if tag.release]
    stable = [tag for tag in tags if tag.stable]
    yield "project.releases", told(len(releases))
    yield "project.releases_365d", told(sum((on - tag.on).days < DAYS_OF_A_YEAR for tag in releases))
    for name, chosen in (("first_tag", tags[:1]), ("first_stable_tag", stable[:1]), ("latest_tag", tags[-1:])):
        for tag in chosen:
            yield f"project.{name}", told(tag.name)
            yield f"project.{name}_on", told(tag.on.isoformat())


def _activity(run: Run, on: date, **of: Any) -> Activity | None:  # noqa: ANN401 - as ``activity_of`` takes it
    try:
        return activity_of(run, on, **of)
    except PortalError:
        # a run whose files are not on this machine measures nothing here
        return None


class Told:
    """Makes facts that share a source and a reason."""

    def __init__(self, source: str, confidence: int, explanation: str, explanation_en: str) -> None:
        self.source, self.confidence, self.explanation, self.explanation_en = source, confidence, explanation, explanation_en

    def __call__(self, value: object) -> Prefilled:
        """One of them; None is dropped later."""
        return Prefilled(value, self.confidence, self.explanation, self.explanation_en, self.source)


def _declared(source: str) -> Told:
    return Told(source, DECLARED, "登记时填写，请核对", "As entered in the register; please check")


def _measured(run: Run) -> Told:
    return Told(f"run:{run.short}", MEASURED, f"按运行 {run.short} 测得", f"Measured by run {run.short}")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _local(record: Record) -> str:
    return timezone.localdate(record.registered_at).isoformat()
