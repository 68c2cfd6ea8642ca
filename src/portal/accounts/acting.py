"""As whom does somebody act in this request, and how far does each act reach?

The acting role is chosen by the person (``/acting/``), kept in the session, and stands in every journal entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Grant, Person
from portal.accounts.roles import Role, Scope, scope_of
from portal.errors import NotAllowed

SESSION_KEY = "acting"
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Acting:
    """A person in one of their roles; ``person`` is None for the public."""

    person: Person | None
    role: Role = Role.PUBLIC
    organisation_id: str = ""
    district: str = ""
    grant_id: int | None = None

    @property
    def actor_id(self) -> str:
        """Person.id, or empty for the public."""
        return self.person.id if self.person else ""

    @property
    def role_text(self) -> str:
        """As it stands in the journal: ``org_admin@lizhou``."""
        place = self.organisation_id or self.district
        return f"{self.role.value}@{place}" if place else self.role.value

    def scope(self, act: str) -> Scope:
        """How far the act reaches."""
        return scope_of(self.role, act)

    def may(self, act: str) -> bool:
        """Whether the act reaches anything at all."""
        return self.scope(act) is not Scope.NONE

    def prove(
        self,
        act: str,
        *,
        person_id: str | None = None,
        organisation_id: str | None = None,
        district: str | None = None,
        assigned: bool = False,
    ) -> None:
        """Return when the act reaches a thing that belongs to the given person, organisation and district.

        Raises:
            NotAllowed: it does not.
        """
        if not self.reaches(act, person_id=person_id, organisation_id=organisation_id, district=district, assigned=assigned):
            raise NotAllowed(act)

    def reaches(
        self,
        act: str,
        *,
        person_id: str | None = None,
        organisation_id: str | None = None,
        district: str | None = None,
        assigned: bool = False,
    ) -> bool:
        """Whether the act reaches a thing that belongs to the given person, organisation and district.

        What is a person's own is always in reach of an act that concerns everybody's own affairs.
        """
        own = bool(self.person) and person_id == self.actor_id and scope_of(Role.DEVELOPER, act) is Scope.SELF
        match self.scope(act):
            case Scope.CITY:
                return True
            case Scope.DISTRICT:
                return own or (bool(self.district) and district == self.district)
            case Scope.OWN:
                return own or (bool(self.organisation_id) and organisation_id == self.organisation_id)
            case Scope.ASSIGNED:
                return own or assigned
            case Scope.SELF:
                return own
            case _:
                return False


PUBLIC = Acting(None)


def acting_of(person: Person, grant: Grant | None) -> Acting:
    """The person in a granted role, or as a developer."""
    if grant is None:
        return Acting(person, Role.DEVELOPER)
    return Acting(person, Role(grant.role), grant.organisation_id or "", grant.district, grant.pk)


class ActingMiddleware:
    """Sets ``request.acting``. A grant that has ended, today included, is no longer there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look the role up and pass the request on; what somebody signed in has seen stays in no cache, offices share computers."""
        request.acting = acting = self._acting(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if acting.person is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _acting(self, request: HttpRequest) -> Acting:
        # a session is only opened by signing in: a page for everybody asks the database nothing
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return PUBLIC
        person = request.user
        if not isinstance(person, Person):
            return PUBLIC
        held = {
            grant.pk: grant for grant in Grant.objects.held_on(timezone.localdate()).filter(person=person).select_related("organisation")
        }
        chosen: int = request.session.get(SESSION_KEY, -1)
        if chosen == 0:
            return acting_of(person, None)
        return acting_of(person, held.get(chosen) or next(iter(held.values()), None))


def needs(act: str) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """A page for those whose role may do ``act`` somewhere; which things it reaches is the selector's to say.

    The public is asked to sign in; everybody else gets "not found".
    """

    def around(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
            acting: Acting = request.acting  # type: ignore[attr-defined]
            if acting.person is None:
                return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
            if not acting.may(act):
                raise NotAllowed(act)
            return view(request, *arguments, **named)

        guarded.act = act  # type: ignore[attr-defined] # the table of pages × roles reads it
        return guarded

    return around


def signed_in(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for everybody who has signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
        if request.acting.person is None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *arguments, **named)

    guarded.act = "signed_in"  # type: ignore[attr-defined]
    return guarded
