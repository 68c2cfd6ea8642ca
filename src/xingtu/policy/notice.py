"""How long does a list stand in public, who may object to it and how, and what of a person is shown?

The city's floor is proven by ``xingtu.policy.programme``, the days are counted by ``xingtu.policy.working_days``.
"""

from dataclasses import dataclass
from typing import Literal, cast, get_args

from xingtu.policy.office import NoticeLength, Unit, notice_length
from xingtu.policy.stanza import Stanza, near_zh

CountFrom = Literal["next_day", "same_day"]
Anonymous = Literal["refuse", "record_only"]
Mask = Literal["organisation-list", "person-list", "project-list", "award-list"]
MASKS: tuple[Mask, ...] = get_args(Mask)
"""Templates of public lists: each knows the columns it may show and how names of people are cut."""
NEEDS = ("name", "phone", "address", "signature", "stamp")
"""What an objection must bring, so that it can be answered."""


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """objection_days: working days after the notice's end during which one may still object; answer_within: in working days.

    keep_days: calendar days after the notice's end, then personal data leave the page
    """

    length: int
    unit: Unit
    count_from: CountFrom
    objection_days: int
    anonymous: Anonymous
    needs: tuple[str, ...]
    answer_within: int
    masks: Mask
    keep_days: int

    @property
    def period(self) -> NoticeLength:
        """How long the list stands."""
        return NoticeLength(self.length, self.unit)

    def __str__(self) -> str:
        """As an official reads it."""
        return str(self.period)


def read_notice(stanza: Stanza) -> NoticeRules:
    """The ``[notice]`` of a programme file; ``verified`` and ``source`` are the programme's to read.

    Raises:
        PolicyError: a value is none of those there are.
    """
    period = notice_length(stanza)
    rules = NoticeRules(
        length=period.length,
        unit=period.unit,
        count_from=cast("CountFrom", stanza.text("count_from", default="next_day", one_of=get_args(CountFrom))),
        objection_days=stanza.integer("objection_days", default=0, at_most=365),
        anonymous=cast("Anonymous", stanza.text("anonymous", default="refuse", one_of=get_args(Anonymous))),
        needs=stanza.texts("needs", default=("name", "phone")),
        answer_within=stanza.integer("answer_within", default=10, at_least=1, at_most=365),
        masks=cast("Mask", stanza.text("masks", default="award-list", one_of=MASKS)),
        keep_days=stanza.integer("keep_days", default=30, at_most=3650),
    )
    for need in rules.needs:
        if need not in NEEDS:
            stanza.refuse(f"needs 中的 “{need}” 不是异议可以要求的材料{near_zh(need, NEEDS)}")
    if rules.anonymous == "refuse" and "name" not in rules.needs:
        stanza.refuse("不受理匿名异议（anonymous = “refuse”）时，needs 须含 “name”；请补上。")
    return rules
