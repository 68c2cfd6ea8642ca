"""How is a portal of 1,000 projects and 10,000 people made, with a published observation to read?

Run from the repository's root, on a home that does not exist yet::

    python bench/portal_city.py /tmp/bench-home [--projects 1000] [--people 10000]

It begins as ``xingtu demonstration`` (the example city, a real run, published); then every synthetic project takes the rows of
one of the example city's whole repositories, with people and organisations of its own: the grain of every metric is the real one.
Seeded; the numbers are invented, the sizes are not. Sums are compared with the database's own before anything is printed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

PER_PROJECT = 10
"""People of a project; the second half of them also takes part in the next one."""
ORGANISATIONS = 300
TEMPLATES = ("gearsim", "canlantern", "tideml", "sealbox", "minnow", "reedstore")
ADDITIVE_EXTRA = (("merged_changes", "", 1_000_000), ("credited_lines", "source", 40_000_000))
"""What those of a project's people have who are not in its template: (metric, key, value)."""
SYLLABLES = "齿轮潮汐星图封印苇存海山灯影云帆砺轴曜桥澄纲银汉揽月望潮天枢渡口数据仿真诊断预报索引网格投影"


def main() -> int:
    """Make the city and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--people", type=int, default=10_000)
    chosen = parser.parse_args()
    if chosen.home.exists():
        print(f"{chosen.home} exists; name a folder that does not", file=sys.stderr)
        return 2
    begin(chosen.home)
    from django.db import transaction  # noqa: PLC0415 - Django has started only now

    with transaction.atomic():
        grow(chosen.projects, chosen.people)
    finish()
    return 0


def begin(home: Path) -> None:
    """The demonstration in a new home, and Django on it."""
    home.mkdir(mode=0o700, parents=True)
    (home / "city.key").write_text("demonstration only", "ascii")
    os.environ.update({"XINGTU_HOME": str(home), "PORTAL_DEMONSTRATION": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"})
    path = os.pathsep.join(["examples", os.environ.get("PYTHONPATH", "")])
    subprocess.run([sys.executable, "-m", "city.build", str(home / "city")], check=True, env=os.environ | {"PYTHONPATH": path})
    city = str(home / "city" / "city.toml")
    subprocess.run([sys.executable, "-c", "from xingtu.cli import main; main()", "demonstration", "--city", city], check=True)
    import django  # noqa: PLC0415 - the home had to be named first

    django.setup()


def grow(projects: int, people: int) -> None:
    """Add the projects to register and run."""
    from portal.evidence.models import Run, RunNumber, RunOrganisation, RunPerson, RunRepository  # noqa: PLC0415 - Django has started
    from portal.evidence.services.bulk_rows import insert_rows  # noqa: PLC0415 - as above

    run = Run.objects.get(programme="city-evidence-2025")
    dice = random.Random(20_251_125)  # noqa: S311 - the same city each time
    register_all(projects, people, dice)
    number_columns = ("run_id", "metric", "repository", "person", "organisation", "key", "value", "beside")
    insert_rows(RunNumber, number_columns, numbers(run.pk, projects, people))
    insert_rows(
        RunRepository,
        ("run_id", "repository", "name", "url", "tip", "expected_commits", "measured_commits", "completeness", "missing"),
        ((run.pk, repository(i), f"合成项目 {i}", url(i), f"{i:040x}", 900, 900, 1_000_000, "[]") for i in range(projects)),
    )
    insert_rows(
        RunPerson,
        ("run_id", "person", "name", "name_en", "actor", "actor_rule", "identities", "joined_by", "confidence"),
        ((run.pk, person(n), name(n), "", "person", "", 1, '["declared"]', "declared") for n in range(people)),
    )
    RunOrganisation.objects.bulk_create(
        RunOrganisation(run=run, organisation=organisation(o), name=f"合成单位 {o}", name_en=f"Synthetic body {o}")
        for o in range(ORGANISATIONS)
    )
    totals(run.pk)
    verdicts(run.pk)


def register_all(projects: int, people: int, dice: random.Random) -> None:
    """People who let everybody see them; records, repositories and listings, spread over districts, fields and libraries."""
    from django.utils import timezone  # noqa: PLC0415 - Django has started only now

    from portal.accounts.models import Consent, Organisation, Person, Purpose, Standing  # noqa: PLC0415 - as above
    from portal.evidence.services.bulk_rows import insert_rows  # noqa: PLC0415 - as above
    from portal.register.indexing import search_text_of  # noqa: PLC0415 - as above
    from portal.register.models import Listing, Project, Record, Repository  # noqa: PLC0415 - as above
    from portal.register.vocabulary import districts, fields_vocabulary  # noqa: PLC0415 - as above

    places, fields = [one.id for one in districts()], [one.id for one in fields_vocabulary().fields]
    Organisation.objects.bulk_create(
        Organisation(id=organisation(o), name=f"合成单位 {o}", district=places[o % len(places)], standing=Standing.VERIFIED)
        for o in range(ORGANISATIONS)
    )
    unusable = "!"
    Person.objects.bulk_create(
        (Person(id=person(n), email=f"s{n}@people.example", name=name(n), password=unusable) for n in range(people)), 2_000
    )
    Consent.objects.bulk_create(
        (Consent(person_id=person(n), purpose=purpose) for n in range(people) for purpose in (Purpose.PUBLIC_NAME, Purpose.PUBLIC_PROFILE)),
        2_000,
    )
    serial, now = Record.objects.count() + 1_000, timezone.now()
    made = [
        Project(
            id=record(i),
            record_ptr_id=record(i),
            kind="project",
            state="registered",
            name="".join(dice.choice(SYLLABLES) for _ in range(4)) + f" {i}",
            name_en=f"Synthetic {i}",
            summary="".join(dice.choice(SYLLABLES) for _ in range(24)),
            district=places[i % len(places)],
            fields=[fields[i % len(fields)]],
            organisation_id=organisation(i % ORGANISATIONS),
            serial=serial + i,
            registered_at=now,
            licence="MulanPSL-2.0",
        )
        for i in range(projects)
    ]
    for one in made:
        one.search_text = search_text_of(one)
    kernel = [field for field in Record._meta.concrete_fields if not field.auto_created]  # noqa: SLF001 - Django's documented name
    own = [field for field in Project._meta.local_concrete_fields]  # noqa: C416, SLF001 - as above
    insert_rows(Record, [str(field.column) for field in kernel], (stored(one, kernel) for one in made))
    insert_rows(Project, [str(field.column) for field in own], (stored(one, own, parent=one.id) for one in made))
    Repository.objects.bulk_create(
        Repository(id=repository(i), record_id=record(i), name=f"合成项目 {i}", url=url(i), ownership="officer", serial=serial + i)
        for i in range(projects)
    )
    libraries = ("seed_library", "seed_library", "nursery", "pilots")
    Listing.objects.bulk_create(
        Listing(record_id=record(i), library=libraries[i % 4], basis="合成数据", listed_on=date(2025, 1 + i % 12, 1))
        for i in range(projects)
    )


def stored(one: Any, fields: list[Any], parent: str = "") -> tuple[Any, ...]:  # noqa: ANN401 - any model
    """A row's values as the database keeps them."""
    from django.db import connection  # noqa: PLC0415 - Django has started only now

    def value(field: Any) -> Any:  # noqa: ANN401 - any field
        if parent and field.primary_key:
            return parent
        prepared = field.get_db_prep_save(getattr(one, field.attname), connection)
        return prepared if isinstance(prepared, str | int | float | None | bool) else getattr(prepared, "dumps", str)(prepared)

    return tuple(value(field) for field in fields)


