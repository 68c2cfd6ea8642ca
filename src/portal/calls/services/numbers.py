"""Which number does an application get? The next of its call, without gaps and never twice."""

from portal.calls.models import Application, Call


def number_next(*, application: Application) -> str:
    """Take the next number; must be called inside the transaction of the submission, after ``take_turn``."""
    call = Call.objects.select_for_update().get(pk=application.call_id)
    call.last_number += 1
    call.save(update_fields=["last_number"])
    return f"{call.prefix}-{call.last_number:04}"
