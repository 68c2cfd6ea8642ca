"""How fast are the pages of a call with 300 applications and five reviewers each, at 20 requests a second?

Run from the repository's root, on a home that does not exist yet (or one this made, to measure again)::

    python bench/calls_load.py /tmp/calls-home [--applications 300] [--rate 20] [--seconds 60]

It begins as ``xingtu demonstration``; then one call under review is laid in by bulk: applications with answers, versions, moves and
checks, five reviewers each with marks on every criterion, aggregates; and a second one of the same programme whose awards are
approved and partly paid, with a published notice of all of them. Every page is proven before anything is timed.
"""

import argparse
import random
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal_city import begin
from portal_load import Browser, Page, load, proves, report, serving, wait

if TYPE_CHECKING:
    from fractions import Fraction

    from portal.accounts.models import Organisation
    from portal.calls.models import Application, ProgrammeVersion
    from portal.evidence.models import Run
    from xingtu.policy.form import Field

PROGRAMME = "community-support-2026"
REVIEW, AWARDS = "bench-review", "bench-awards"
CLERK, EXPERT, AUDITOR = "clerk@demo.example", "expert@demo.example", "auditor@demo.example"
EXPERTS_EACH, LOAD, ALIKE, VERSIONS = 5, 20, 50, 3
"""Reviewers of an application, applications of a reviewer, how many pages of a kind are asked for in turn, saves of an application."""
UNUSABLE = "!"


def main() -> int:
    """Make what is missing, prove, load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--applications", type=int, default=300)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    made = chosen.home / "calls.txt"
    if not chosen.home.exists():
        begin(chosen.home)
        made.write_text("\n".join(grow(chosen.applications)), "utf-8")
    elif not made.is_file():
        print(f"{chosen.home} exists and is not ours; name a folder that does not", file=sys.stderr)
        return 2
    applications, assignments, awards, notice = (line.split() for line in made.read_text("utf-8").splitlines())
    with serving(chosen.home) as port:
        return measure(chosen, port, pages(applications, assignments, awards, notice[0]))


def pages(applications: list[str], assignments: list[str], awards: list[str], notice: str) -> list["Asked"]:
    """What applicants, district, office, experts and auditors open most."""
    one, of_money = [f"/applications/{ident}/" for ident in applications], [f"/awards/{ident}/" for ident in awards]
    return [
        Asked("calls", ["/calls/"], "<h1"),
        Asked("call", [f"/calls/{REVIEW}/"], "<h1"),
        Asked("notices", ["/notices/"], "<h1"),
        Asked("notice of 300 lines", [f"/notices/{notice}/"], "<h1"),
        Asked("desk", ["/desk/"], "<table", CLERK),
        Asked("desk of the call, first page", [f"/desk/{REVIEW}/"], "<table", CLERK),
        Asked("desk of the call, page 4, one step", [f"/desk/{REVIEW}/?step=review&page=4"], "<table", CLERK),
        Asked("application", one, "<h1", CLERK),
        Asked("answers", [f"{path}answers/" for path in one], "<h1", CLERK),
        Asked("checks and evidence", [f"{path}checks/" for path in one], "<h1", CLERK),
        Asked("scores of an application", [f"{path}review/" for path in one], "<h1", CLERK),
        Asked("review desk of the call", [f"/desk/{REVIEW}/review/"], "<h1", CLERK),
        Asked("experts", ["/experts/"], "<h1", CLERK),
        Asked("reviews of an expert", ["/reviews/"], "<h1", EXPERT),
        Asked("review", [f"/reviews/{ident}/" for ident in assignments], "<h1", EXPERT),
        Asked("ledger", ["/ledger/"], "<table", AUDITOR),
        Asked("ledger, narrowed", ["/ledger/?state=paid&page=2"], "<h1", AUDITOR),
        Asked("award", of_money, "<h1", AUDITOR),
        Asked("approvals and division of money", [f"/desk/{AWARDS}/awards/"], "<h1", CLERK),
        Asked("milestones", ["/milestones/"], "<h1", AUDITOR),
    ]


class Asked(Page):
    """Pages alike, of one reader; ``who`` empty: the public."""

    def __init__(self, name: str, paths: list[str], word: str, who: str = "") -> None:
        super().__init__(name, "", word, signed_in=bool(who))
        self.paths, self.who = paths[:ALIKE], who

    def address(self, dice: random.Random) -> str:
        """One of them."""
        return dice.choice(self.paths)


def measure(chosen: argparse.Namespace, port: int, asked: list[Asked]) -> int:
    """On a server that is starting."""
    browsers = {"": Browser(port)}
    wait(browsers[""])
    for who in sorted({page.who for page in asked} - {""}):
        browsers[who] = Browser(port)
        browsers[who].sign_in(who)
    proven: list[Page] = [page for page in asked if proves(page, browsers[page.who])]
    load(proven, lambda page: browsers[page.who], rate=chosen.rate, seconds=chosen.seconds)  # type: ignore[attr-defined]
    return report(proven, chosen) or len(asked) - len(proven)


def grow(number: int) -> list[str]:
    """Both calls; the ids that addresses need, a line each: applications, one expert's assignments, awards, the notice."""
    from django.db import transaction  # noqa: PLC0415 - Django has started only now

    from portal.calls.models import ProgrammeVersion  # noqa: PLC0415 - as above
    from portal.evidence.models import Run  # noqa: PLC0415 - as above

    with transaction.atomic():
        version = ProgrammeVersion.objects.filter(programme=PROGRAMME).latest("version")
        run = Run.objects.filter(programme__startswith="city-evidence", state="published").latest("id")
        bodies = _bodies(number)
        under_review = _call(version, run, REVIEW, "BR2026", bodies, "review")
        assignments = _reviewed(version, under_review)
        paid = _call(version, run, AWARDS, "BA2026", bodies, "tracking")
        awards = _paid(version, paid)
        notice = _noticed(paid, run)
    return [" ".join(one.pk for one in under_review), " ".join(assignments), " ".join(awards), notice]


