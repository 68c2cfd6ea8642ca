"""One thing of every kind, once at home and once elsewhere: what the table of pages × roles is tried on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Grant, Invitation
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.evidence.models import Intake, Job, LicenceReading, LicenceRuling, RiskFinding, RiskStatement, Run, RunState, Statement
from portal.messages.models import Message
from portal.register.models import Contact, Employment, HostAccount, Lead, Listing, Mailbox, Project, Promise, Repository
from portal.watch.models import AdvisoryEntry, Channel, Digest
from tests.portal.calls import estate as calls
from tests.portal.city import Town

RUN_ID = {"mine": "a" * 64, "other": "b" * 64}


@dataclass(frozen=True, slots=True)
class Estate:
    """Values of the parameters of addresses: name → value, at home and elsewhere."""

    mine: dict[str, object]
    other: dict[str, object]

    public_things: ClassVar[frozenset[str]] = frozenset(
        {
            "evidence:bundle", "evidence:commits", "evidence:licences", "evidence:metric", "evidence:organisation", "evidence:person",
            "evidence:project", "evidence:run", "evidence:runs", "register:publiccode", "watch:overview",
            "watch:advisories", "watch:advisory", "watch:city", "watch:sources", *calls.PUBLIC,
        }
    )  # fmt: skip
    """Pages of things that may be public; what of them is shown depends on the thing and the reader, and is tested with them."""
    keyed_by_public_things: ClassVar[frozenset[str]] = frozenset(
        {"evidence:statement_new", "register:consent", "register:record_new", "register:template", *calls.KEYED_BY_A_CALL}
    )
    """Guarded pages whose address names nobody's thing in particular, e.g. a kind, or the purpose of a consent of one's own."""

    def address(self, name: str, converters: tuple[str, ...], *, mine: bool) -> str:
        """The address of a page about a thing at home or elsewhere.

        Raises:
            KeyError: a new parameter: say in this file what it stands for.
        """
        values = self.mine if mine else self.other
        return reverse(name, kwargs={converter: values[converter] for converter in converters})


def estate(city: Town) -> Estate:
    """Make everything twice."""
    return Estate(_things(city, "mine"), _things(city, "other"))


def _things(city: Town, whose: str) -> dict[str, object]:
    organisation, people = (city.lizhou, city.acting) if whose == "mine" else (city.yaoqiao, city.elsewhere)
    serial = Project.objects.count() + 1
    somebody = people[Role.DEVELOPER].person
    project = Project.objects.create(
        id=f"project-{whose}",
        kind="project",
        name=f"项目{serial}",
        serial=serial,
        organisation=organisation,
        district=organisation.district,
    )
    repository = Repository.objects.create(
        id=f"repository-{whose}", record=project, name="r", url=f"https://host.example/{whose}/r", serial=serial
    )
    LicenceReading.objects.create(repository=repository, commit="c" * 40, state="done", current=True, evidence="e" * 16)
    ruling = LicenceRuling.objects.create(kind="compatibility", inbound="MIT", outbound="Apache-2.0", answer="review", reason="示例理由")
    finding = RiskFinding.objects.create(
        fid=serial, project=repository.id, record=project, ecosystem="PyPI", package="xinghe-lodestar", group="CVE-2026-90001",
        level="high", versions=["1.2.0"], opened_at=timezone.now(), open_cause="first_seen", urgency=4, due_on=timezone.localdate(),
        places=[{"path": "requirements.txt", "line": 1, "scope": "runtime", "direct": True, "via": "", "blob": "f" * 40}],
        matches=[{"id": "XH-1", "digest": "0" * 64, "modified": "", "source": "示例", "version": "1.2.0", "range": ">= 1.0"}],
    )  # fmt: skip
    vex = RiskStatement.objects.create(
        finding=finding, ecosystem="PyPI", package="xinghe-lodestar", group="CVE-2026-90001", record=project, organisation=organisation,
        status="not_affected", justification="component_not_present", reason="示例理由", expires_on=timezone.localdate(),
    )  # fmt: skip
    channel = Channel.objects.create(owner=f"o:{organisation.id}", kind="mail", name="渠道", hint="@x.example", made_by=somebody.id)
    told = {"counts": [["new", 1]], "groups": [], "ended": [], "first_looks": [], "more": 1, "open": {"high": 1}}
    fresh = {"alarms": [], "coverage": "共 1 个组件", "uncovered": "", "sources": [], "oldest": ""}
    digest = Digest.objects.create(
        owner=f"o:{organisation.id}", kind="daily", day=timezone.localdate(), content={**told, "fresh": {"zh": fresh, "en": fresh}}
    )
    entry = AdvisoryEntry.objects.create(
        ident=f"XT-2026-{whose}", basis="示例", entered_by=somebody.id,
        record={"summary": "示例", "affected": [{"package": {"ecosystem": "PyPI", "name": "x"}, "versions": ["1"]}]},
    )  # fmt: skip
    listing = Listing.objects.create(record=project, library="seed_library", basis="示例")
    lead = Lead.objects.create(kind="foundation", name="某基金会", source="示例", district=organisation.district)
    job = Job.objects.create(programme="city-evidence-2025")
    case = Case.objects.create(
        kind="task", title="一件事", statement="…", subject_kind="record", subject=project.id, organisation=organisation,
        district=organisation.district, opened_by=somebody,
    )  # fmt: skip
    run = Run.objects.create(
        run_id=RUN_ID[whose], results_hash="0" * 64, programme="another-2025", programme_name="示例", policy_hash="0" * 64,
        window="2025", engine="0", declarations="0" * 64, completeness=1_000_000, publishable=True, state=RunState.LOADED,
    )  # fmt: skip
    now = timezone.now()
    invitation = Invitation.objects.create(
        organisation=organisation, email=f"guest@{whose}.example", role=Role.ORG_MEMBER, token_hash=whose, invited_by=somebody.id,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    intake = Intake.objects.create(
        person=somebody, url=f"https://host.example/{whose}/s", repository=f"host.example/{whose}/s", challenge=whose
    )
    statement = Statement.objects.create(kind="actor", content={})
    mailbox = Mailbox.objects.create(person=somebody, address=f"{whose}@mail.example")
    employment = Employment.objects.create(person=somebody, organisation=organisation)
    return {
        "record": project.id, "record_id": project.id, "project": project.id, "repository": repository.id, "repository_id": repository.id,
        "listing": listing.pk, "listing_id": listing.pk, "lead": lead.pk, "lead_id": lead.pk,
        "promise": Promise.objects.create(lead=lead, text="承诺", due_on=now.date()).pk,
        "promise_id": Promise.objects.get(lead=lead).pk,
        "contact": Contact.objects.create(lead=lead, on=now.date(), who="某人", summary="…", noted_by=somebody.id).pk,
        "job": job.pk, "job_id": job.pk, "case_id": case.pk, "run": run.short, "metric": "merged_changes",
        "organisation": organisation.id, "organisation_id": organisation.id,
        "grant": Grant.objects.filter(organisation=organisation)[0].pk, "invitation": invitation.pk, "token": "no-such-token",
        "mailbox_id": mailbox.pk, "employment_id": employment.pk,
        "account_id": HostAccount.objects.create(person=somebody, host="gitee", login=whose, proof="host_sign_in").pk,
        "message_id": Message.objects.create(person=somebody, key=whose, event="x", subject="x").pk,
        "ident": project.id, "serial": repository.serial, "pk": listing.pk, "answer": "confirm",
        "ruling": ruling.pk, "channel": channel.pk, "digest": digest.pk, "entry": entry.pk, "advisory": "CVE-2026-1",
        "finding": finding.pk, "vex": vex.pk,
        "form": "html", "intake": intake.pk, "statement": statement.pk, "name": "submit", "track": "people", "row": 0,
        "person": somebody.id, "person_id": somebody.id, "purpose": "public_name", "sequence": 1, "kind": "project", "version": 1,
        **calls.call_things(city, whose),
    }  # fmt: skip
