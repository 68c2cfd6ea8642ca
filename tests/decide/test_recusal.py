"""Grounds of recusal from ties alone: 60 experts, 300 applications, and no tie is told twice or forgotten."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xingtu.decide.conflict import GROUNDS, KINDS, Conflict
from xingtu.decide.recusal import MOST_OF_A_GROUND, judge
from xingtu.decide.ties import Lead, Limits, Owned, Parties, PastAward, Stay, Ties, Together, Work

ON, SINCE = date(2026, 1, 15), date(2023, 1, 15)
PEOPLE, BODIES, REPOSITORIES = ("li", "wu", "zhao", "qian"), ("lizhou", "xhut"), ("gearsim", "minnow")
DAYS = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2027, 1, 1)))
SOURCES = ("employment", "grant", "expert_record", "commits", "contested", "mailbox")

ties = st.builds(
    Ties,
    stays=st.lists(st.builds(Stay, st.sampled_from(PEOPLE), st.sampled_from(BODIES), DAYS, DAYS, st.sampled_from(SOURCES)), max_size=6),
    work=st.lists(
        st.builds(Work, st.sampled_from(PEOPLE + BODIES), st.sampled_from(REPOSITORIES), st.integers(0, 9), st.integers(0, 9), DAYS, DAYS),
        max_size=6,
    ),
    together=st.lists(
        st.builds(
            Together,
            st.sampled_from(PEOPLE),
            st.sampled_from(PEOPLE + BODIES),
            st.sampled_from(REPOSITORIES),
            st.sampled_from(("co_authored", "shared_reviews")),
            st.integers(1, 9),
            DAYS,
            DAYS,
        ),
        max_size=4,
    ),
    leads=st.lists(
        st.builds(
            Lead, st.sampled_from(PEOPLE), st.sampled_from(REPOSITORIES), st.integers(1, 99), st.integers(0, 100), st.booleans(), DAYS
        ),
        max_size=4,
    ),
    accounts=st.dictionaries(st.sampled_from(PEOPLE), st.frozensets(st.sampled_from(REPOSITORIES))),
    records=st.just({"r-1": Owned("齿轮", "li", "lizhou", ("gearsim",))}),
    contributors=st.dictionaries(st.sampled_from(REPOSITORIES), st.integers(1, 2000)),
)
parties = st.dictionaries(
    st.sampled_from(("A-1", "A-2", "A-3")),
    st.builds(
        Parties,
        st.lists(st.sampled_from(PEOPLE), max_size=2).map(tuple),
        st.lists(st.sampled_from(BODIES), max_size=2).map(tuple),
        st.sampled_from(((), ("r-1",), ("r-unknown",))),
    ),
)
awards = st.dictionaries(st.just("奖"), st.builds(PastAward, st.dates(date(2020, 1, 1), ON), st.just(("li", "wu")), st.just(("xhut",))))


def _judged(ties: Ties, parties: dict[str, Parties], past: dict[str, PastAward] | None = None, **limits: int) -> list[Conflict]:
    return judge(PEOPLE, parties, ties, since=SINCE, on=ON, years=3, limits=Limits(**limits), past_awards=past or {})


@given(ties, parties, awards)
def test_every_conflict_is_told_once_in_words_and_heaviest_first(
    ties: Ties, parties: dict[str, Parties], past: dict[str, PastAward]
) -> None:
    found = _judged(ties, parties, past)
    keys = [(one.expert, one.application, KINDS.index(one.kind), one.ground) for one in found]
    assert keys == sorted(keys)
    assert len({(one.expert, one.application, one.sentence) for one in found}) == len(found)
    assert max((keys.count(key) for key in keys), default=0) <= MOST_OF_A_GROUND
    for one in found:
        assert one.application in parties
        assert "{" not in one.sentence + one.sentence_en
        assert "None" not in one.sentence + one.sentence_en
        assert one.kind in {ground.kind for name, ground in GROUNDS.items() if name.partition(".")[0] == one.ground}


@given(ties, parties, awards)
def test_neither_the_order_of_ties_nor_of_applications_matters(ties: Ties, parties: dict[str, Parties], past: dict[str, PastAward]) -> None:
    backwards = Ties(
        ties.stays[::-1], ties.work[::-1], ties.together[::-1], ties.leads[::-1], ties.accounts, ties.records, ties.contributors
    )
    grounds = {(one.expert, one.application, one.kind, one.ground) for one in _judged(ties, parties, past)}
    turned = dict(reversed(parties.items()))
    assert {(one.expert, one.application, one.kind, one.ground) for one in _judged(backwards, turned, past)} == grounds


@given(ties, parties)
def test_an_applicant_is_always_barred_from_the_own_application_and_asked_about_rivals(ties: Ties, parties: dict[str, Parties]) -> None:
    found = {(one.expert, one.application, one.ground): one.kind for one in _judged(ties, parties)}
    for application, party in parties.items():
        for expert in party.person_ids:
            assert found[expert, application, "applicant"] == "block"
    barred = {(expert, application) for (expert, application, ground), kind in found.items() if kind == "block"}
    for expert in {expert for expert, _ in barred}:
        for application in parties:
            assert (expert, application) in barred or (expert, application, "rival_application") in found


def test_a_stay_bars_on_its_last_day_within_the_period_and_not_before() -> None:
    party = {"A-1": Parties(organisation_ids=("lizhou",))}
    inside = Ties(stays=[Stay("li", "lizhou", None, date(2023, 1, 16), "employment")])
    outside = Ties(stays=[Stay("li", "lizhou", None, SINCE, "employment")])
    assert [one.ground for one in _judged(inside, party)] == ["same_organisation"]
    assert _judged(outside, party) == []
    coming = Ties(stays=[Stay("li", "lizhou", date(2026, 1, 16), None, "employment")])
    assert _judged(coming, party) == []


def test_a_crowd_is_only_noted_for_repositories_and_reviews_but_not_for_a_commit_written_together() -> None:
    crowd = Ties(
        work=[Work("li", "linux", changes=50), Work("wu", "linux", changes=50)],
        together=[Together("li", "wu", "linux", "shared_reviews", 9), Together("li", "wu", "linux", "co_authored", 1)],
        contributors={"linux": 15_000},
    )
    found = _judged(crowd, {"A-1": Parties(person_ids=("wu",))})
    assert {(one.kind, one.ground) for one in found if one.expert == "li"} == {("note", "large_repository"), ("ask", "co_authored")}


def test_many_ties_of_one_ground_are_capped_and_the_rest_is_counted() -> None:
    many = Ties(together=[Together("li", "wu", f"repository-{n}", "co_authored", n) for n in range(1, 10)])
    found = [one for one in _judged(many, {"A-1": Parties(person_ids=("wu",))}) if one.expert == "li"]
    assert [one.evidence["count"] for one in found] == [9, 8, 7, 6, 5]
    assert found[-1].evidence["more"] == 4


def test_who_founded_a_project_long_ago_is_asked_and_not_barred() -> None:
    record = {"r-1": Owned("齿轮", "", "", ("gearsim",))}
    party = {"A-1": Parties(record_ids=("r-1",))}
    past = Ties(leads=[Lead("li", "gearsim", 90, 90, first=True, last_on=date(2021, 1, 1))], records=record)
    assert [(one.kind, one.ground) for one in _judged(past, party)] == [("ask", "former_maintainer")]
    undated = Ties(leads=[Lead("li", "gearsim", 90, 90, first=True, last_on=None)], records=record)
    assert [(one.kind, one.ground) for one in _judged(undated, party)] == [("block", "own_project")]
    small = Ties(leads=[Lead("li", "gearsim", 3, 10, first=False, last_on=ON)], records=record)
    assert _judged(small, party) == []