def _bodies(number: int) -> "list[Organisation]":
    from portal.accounts.models import Organisation, Standing  # noqa: PLC0415 - Django has started only now
    from portal.register.vocabulary import districts  # noqa: PLC0415 - as above

    places = [one.id for one in districts()]
    made = [
        Organisation(id=f"bench-{n}", name=f"合成社区 {n}", district=places[n % len(places)], standing=Standing.VERIFIED)
        for n in range(number)
    ]
    return Organisation.objects.bulk_create(made)


def _call(version: "ProgrammeVersion", run: "Run", ident: str, prefix: str, bodies: "list[Organisation]", step: str) -> "list[Application]":
    """A closed call with one application of each body, each at a step it reached by the way of its moves."""
    from django.utils import timezone  # noqa: PLC0415 - Django has started only now

    from portal.calls.models import Application, ApplicationVersion, Call, Check, Move  # noqa: PLC0415 - as above
    from portal.calls.programmes import programme_of  # noqa: PLC0415 - as above
    from portal.register.models import Record  # noqa: PLC0415 - as above

    now, programme = timezone.now(), programme_of(version)
    phases = programme.review.phases if programme.review else ()
    call = Call.objects.create(
        id=ident, version=version, name=f"合成征集 {ident}", name_en=f"Synthetic call {ident}", prefix=prefix, state="closed",
        opens_at=now - timedelta(days=60), opened_at=now - timedelta(days=60), deadline_at=now - timedelta(days=20),
        closed_at=now - timedelta(days=20), last_number=len(bodies), run=run,
        phase=phases[0].id if step == "review" and phases else "", phase_ends_at=now + timedelta(days=9),
    )  # fmt: skip
    records = list(Record.objects.filter(state="registered", kind="project").order_by("pk"))
    answers = {field.id: _answer(field) for field in programme.form.fields} if programme.form else {}
    made = Application.objects.bulk_create(
        Application(
            call=call, number=f"{prefix}-{n:04}", step=step, title=f"合成社区 {n} 的申请", organisation=body, district=body.district,
            record=records[n % len(records)], answers=answers, content_code="ABCD-EFGH-JKLM-NPQR", submitted_at=now - timedelta(days=30),
            looked_at=now - timedelta(days=25), run=run, search_text=f"合成社区 {n}",
        )
        for n, body in enumerate(bodies, start=1)
    )  # fmt: skip
    ApplicationVersion.objects.bulk_create(
        ApplicationVersion(application=one, version=n, answers=answers, submitted=n == VERSIONS)
        for one in made
        for n in range(1, VERSIONS + 1)
    )
    way = ["draft", "submitted", "district_check", "intake", "frozen", "recusal", step]
    Move.objects.bulk_create(
        Move(application=one, from_step=before, to_step=after, role="office_clerk", at=now - timedelta(days=20 - place))
        for one in made
        for place, (before, after) in enumerate(pairwise(way))
    )
    Check.objects.bulk_create(
        Check(
            application=one, rule=rule.id, position=place, condition=f"条件 {place + 1}", condition_en=f"Condition {place + 1}",
            outcome="pass" if (n + place) % 7 else "unknown", reason="合成理由", reason_en="A synthetic reason", run_id=run.run_id,
        )
        for n, one in enumerate(made)
        for place, rule in enumerate(programme.rules)
    )  # fmt: skip
    return made


