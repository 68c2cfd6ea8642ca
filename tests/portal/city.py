"""An invented city's people and bodies, for the portal's tests: one of every role, two districts, two organisations."""

from dataclasses import dataclass, field
from datetime import date

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Grant, Organisation, OrganisationKind, Person, Standing
from portal.accounts.roles import HELD_IN_DISTRICT, HELD_IN_ORGANISATION, Role

PASSWORD = "a long enough password"  # noqa: S105 - of people nobody ever was
USCC = {"lizhou": "91500000MA5U000015", "yaoqiao": "91500000MA5U00002Y"}


def person(name: str, email: str = "", **fields: object) -> Person:
    """Somebody with an account and a verified sign-in mailbox."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - Django's registry is not ready when pytest imports this file

    made = Person.objects.create_user(email or f"{Person.objects.count()}@people.example", PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def organisation(
    ident: str, name: str, *, district: str = "", kind: str = OrganisationKind.ENTERPRISE, domains: tuple[str, ...] = ()
) -> Organisation:
    """A verified body."""
    return Organisation.objects.create(id=ident, name=name, district=district, kind=kind, domains=list(domains), standing=Standing.VERIFIED)


def grant(
    who: Person, role: Role, *, organisation: Organisation | None = None, district: str = "", from_on: date = date(2020, 1, 1)
) -> Acting:
    """Give a role and act in it."""
    return acting_of(
        who, Grant.objects.create(person=who, role=role, organisation=organisation, district=district, from_on=from_on, reason="test")
    )


def developer(who: Person) -> Acting:
    """Act as oneself."""
    return acting_of(who, None)


@dataclass
class Town:
    """Two districts, two firms, one person in every role; ``acting[role]`` acts there."""

    lizhou: Organisation
    yaoqiao: Organisation
    acting: dict[Role, Acting] = field(default_factory=dict)
    elsewhere: dict[Role, Acting] = field(default_factory=dict)
    """The same role in the other district or organisation."""


def town(districts: tuple[str, str]) -> Town:
    """Everybody; ``districts``: two ids of policy/office.toml."""
    here, there = districts
    made = Town(
        organisation("lizhou", "砺轴工业软件有限公司", district=here), organisation("yaoqiao", "曜桥汽车电子有限公司", district=there)
    )
    for role in Role:
        if role is Role.PUBLIC:
            continue
        somebody, another = person(f"{role.label}甲"), person(f"{role.label}乙")
        if role is Role.DEVELOPER:
            made.acting[role], made.elsewhere[role] = developer(somebody), developer(another)
            continue
        at_home = {"organisation": made.lizhou} if role in HELD_IN_ORGANISATION else {"district": here} if role in HELD_IN_DISTRICT else {}
        away = {"organisation": made.yaoqiao} if role in HELD_IN_ORGANISATION else {"district": there} if role in HELD_IN_DISTRICT else {}
        made.acting[role], made.elsewhere[role] = grant(somebody, role, **at_home), grant(another, role, **away)  # type: ignore[arg-type]
    return made
