"""Who learns of a licence alarm or a new conflict? The owners; of a red alarm also those who build on the project. Each once."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import Grant, Person
from portal.accounts.roles import Role
from portal.evidence.models import AlarmLevel, LicenceAlarm, LicenceConflict, LicenceReading
from portal.messages.services import notify
from portal.register.models import Product, Record, Repository

OWNING = (Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR)


def tell_of_alarm(*, alarm: LicenceAlarm) -> int:
    """Tell owners and watch officers; a red one also whoever builds on it. How many."""
    project = project_of(alarm.repository)
    told = 0
    with override("zh-hans"):
        level = alarm.get_level_display()
        name = project.name if project else alarm.repository
        for person in owners([project] if project else []):
            told += _told(person, alarm, _("%(level)s告警：%(name)s 的许可证有变化") % {"level": level, "name": name}, alarm.text, project)
        if alarm.level != AlarmLevel.GREEN:
            for person in officers():
                subject = _("%(level)s告警：%(name)s 的许可证有变化") % {"level": level, "name": name}
                told += _told(person, alarm, subject, alarm.text, project)
        if alarm.level == AlarmLevel.RED:
            subject = _("您使用的开源项目 %(name)s 更换了许可证，请核对能否继续使用") % {"name": name}
            for person in owners(dependants(alarm.repository)):
                # what stands in somebody else's files is theirs: dependants learn what is public, the headline
                body = _("认定的许可证：此前 %(before)s，现在 %(after)s。") % {
                    "before": alarm.before.headline or _("未知"),
                    "after": alarm.after.headline or _("未知"),
                }
                told += _told(person, alarm, subject, body, project)
    LicenceAlarm.objects.filter(pk=alarm.pk).update(told=told)
    return told


def tell_of_conflicts(*, reading: LicenceReading, conflicts: Sequence[LicenceConflict]) -> None:
    """One letter for all that came with one reading."""
    project = project_of(reading.repository_id)
    if project is None:
        return
    with override("zh-hans"):
        for person in owners([project]):
            notify(
                person=person,
                event="licence.conflict",
                subject_id=reading.pk,
                subject=_("%(name)s 出现新的许可证冲突或待复核事项") % {"name": project.name},
                body=_("共 %(count)d 处，原因、依据和办法见项目的许可证页。") % {"count": len(conflicts)},
                path=f"/projects/{project.pk}/licences/",
            )


def project_of(repository: str) -> Record | None:
    """The project a repository belongs to."""
    held = Repository.objects.filter(pk=repository).select_related("record").first()
    return held.record if held else None


def dependants(repository: str) -> list[Record]:
    """Records of the city that stand on it: products that build on the project, and projects that are its forks."""
    project = project_of(repository)
    products = Product.objects.filter(builds_on=project.pk).order_by("serial") if project else []
    forks = Repository.objects.filter(fork_of=repository, kinship="confirmed", removed_at=None, record__isnull=False)
    found: dict[str, Record] = {one.pk: one for one in products}
    found |= {fork.record.pk: fork.record for fork in forks.select_related("record") if fork.record is not None}
    found.pop(project.pk if project else "", None)
    return list(found.values())


def owners(records: Iterable[Record]) -> list[Person]:
    """Who answers for records: who registered them, and those who administer their organisations."""
    every = list(records)
    bodies = {one.organisation_id for one in every if one.organisation_id}
    held = Grant.objects.held_on(timezone.localdate()).filter(role__in=OWNING, organisation_id__in=bodies)
    where = Q(pk__in=held.values("person_id")) | Q(pk__in=[one.person_id for one in every if one.person_id])
    return list(Person.objects.filter(where, is_active=True, erased_at=None).order_by("pk"))


def officers() -> list[Person]:
    """Those who watch risks for the city."""
    held = Grant.objects.held_on(timezone.localdate()).filter(role=Role.WATCH_OFFICER)
    return list(Person.objects.filter(pk__in=held.values("person_id"), is_active=True, erased_at=None).order_by("pk"))


def _told(person: Person, alarm: LicenceAlarm, subject: str, body: str, project: Record | None) -> bool:
    path = f"/projects/{project.pk}/licences/" if project else "/watch/"
    return notify(person=person, event="licence.alarm", subject_id=alarm.pk, subject=subject, body=body, path=path) is not None
