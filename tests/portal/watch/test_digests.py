"""What a digest holds, whatever happened: each fact is counted once, grouped by flaw and project, the worst first."""

import random
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from portal.watch.digests import CLOSED, ENDED, FIRST_LOOK, KINDS, LEVELS, Happened, compose, first_looks, is_urgent, key_of

happenings = st.builds(
    Happened,
    at=st.sampled_from(["2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"]),
    kind=st.sampled_from(KINDS[:-1]),
    revision=st.just("r1"),
    project=st.sampled_from(["gearsim", "minnow", "tideml"]),
    record=st.just("gearsim"),
    name=st.sampled_from(["齿轮仿真", "小鱼"]),
    ecosystem=st.just("PyPI"),
    package=st.sampled_from(["urllib3", "jinja2"]),
    group=st.sampled_from(["CVE-2026-1", "CVE-2026-2", "MAL-2026-3"]),
    ids=st.just(("GHSA-1",)),
    level=st.sampled_from(LEVELS),
    malicious=st.booleans(),
    exploited=st.booleans(),
    runtime=st.booleans(),
)
NEW = Happened("2026-11-26T00:00:00Z", "new", "r1", "gearsim", "gearsim", "齿轮仿真", "PyPI", "urllib3", "CVE-2026-1", level="high")


def changed(**fields: object) -> Happened:
    return Happened(**{**asdict(NEW), "ids": (), "fixed": (), "counts": (), **fields})  # type: ignore[arg-type]


@given(st.lists(happenings, max_size=40), st.integers(1, 50))
def test_every_fact_is_counted_and_listed_or_counted_as_more(happened: list[Happened], most: int) -> None:
    content = compose(happened, most_lines=most)
    listed = [line for group in (*content.groups, *content.ended) for line in group["lines"]]
    assert sum(n for _kind, n in content.counts) == len(happened)
    assert len(listed) + content.more == len(happened)
    assert len(listed) == min(most, len(happened))
    assert all((line["kind"] in ENDED) == (line in [one for group in content.ended for one in group["lines"]]) for line in listed)


@given(st.lists(happenings, max_size=20), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_came_changes_no_group(happened: list[Happened], chance: random.Random) -> None:
    other = list(happened)
    chance.shuffle(other)
    first, second = compose(happened, most_lines=99), compose(other, most_lines=99)
    assert {one["group"] for one in first.groups} == {one["group"] for one in second.groups}
    assert first.counts == second.counts


def test_a_flaw_stands_once_with_its_projects_below_it() -> None:
    content = compose([NEW, changed(project="minnow", name="小鱼"), changed(group="CVE-2026-2", level="critical")], most_lines=9)
    assert [(one["group"], [line["name"] for line in one["lines"]]) for one in content.groups] == [
        ("CVE-2026-2", ["齿轮仿真"]),
        ("CVE-2026-1", ["小鱼", "齿轮仿真"]),
    ]


def test_malicious_comes_before_exploited_before_severe() -> None:
    rows = [
        changed(group="a", level="critical"),
        changed(group="b", exploited=True, level="low"),
        changed(group="c", malicious=True, level=""),
    ]
    assert [one["group"] for one in compose(rows, most_lines=9).groups] == ["c", "b", "a"]


def test_what_is_told_at_once() -> None:
    assert is_urgent(changed(kind="malicious"))
    assert is_urgent(changed(kind="kev"))
    assert is_urgent(changed(level="critical"))
    assert is_urgent(changed(exploited=True, runtime=False))
    assert is_urgent(changed(kind="severity", before="high", after="critical"))
    assert not is_urgent(NEW)
    assert not is_urgent(changed(level="critical", runtime=False))
    assert not is_urgent(changed(kind="severity", before="critical", after="high", level="high"))
    assert not is_urgent(changed(kind=CLOSED, level="critical", exploited=True))
    assert not is_urgent(changed(kind="epss", level="critical"))


def test_a_fact_is_known_by_what_happened_and_not_by_its_row() -> None:
    assert key_of(NEW) == key_of(changed(finding=99, name="另一个名字", summary="…"))
    other = [changed(**{name: "x"}) for name in ("kind", "project", "ecosystem", "package", "group", "before", "after", "revision", "at")]
    assert len({key_of(one) for one in (NEW, *other)}) == 10


def test_what_was_there_at_the_first_look_is_one_fact_a_project() -> None:
    rows = [changed(level=level, group=f"CVE-{place}") for place, level in enumerate(("high", "high", "", "critical"))]
    (look,) = first_looks([*rows, changed(kind=CLOSED)])
    assert (look.kind, look.counts) == (FIRST_LOOK, (("critical", 1), ("high", 2), ("", 1)))
    assert not is_urgent(look)
    content = compose([look], most_lines=1)
    assert (content.counts, content.more, content.groups) == (((FIRST_LOOK, 1),), 0, ())