def numbers(run: int, projects: int, people: int) -> Iterator[tuple[Any, ...]]:
    """Rows of every metric for every project."""
    from portal.evidence.models import RunNumber  # noqa: PLC0415 - Django has started only now

    rows = defaultdict(list)
    for row in RunNumber.objects.filter(run_id=run, repository__in=TEMPLATES).exclude(metric="shared_contributors").values():
        rows[row["repository"]].append(row)
    for i in range(projects):
        template = rows[TEMPLATES[i % len(TEMPLATES)]]
        slots = {one: slot for slot, one in enumerate(sorted({row["person"] for row in template if row["person"]}))}
        bodies = {one: slot for slot, one in enumerate(sorted({row["organisation"] for row in template if row["organisation"]}))}
        scale = 1 + i * 7919 % 23
        for row in template:
            who = person(member(i, slots[row["person"]], projects, people)) if row["person"] else ""
            body = organisation((i + bodies[row["organisation"]]) % ORGANISATIONS) if row["organisation"] else ""
            value = row["value"] * scale if row["value"] is not None and row["person"] else row["value"]
            beside = json.dumps(row["beside"]) if row["beside"] is not None else None
            yield (run, row["metric"], repository(i), who, body, row["key"], value, beside)
        for slot in range(len(slots), PER_PROJECT):
            for metric, key, value in ADDITIVE_EXTRA:
                who = person(member(i, slot, projects, people))
                yield (run, metric, repository(i), who, organisation(i % ORGANISATIONS), key, value, None)
        for other in (i + 1, i + 17):
            if other < projects:
                yield (run, "shared_contributors", repository(i), "", "", repository(other), 1 + i % 5, None)


