"""What people fill in about cases."""

from portal.cases.forms.handling import AssignForm, CommentForm, MoveForm, WithdrawForm

__all__ = ["AssignForm", "CommentForm", "MoveForm", "WithdrawForm"]
