"""What do the API's answers look like?"""

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

Ident = Annotated[str, Field(pattern=r"^[A-Za-z0-9_\-]{1,80}$", description="编号 id")]
Code = Annotated[str, Field(pattern=r"^[0-9a-f]{6,64}$", description="运行编号，至少前 6 位 run id, at least its first 6 digits")]
Words = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
PageSize = Annotated[int, Field(ge=1, le=200)]


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class Window(Schema):
    """The time a number is of; ``until_on`` is exclusive."""

    from_on: date | None
    until_on: date | None
    said: str


class Number(Schema):
    """A number with all that is needed to doubt it. ``value`` null: unknown, for the ``reason`` given."""

    metric: str
    metric_version: int
    name: str
    name_en: str
    unit: str
    unit_en: str
    value: float | None
    reason: str | None
    run: str
    window: Window
    completeness: float | None = Field(None, description="0–1；null：不在这次运行里")


class Project(Schema):
    """A registered project."""

    id: str
    name: str
    name_en: str | None
    summary: str | None
    state: str
    fields: list[str]
    district: str | None
    organisation: str | None
    libraries: list[str]
    page: str


class RepositoryOfProject(Schema):
    """Where it is fetched from."""

    id: str
    url: str


class ProjectWithNumbers(Project):
    """With repositories and what the newest observation measured."""

    licence: str | None
    repositories: list[RepositoryOfProject]
    numbers: list[Number]


class Organisation(Schema):
    """A verified body."""

    id: str
    name: str
    name_en: str | None
    kind: str
    district: str | None


class OrganisationWithNumbers(Organisation):
    """With what its people contributed."""

    numbers: list[Number]


class Library(Schema):
    """One of the city's lists."""

    id: str
    name: str
    name_en: str
    kinds: list[str]
    basis: str
    count: int


class Member(Schema):
    """That a record is in a library."""

    record: str
    name: str
    kind: str
    state: str
    listed_on: date
    removed_on: date | None
    basis: str
    reason: str | None


class Track(Schema):
    """A ranking of a run."""

    track: str
    name: str
    name_en: str
    subject_kind: str
    metric: str


class Run(Schema):
    """A published run. ``run_id`` is the hash of its inputs, ``results_hash`` that of its tables."""

    run_id: str
    results_hash: str
    programme: str
    programme_name: str
    programme_version: str
    policy_hash: str
    engine: str
    window: Window
    completeness: float
    state: str
    retraction: str | None
    published_at: datetime | None
    journal_sequence: int | None
    journal_digest: str | None
    tracks: list[Track]
    replay: str


class Place(Schema):
    """A line of a ranking. Names only as the person agreed; ``subject`` as in the open bundle."""

    place: int | None
    subject: str
    name: str
    value: Number
    shown: list[Number]
    outcome: str
    reasons: list[str]


class Metric(Schema):
    """A metric's definition as it stood in a run."""

    metric: str
    version: int
    name: str
    name_en: str
    unit: str
    unit_en: str
    additive: bool
    grain: list[str]
    question: str
    definition: str
    source: str
    basis: str
    caveats: list[str]
    run: str


class Verified(Schema):
    """Whether a code is a published run, and how to compute it again."""

    published: bool
    run: Run | None


class Projects(Schema):
    """A page of projects."""

    count: int
    page: int
    size: int
    items: list[Project]


class Organisations(Schema):
    """A page of organisations."""

    count: int
    page: int
    size: int
    items: list[Organisation]


class Members(Schema):
    """A page of a library."""

    count: int
    page: int
    size: int
    items: list[Member]


class Runs(Schema):
    """A page of runs."""

    count: int
    page: int
    size: int
    items: list[Run]


class Places(Schema):
    """A page of a ranking."""

    count: int
    page: int
    size: int
    run: str
    metric: Metric
    conditions: list[str]
    notes: list[str]
    items: list[Place]
