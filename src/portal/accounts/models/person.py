"""A person who signs in."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_person_id() -> str:
    """Opaque, short enough to read out: it stands in the journal, in snapshots and in runs."""
    return "p-" + "".join(secrets.choice(LETTERS) for _place in range(10))


class PersonManager(BaseUserManager["Person"]):
    """Makes people."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":  # noqa: ANN401 -- the columns of a person
        """A person with a password, or with none that works."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """By sign-in mailbox, whatever its case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """``email`` is for signing in; which mailboxes count as theirs in repositories is a claim (``register``)."""

    id = models.CharField(primary_key=True, max_length=40, default=new_person_id, editable=False)
    email = models.EmailField(_("登录邮箱"), unique=True)
    name = models.CharField(_("姓名"), max_length=80)
    name_en = models.CharField(_("英文名"), max_length=80, blank=True)
    is_active = models.BooleanField(_("可登录"), default=True)
    joined_at = models.DateTimeField(_("注册时间"), default=timezone.now)
    erased_at = models.DateTimeField(_("删除时间"), null=True, blank=True)
    """When their data were erased; the id stays, so that the journal's chain and old runs hold."""

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """By id."""

        verbose_name = _("人员")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name or self.id

    def get_full_name(self) -> str:
        """As shown."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """No admin site: what an office may do is a role."""
        return False
