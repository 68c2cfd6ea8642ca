"""How do a service's problems get back to the fields they are about?"""

from django.forms import BaseForm

from portal.errors import Invalid


def put_problems(form: BaseForm, error: Invalid) -> None:
    """Each beside its field; what belongs to no field, above the form."""
    for field, sentence in error.problems.items():
        form.add_error(field if field in form.fields else None, str(sentence))