def _answer(field: "Field") -> object:
    """Something of the right kind."""
    options = [option.id for option in field.options]
    known: dict[str, Any] = {
        "integer": 12, "money": 12_345_600, "percent": "12.5", "date": "2026-03-01", "yes_no": True, "url": "https://example.org/",
        "phone": "023-63000000", "uscc": "11500000009276281J", "attachment": [],
        "paragraph": "合成社区组织例会和培训，维护文档与发布。" * 20,
    }  # fmt: skip
    if field.kind == "choice":
        return options[0]
    if field.kind == "choices":
        return options[:1]
    if field.kind == "table":
        return [{column.id: _answer(column) for column in field.columns} for _row in range(3)]
    return known.get(field.kind, "合成内容")


def _reviewed(version: "ProgrammeVersion", applications: "list[Application]") -> list[str]:
    """Five reviewers each, all of them with marks; the ids of those of the one who signs in."""
    from django.utils import timezone  # noqa: PLC0415 - Django has started only now

    from portal.accounts.models import Grant, Person  # noqa: PLC0415 - as above
    from portal.calls.models import Aggregate, Assignment, Score, Seat  # noqa: PLC0415 - as above
    from portal.calls.programmes import programme_of  # noqa: PLC0415 - as above
    from xingtu.policy.aggregation import aggregate, total  # noqa: PLC0415 - as above

    review, now, dice = programme_of(version).review, timezone.now(), random.Random(4)  # noqa: S311 - the same marks each time
    assert review is not None, f"{PROGRAMME} has no review"
    number = max(EXPERTS_EACH, len(applications) * EXPERTS_EACH // LOAD)
    people = [Person.objects.get(email=EXPERT)]
    people += Person.objects.bulk_create(
        Person(id=f"bench-expert-{n}", email=f"e{n}@experts.example", name=f"合成专家 {n}", password=UNUSABLE) for n in range(1, number)
    )
    Grant.objects.bulk_create(Grant(person=one, role="expert", from_on=now.date(), reason="合成数据") for one in people[1:])
    Seat.objects.bulk_create((Seat(person=one, fields=[]) for one in people), ignore_conflicts=True)
    assignments = Assignment.objects.bulk_create(
        Assignment(
            application=one, expert=people[(n * EXPERTS_EACH + seat) % number], alias=f"专家{seat + 1}", declared_at=now,
            state="declared" if seat == 0 else "done", declaration="没有利益关系",
        )
        for n, one in enumerate(applications)
        for seat in range(EXPERTS_EACH)
    )  # fmt: skip
    phase, scores = review.phases[0].id, []
    totals: dict[str, list[Fraction]] = {}
    for one in assignments:
        marks = {criterion.id: dice.randint(criterion.scale // 2, criterion.scale) for criterion in review.criteria}
        totals.setdefault(one.application_id, []).append(total(review, marks))
        comments = {criterion.id: "合成意见：目标清楚，计划可行，预算与任务相称。" for criterion in review.criteria}
        scores.append(Score(assignment=one, phase=phase, marks=marks, comments=comments, opinion="建议支持。" * 10, submitted_at=now))
    Score.objects.bulk_create(scores)
    aggregates = []
    for application, found in totals.items():
        made = aggregate(review.aggregate, found)
        assert made.value is not None
        aggregates.append(
            Aggregate(
                application_id=application, phase=phase, method=made.method, value=f"{made.value.numerator}/{made.value.denominator}",
                hundredths=int(made.value * 100), scores=len(found), workings=[list(line) for line in made.workings],
            )
        )  # fmt: skip
    Aggregate.objects.bulk_create(aggregates)
    return [str(one.pk) for one in assignments if one.expert_id == people[0].pk]


def _paid(version: "ProgrammeVersion", applications: "list[Application]") -> list[str]:
    """Awards approved by three and two thirds of them paid, each amount with its entries."""
    from django.utils import timezone  # noqa: PLC0415 - Django has started only now

    from portal.calls.models import Approval, Award, Budget, LedgerEntry, Milestone  # noqa: PLC0415 - as above
    from portal.calls.programmes import programme_of  # noqa: PLC0415 - as above
    from portal.calls.services.ledger import imbalances, overcommitted  # noqa: PLC0415 - as above

    programme, today, each = programme_of(version), timezone.localdate(), 1_234_500
    committed = each * len(applications)
    budget = Budget.objects.create(programme=PROGRAMME, year=today.year, total_fen=2 * committed, committed_fen=committed)
    awards = Award.objects.bulk_create(
        Award(
            application=one, grant=programme.grants[0].id, budget=budget, applied_fen=each, recommended_fen=each, approved_fen=each,
            paid_fen=each if n % 3 else 0, workings=[["合成算式", "Synthetic arithmetic"]] * 4,
        )
        for n, one in enumerate(applications)
    )  # fmt: skip
    LedgerEntry.objects.bulk_create(
        LedgerEntry(award=one, kind=kind, amount_fen=each, role="finance", voucher="记-1" if kind == "paid" else "")
        for one in awards
        for kind in ("applied", "recommended", "approved", *(("paid",) if one.paid_fen else ()))
    )
    Approval.objects.bulk_create(
        Approval(award=one, ordinal=place, role=role, person=f"bench-{place}", amount_fen=each)
        for one in awards
        for place, role in enumerate(programme.approvals)
    )
    Milestone.objects.bulk_create(
        Milestone(application=one, milestone=promise.id, due_on=today + timedelta(days=30 * promise.months))
        for one in applications
        for promise in programme.milestones
    )
    assert not imbalances(), "the ledger does not balance"
    assert not overcommitted(), "the budget does not balance"
    return [str(one.pk) for one in awards]


def _noticed(applications: "list[Application]", run: "Run") -> str:
    from django.utils import timezone  # noqa: PLC0415 - Django has started only now

    from portal.calls.models import Notice, NoticeLine  # noqa: PLC0415 - as above

    now = timezone.now()
    labels = (("number", "申报编号", "Number"), ("organisation", "单位", "Organisation"), ("project", "项目", "Project"))
    notice = Notice.objects.create(
        call=applications[0].call, state="published", title="合成公示", introduction="合成数据。", mask="project-list", run=run,
        columns=[{"id": ident, "label": label, "label_en": english} for ident, label, english in labels], published_at=now,
        starts_on=now.date(), ends_on=now.date() + timedelta(days=9), objections_until=now.date() + timedelta(days=9),
    )  # fmt: skip
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice, application=one, position=place, code=f"B{place:04}",
            shown={"number": one.number, "organisation": one.organisation.name if one.organisation else "", "project": one.title},
        )
        for place, one in enumerate(applications, start=1)
    )  # fmt: skip
    return str(notice.pk)


if __name__ == "__main__":
    sys.exit(main())
