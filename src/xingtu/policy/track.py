"""How does one track of a programme rank and award: whom, by which number, under which rules?"""

from dataclasses import dataclass
from typing import Literal, cast

from xingtu.policy.money import SHARINGS, Award, AwardTable, Sharing, fault_of_table, worst_case_fen
from xingtu.policy.rule_use import Known, RuleUse, read_rules
from xingtu.policy.stanza import Stanza, distinct

Subject = Literal["person", "organisation"]
Ties = Literal["shared", "by"]
AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Track:
    """``places``: only the first N are awarded; None: everyone who meets the rules. ``minimum`` is in the metric's shown unit.

    With neither it is a plain ranking: everybody stands at a place and nobody is selected.
    """

    id: str
    name: str
    name_en: str
    subject: Subject
    metric: str
    show: tuple[str, ...]
    rules: tuple[RuleUse, ...]
    places: int | None
    minimum: int | None
    ties: Ties
    tie_break: tuple[str, ...]
    table: AwardTable
    verified: bool
    source: str

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric the track needs, the ranking one first."""
        return tuple(dict.fromkeys([self.metric, *self.tie_break, *self.show]))

    @property
    def selects(self) -> bool:
        """Whether a place can be an award, a listing or anything else than a place."""
        return self.places is not None or self.minimum is not None


def read_tracks(root: Stanza, known: Known, shared_rules: tuple[RuleUse, ...]) -> tuple[Track, ...]:
    """The tracks of a programme file, none in one that only takes applications; ``shared_rules`` hold for every track, before its own.

    Raises:
        PolicyError: a metric, rule or parameter is not known, or an award table cannot be carried out.
    """
    stanzas = root.inners("track", label="track")
    tracks = tuple(_track(stanza, shared_rules, known) for stanza in stanzas)
    distinct(stanzas, [track.id for track in tracks])
    return tracks


def _track(stanza: Stanza, shared_rules: tuple[RuleUse, ...], known: Known) -> Track:
    metric = stanza.text("metric")
    show, tie_break = stanza.texts("show", default=()), stanza.texts("tie_break", default=())
    for key, names in (("metric", (metric,)), ("show", show), ("tie_break", tie_break)):
        for name in names:
            known.prove_metric(stanza, key, name)
    minimum = stanza.integer("minimum", at_least=1) if stanza.has("minimum") else None
    rules = shared_rules + read_rules(stanza, known)
    if minimum is not None:
        if AT_LEAST not in known.rules:
            stanza.refuse("写了 minimum，但没有 at_least 这条规则可用。")
        rules += (RuleUse(AT_LEAST, {"metric": metric, "value": minimum}),)
    track = Track(
        id=stanza.text("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        subject=cast("Subject", stanza.text("subject", one_of=("person", "organisation"))),
        metric=metric,
        show=show,
        rules=rules,
        places=stanza.integer("places", at_least=1) if stanza.has("places") else None,
        minimum=minimum,
        ties=cast("Ties", stanza.text("ties", one_of=("shared", "by"))),
        tie_break=tie_break,
        table=_table(stanza),
        verified=stanza.flag("verified"),
        source=stanza.text("source"),
    )
    stanza.close()
    _refuse_contradictions(stanza, track)
    return track


def _refuse_contradictions(stanza: Stanza, track: Track) -> None:
    if (track.ties == "by") != bool(track.tie_break):
        stanza.refuse("ties = “by” 与 tie_break（依次比较的指标）须同时写；并列共享名次请写 ties = “shared” 且不写 tie_break。")
    if track.metric in track.tie_break:
        stanza.refuse(f"tie_break 不能再用榜单自己的指标 {track.metric}。")
    if fault := fault_of_table(track.table):
        stanza.refuse(fault)
    if track.table.awards and track.places != track.table.last_place:
        stanza.refuse(f"places = {track.places or '（未写）'} 与奖项表的最后名次 {track.table.last_place} 不一致；请改成同一个数。")


def _table(stanza: Stanza) -> AwardTable:
    awards = []
    for award in stanza.inners("award", label="award", named_by="from_place"):
        awards.append(
            Award(
                from_place=award.integer("from_place", at_least=1),
                to_place=award.integer("to_place", at_least=1),
                amount_fen=award.integer("amount_fen", at_least=1),
                verified=award.flag("verified"),
                source=award.text("source"),
            )
        )
        award.close()
    sharing = cast("Sharing", stanza.text("shared_places", default="split", one_of=SHARINGS))
    at_most = stanza.integer("at_most", at_least=1) if stanza.has("at_most") else None
    return AwardTable(tuple(awards), sharing, at_most)


def worst_cases_fen(tracks: tuple[Track, ...]) -> int:
    """No outcome of all tracks together costs more than this."""
    return sum(worst_case_fen(track.table) for track in tracks)