def member(project: int, slot: int, projects: int, people: int) -> int:
    """Which person a project's slot is: five of its own, five of the next one's, so that neighbours share people."""
    if slot % PER_PROJECT < PER_PROJECT // 2:
        return (project * people // projects + slot) % people
    return ((project + slot % 2) * people // projects + slot) % people


def totals(run: int) -> None:
    """As a run's loading makes them, by the database."""
    from django.db import connection  # noqa: PLC0415 - Django has started only now

    additive = "SELECT metric FROM evidence_runmetric WHERE run_id = %s AND additive"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM evidence_runtotal WHERE run_id = %s", [run])
        for kind in ("repository", "person", "organisation"):
            cursor.execute(
                f"""INSERT INTO evidence_runtotal (run_id, metric, subject_kind, subject, value)
                SELECT run_id, metric, %s, {kind}, CASE WHEN count(value) = count(*) THEN sum(value) END FROM evidence_runnumber
                WHERE run_id = %s AND {kind} <> '' AND metric IN ({additive}) GROUP BY run_id, metric, {kind}""",  # noqa: S608 - our own names
                [kind, run, run],
            )
        cursor.execute(
            f"""INSERT INTO evidence_runtotal (run_id, metric, subject_kind, subject, value)
            SELECT run_id, metric, 'repository', repository, value FROM evidence_runnumber
            WHERE run_id = %s AND person = '' AND organisation = '' AND key = '' AND metric NOT IN ({additive})""",  # noqa: S608 - as above
            [run, run],
        )


def verdicts(run: int) -> None:
    """Both rankings, by merged changes, equal values sharing a place."""
    from portal.evidence.models import RunOrganisation, RunPerson, RunTotal, RunVerdict  # noqa: PLC0415 - Django has started only now

    RunVerdict.objects.filter(run_id=run).delete()
    for track, kind, names in (
        ("people", "person", dict(RunPerson.objects.filter(run_id=run).values_list("person", "name"))),
        ("organisations", "organisation", dict(RunOrganisation.objects.filter(run_id=run).values_list("organisation", "name"))),
    ):
        sums: dict[str, dict[str, int | None]] = defaultdict(dict)
        for metric in ("merged_changes", "credited_lines", "merged_lines"):
            found = RunTotal.objects.filter(run_id=run, metric=metric, subject_kind=kind)
            sums[metric] = dict(found.values_list("subject", "value"))
        ranked = sorted(sums["merged_changes"].items(), key=lambda pair: (-(pair[1] or 0), pair[0]))
        place, previous = 0, None
        rows = []
        for row, (subject, value) in enumerate(ranked):
            place, previous = (place, previous) if value == previous else (row + 1, value)
            shown = [sums["credited_lines"].get(subject), sums["merged_lines"].get(subject)]
            rows.append(
                RunVerdict(
                    run_id=run, track=track, row=row, subject=subject, name=names[subject], place=place, value=value, shown=shown,
                    organisations=[organisation(row % ORGANISATIONS)] if kind == "person" else [], outcome="ranked", reasons=[],
                )
            )  # fmt: skip
        RunVerdict.objects.bulk_create(rows, batch_size=2_000)


def finish() -> None:
    """Compare sums, lay out the stars, say the sizes."""
    from django.db import connection  # noqa: PLC0415 - Django has started only now
    from django.db.models import Sum  # noqa: PLC0415 - as above

    from portal.evidence.models import Run, RunNumber, RunPerson, RunTotal  # noqa: PLC0415 - as above
    from portal.public.models import StarMap  # noqa: PLC0415 - as above
    from portal.public.services import make_star_map  # noqa: PLC0415 - as above
    from portal.register.models import Record  # noqa: PLC0415 - as above

    run = Run.objects.get(programme="city-evidence-2025")
    merged = RunNumber.objects.filter(run=run, metric="merged_changes").aggregate(all=Sum("value"))["all"]
    for kind in ("repository", "person"):
        total = RunTotal.objects.filter(run=run, metric="merged_changes", subject_kind=kind).aggregate(all=Sum("value"))["all"]
        assert total == merged, (kind, total, merged)
    StarMap.objects.all().delete()
    make_star_map.func(run_id=run.run_id)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    sizes = {
        "projects": Record.objects.filter(kind="project").count(),
        "people": RunPerson.objects.filter(run=run).count(),
        "numbers": RunNumber.objects.filter(run=run).count(),
        "totals": RunTotal.objects.filter(run=run).count(),
    }
    print(json.dumps(sizes))


def record(i: int) -> str:
    """Id of a synthetic record."""
    return f"synthetic-{i}"


def repository(i: int) -> str:
    """Id of a synthetic repository."""
    return f"synthetic-{i}"


def url(i: int) -> str:
    """Its address, on an invented host."""
    return f"https://git.xinghe.example/synthetic/{i}"


def person(n: int) -> str:
    """Id of a synthetic person."""
    return f"s-{n}"


def name(n: int) -> str:
    """A name of three characters."""
    return SYLLABLES[n % 40] + SYLLABLES[n // 40 % 40] + SYLLABLES[n // 1600 % 40]


def organisation(o: int) -> str:
    """Id of a synthetic body."""
    return f"body-{o}"


if __name__ == "__main__":
    sys.exit(main())
