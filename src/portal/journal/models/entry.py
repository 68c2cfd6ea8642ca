"""One act, sealed to all acts before it.

The database itself refuses to change or remove an entry (triggers, migration 0002); the chain shows it if somebody with
the database's own password does it all the same.
"""

from typing import NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.journal.events import Event

GENESIS = "0" * 64


class Entry(models.Model):
    """Who did what to which thing, when and why. People stand here by opaque id, so that erasing a person breaks no link."""

    sequence = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    event = models.CharField(_("事件"), max_length=60)
    """A value of ``portal.journal.events.Event``."""
    actor = models.CharField(_("经办"), max_length=40, blank=True)
    """Person.id; empty for the system itself."""
    role = models.CharField(_("身份"), max_length=40, blank=True)
    """The acting role, and where it is held: ``org_admin@lizhou``, ``district_officer@yunmen``."""
    subject_kind = models.CharField(_("对象类别"), max_length=40)
    subject = models.CharField(_("对象"), max_length=120)
    reason = models.TextField(_("理由"), blank=True)
    details = models.JSONField(_("内容"), default=dict)
    """What changed: {"field": [before, after]}, ids, hashes. Never a mailbox, a name of a person or a number of theirs."""
    previous = models.CharField(_("前一条校验值"), max_length=128)
    algorithm = models.CharField(_("算法"), max_length=20, default="sha256")
    digest = models.CharField(_("校验值"), max_length=128, unique=True)

    class Meta:
        """Newest last."""

        ordering = ("sequence",)
        indexes = (
            models.Index(fields=("subject_kind", "subject")),
            models.Index(fields=("actor",)),
            models.Index(fields=("event",)),
        )
        verbose_name = _("留痕")

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.subject_kind}:{self.subject}"

    def save(self, *_arguments: object, **_named: object) -> NoReturn:
        """Refuse: entries are written by ``services.record`` alone."""
        message = "entries are written by portal.journal.services.record and never changed"
        raise TypeError(message)

    def delete(self, *_arguments: object, **_named: object) -> NoReturn:
        """Refuse: nothing leaves the journal."""
        message = "nothing leaves the journal"
        raise TypeError(message)

    @property
    def event_label(self) -> str:
        """As the reader of a history sees it; an event this release no longer has stands as it was written."""
        return str(Event(self.event).label) if self.event in Event.values else self.event


class Head(models.Model):
    """The newest entry; one row. Writers take it in turn, so that the chain cannot fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=128, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest[:12]}"
