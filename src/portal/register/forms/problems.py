"""How does what a service refuses get back to the field it is about?"""

from typing import TypeVar

from django.forms import BaseForm

from portal.errors import Invalid

Form = TypeVar("Form", bound=BaseForm)


def with_problems(form: Form, error: Invalid) -> Form:
    """The form, with each problem at its field; above the form where it has no such field."""
    for name, sentence in error.problems.items():
        form.add_error(name if name in form.fields else None, str(sentence))
    return form
