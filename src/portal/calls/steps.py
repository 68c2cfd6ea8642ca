"""Which steps does code know, who may leave each of them, and which are entered by their own desk alone?

The order of steps is the programme's; what stands here holds whatever the order. A step of another id is a plain one: whoever its
``actor`` names moves it on, with a reason.
"""

from portal.accounts.roles import Act

APPLICANT, DISTRICT, OFFICE, HEAD, FINANCE, EXPERT, CHAIR, SYSTEM, CLOCK = (
    "applicant", "district", "office", "office_head", "finance", "expert", "panel_chair", "system", "clock",
)  # fmt: skip

DISTRICT_CHECK = "district_check"

ACT_OF_ACTOR: dict[str, str] = {
    APPLICANT: Act.APPLICATION_EDIT,
    DISTRICT: Act.APPLICATION_CHECK,
    OFFICE: Act.CALL_RUN,
    HEAD: Act.LIST_DECIDE,
    FINANCE: Act.AWARD_PAY,
    CHAIR: Act.CALL_RUN,
    EXPERT: Act.CALL_RUN,
    # what a clock or the platform moves, the office may move by hand where its desk lets it
    SYSTEM: Act.CALL_RUN,
    CLOCK: Act.NOTICE_PUBLISH,
}
"""What somebody must be able to do to an application to move it out of a step of this actor."""

DESKS = frozenset({"submitted", "frozen", "review", "panel", "notice", "objection", "listed", "approval", "awarded", "paid", "recovered"})
"""Entered only by the service of their own: a submission, a freeze, a draw, a list, an approval, a payment."""

LEFT_AT_DESK = frozenset({"returned", "panel"})
"""Left by a new submission, or by the outcome of a meeting, and in no other way; withdrawing and lapsing are always open."""

LETS_MONEY_GO = frozenset({"declined", "withdrawn", "lapsed", "abandoned", "waived", "removed"})
"""Entering these gives back what was set aside for the application and not paid."""

NEEDS_REASON = frozenset({"returned", "declined", "removed", "warned", "recovery", "waived", "lapsed", "abandoned"})
"""The applicant reads why."""

OVER = frozenset({"declined", "withdrawn", "lapsed", "abandoned", "waived", "removed", "accepted", "recovered"})
"""Nothing more is expected of anybody."""

PRIVATE = frozenset({"draft", "abandoned"})
"""Steps in which only the applicant sees it."""

LEGAL_EFFECT = frozenset({"submitted", "district_check", "withdrawn", "intake", "returned", "declined", "lapsed", "shortlist", "waived"})
"""Entering these can be taken back for ten minutes by whoever did it."""

DUTY_OF_STEP = {"district_check": "check", "intake": "check", "shortlist": "decide"}
"""Whoever moves an application out of this step has checked it, or decided on it: nobody does both, or scores it besides."""

CHECKED = frozenset({"intake", "clarify"})
"""Left towards a decision only when every rule passes, as judged or as settled."""

OUT = (OVER | {"returned"}) - {"accepted"}
"""Where an application may go from a check that it does not pass."""

LOOKED_AT = frozenset({"nominated"})
"""Made by a run, and let go on by the office once appeals are settled."""

RETURNABLE = frozenset({"district_check", "intake", "verify", "clarify"})
"""Steps that return: what was returned goes back to the one that did, past none of the others."""

ANSWERED_FOR = frozenset({"objection", "awarded"})
"""What leaves these has had an answer published, or its money given back: more than the step would have to be put back."""
