"""What does a word find: records by name and text, rankings, people who agreed to have a public page?"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q

from portal.accounts.models import Consent, Person, Purpose
from portal.house.search import matching, search_terms
from portal.public import addresses
from portal.public.selectors.library import ALL, PAGE, rows_of
from portal.public.selectors.observation import observation, published_runs
from portal.public.selectors.policy import libraries
from portal.public.selectors.rankings import english
from portal.register.selectors.records import public_records

MOST_PEOPLE = 20
MOST_RUNS = 10
SHORTEST_PERSON = 2


def search(query: str, page: str) -> dict[str, Any]:
    """What the page shows; without a word, nothing is found and nothing is asked."""
    if not search_terms(query):
        return {"page": None, "rows": [], "people": [], "runs": [], "libraries": [], "asked": False}
    found = public_records().filter(matching(query, column="search_text")).order_by("serial")
    shown = Paginator(found.values_list("id", flat=True), PAGE).get_page(page)
    words = query.replace("\x00", "").strip().casefold()
    return {
        "page": shown,
        "rows": rows_of(list(shown.object_list), ALL, observation()),
        "people": people(words),
        "runs": list(
            published_runs().filter(
                Q(programme_name__icontains=words) | Q(programme_name_en__icontains=words) | Q(run_id__startswith=words)
            )[:MOST_RUNS]
        ),
        "libraries": [library for library in libraries() if words in library.name.casefold() or words in library.name_en.casefold()],
        "asked": True,
    }


def people(name: str) -> list[tuple[str, str]]:
    """(name, address) of people with a public page who are named there in full; nobody else can be found by name."""
    if len(name) < SHORTEST_PERSON:
        return []
    open_now = Consent.objects.filter(person=OuterRef("pk"), withdrawn_at__isnull=True)
    both = Exists(open_now.filter(purpose=Purpose.PUBLIC_PROFILE)) & Exists(open_now.filter(purpose=Purpose.PUBLIC_NAME))
    rows = Person.objects.filter(both, Q(name__icontains=name) | Q(name_en__icontains=name), erased_at__isnull=True)
    return [
        (person.name_en if english() and person.name_en else person.name, addresses.person(person.id))
        for person in rows.order_by("name", "id")[:MOST_PEOPLE]
    ]
