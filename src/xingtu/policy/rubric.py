"""By which criteria do experts judge, in which phases, and who sees whom meanwhile?

How marks become a total is ``xingtu.policy.aggregation``; this file says what the programme promises and proves that it can be kept.
"""

from dataclasses import dataclass
from typing import Literal, cast, get_args

from xingtu.policy.stanza import Stanza, distinct

AggregateMethod = Literal["mean", "median", "trimmed"]
Others = Literal["never", "after_own", "always"]
WHOLE_WEIGHT = 100
LEAST_TRIMMED = 5
"""A highest and a lowest score are dropped only when three remain."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """``scale``: the most points; ``weight``: its part of the total in percent, 0 when it does not count."""

    id: str
    name: str
    name_en: str
    help: str
    help_en: str
    weight: int
    scale: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the review; ``others``: when an expert sees the other experts' marks; ``scores``: whether marks may be given."""

    id: str
    name: str
    name_en: str
    applicant_names: bool
    reviewer_names: bool
    others: Others
    scores: bool
    working_days: int


@dataclass(frozen=True, slots=True)
class Review:
    """experts: drawn for each application; at_least: scores needed before the panel; quorum: experts present there.

    spread_alarm: highest minus lowest total, as a share of the scale, from which experts are asked again; load: most files an expert
    """

    experts: int
    at_least: int
    quorum: int
    aggregate: AggregateMethod
    spread_alarm: str
    recusal_years: int
    load: int
    pass_mark: int | None
    criteria: tuple[Criterion, ...]
    phases: tuple[Phase, ...]
    verified: bool = False
    source: str = ""

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id.

        Raises:
            KeyError: there is none.
        """
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)


def read_review(stanza: Stanza) -> Review:
    """The ``[review]`` of a programme file.

    Raises:
        PolicyError: weights do not add up, nobody could score, or fewer experts are drawn than are needed.
    """
    criteria, phases = stanza.inners("criterion", label="criterion"), stanza.inners("phase", label="phase")
    review = Review(
        experts=stanza.integer("experts", at_least=1, at_most=99),
        at_least=stanza.integer("at_least", at_least=1, at_most=99),
        quorum=stanza.integer("quorum", at_least=1, at_most=99),
        aggregate=cast("AggregateMethod", stanza.text("aggregate", one_of=get_args(AggregateMethod))),
        spread_alarm=stanza.decimal("spread_alarm"),
        recusal_years=stanza.integer("recusal_years", at_most=30),
        load=stanza.integer("load", at_least=1, at_most=1000),
        pass_mark=stanza.integer("pass_mark", at_most=100) if stanza.has("pass_mark") else None,
        criteria=tuple(_criterion(inner) for inner in criteria),
        phases=tuple(_phase(inner) for inner in phases),
        verified=stanza.flag("verified"),
        source=stanza.text("source"),
    )
    stanza.close()
    distinct(criteria, [criterion.id for criterion in review.criteria])
    distinct(phases, [phase.id for phase in review.phases])
    _refuse_what_cannot_be_kept(stanza, review)
    return review


def _refuse_what_cannot_be_kept(stanza: Stanza, review: Review) -> None:
    weights = sum(criterion.weight for criterion in review.criteria)
    if weights != WHOLE_WEIGHT:
        stanza.refuse(f"计分指标的权重之和是 {weights}，应是 {WHOLE_WEIGHT}；请调整 [[review.criterion]] 的 weight。")
    if not any(phase.scores for phase in review.phases):
        stanza.refuse("没有任何阶段可以打分；请让至少一段 [[review.phase]] 的 scores = true。")
    if review.at_least > review.experts:
        stanza.refuse(f"at_least = {review.at_least} 多于抽取的专家数 experts = {review.experts}；评分永远不够。")
    if review.quorum > review.experts:
        stanza.refuse(f"quorum = {review.quorum} 多于抽取的专家数 experts = {review.experts}；会议永远开不成。")
    if review.aggregate == "trimmed" and review.experts < LEAST_TRIMMED:
        stanza.refuse(f"去掉最高最低分（trimmed）至少要 {LEAST_TRIMMED} 位专家，现在是 {review.experts}；请增加，或改用 median。")


def _criterion(stanza: Stanza) -> Criterion:
    criterion = Criterion(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        help=stanza.text("help"),
        help_en=stanza.text("help_en"),
        weight=stanza.integer("weight", at_most=WHOLE_WEIGHT),
        scale=stanza.integer("scale", at_least=1, at_most=1000),
        counts=stanza.flag("counts", default=True),
    )
    stanza.close()
    if criterion.counts != bool(criterion.weight):
        stanza.refuse("计分的指标 weight 须大于 0，不计分的（counts = false）须为 0；请改成一致。")
    return criterion


def _phase(stanza: Stanza) -> Phase:
    phase = Phase(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        applicant_names=stanza.flag("applicant_names"),
        reviewer_names=stanza.flag("reviewer_names"),
        others=cast("Others", stanza.text("others", one_of=get_args(Others))),
        scores=stanza.flag("scores"),
        working_days=stanza.integer("working_days", at_least=1, at_most=250),
    )
    stanza.close()
    return phase
