"""Which repositories does an application bring, and what became of them when its call was frozen?"""

from collections import defaultdict
from collections.abc import Iterable

from portal.evidence.models import Job, JobRepository, Run
from portal.register.models import Kind, Product, Record, Repository


def repositories_of(record_ids: Iterable[str]) -> dict[str, list[str]]:
    """Record → ids of its repositories in order of registration; a product brings those of the projects it builds on.

    A record without any (a person, a body, a community) has an empty list; one that is not registered here is not named.
    """
    wanted = list(dict.fromkeys(record_ids))
    found: dict[str, list[str]] = {ident: [] for ident in Record.objects.filter(pk__in=wanted).values_list("pk", flat=True)}
    bringing: dict[str, list[str]] = defaultdict(list)
    for ident in found:
        bringing[ident].append(ident)
    through = Product.builds_on.through.objects.filter(product_id__in=wanted).order_by("project_id")
    for product, project in through.values_list("product_id", "project_id"):
        bringing[project].append(product)
    held = Repository.objects.filter(record_id__in=list(bringing), removed_at=None).order_by("serial")
    for repository, record in held.values_list("id", "record_id"):
        for ident in bringing[str(record)]:
            found[ident].append(repository)
    return found


def subject_of(record: Record) -> tuple[str, str]:
    """What the numbers of a record are about: ("repository", "") for what has code, else its body or its person.

    ("", "") where nothing in a repository speaks of it.
    """
    match record.kind:
        case Kind.PROJECT | Kind.PRODUCT:
            return "repository", ""
        case Kind.EXPERT:
            return ("person", record.person_id) if record.person_id else ("", "")
        case Kind.ENTERPRISE | Kind.PARTNER:
            return ("organisation", record.organisation_id) if record.organisation_id else ("", "")
        case _:
            return "", ""


def run_of(job: Job) -> Run | None:
    """The run a job came to; None while it is under way, or when it failed."""
    return Job.objects.select_related("run").get(pk=job.pk).run


def unread(job: Job) -> list[JobRepository]:
    """The repositories of a job that could not be read whole, each with its cause."""
    whole = 1_000_000
    return [
        row for row in job.repositories.all() if row.problem or (row.ended and row.completeness is not None and row.completeness < whole)
    ]
