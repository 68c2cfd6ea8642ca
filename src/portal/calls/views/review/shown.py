"""What do the pages of review share?"""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.calls.models import Call
from portal.errors import Invalid
from portal.evidence.doors import said

Crumbs = list[tuple[str, str]]


def add_problems(form: forms.Form, error: Invalid, names: dict[str, str] | None = None) -> None:
    """Lay what a service refused beside the fields of the form; ``names``: the service's name → the form's."""
    for name, problem in error.problems.items():
        name = (names or {}).get(name, name)  # noqa: PLW2901 -- the same thing by its other name
        form.add_error(name if name in form.fields else None, str(problem))


def desk_crumbs(call: Call, *more: tuple[str, str]) -> Crumbs:
    """The way to a page of the office's review."""
    first = [(_("办理"), reverse("calls:desk")), (said(call.name, call.name_en), reverse("calls:desk_call", args=[call.pk]))]
    return [*first, (_("评审"), reverse("calls:review_desk", args=[call.pk]) if more else ""), *more]


def own_crumbs(*more: tuple[str, str]) -> Crumbs:
    """The way to an expert's page."""
    return [(_("评审"), reverse("calls:reviews") if more else ""), *more]
