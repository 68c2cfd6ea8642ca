"""A filled city as rows: registered projects and bodies, libraries, a published observation and a published award.

Small by default; the speed tests and the bench ask for a thousand projects and ten thousand people. No engine runs here.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from portal.accounts.models import Consent, Organisation, Person, Purpose, Standing
from portal.evidence.models import (
    Run,
    RunMetric,
    RunNumber,
    RunOrganisation,
    RunPerson,
    RunRepository,
    RunState,
    RunTotal,
    RunTrack,
    RunVerdict,
)
from portal.house.search import search_text
from portal.register.models import Enterprise, Expert, Listing, ListingState, Project, Repository, State

WHOLE = 1_000_000
DISTRICTS = ("yinhan", "lanyue", "xingzhu", "wangchao", "tianshu-park", "yundu-park")
FIELDS = ("industrial", "automotive", "artificial_intelligence", "security", "operating_system", "system_software", "cloud_and_data")
FIRST = (
    "齿轮",
    "星链",
    "云舟",
    "墨斗",
    "长庚",
    "启明",
    "织女",
    "天枢",
    "瑶光",
    "玉衡",
    "开阳",
    "摇光",
    "参宿",
    "角宿",
    "北落",
    "南河",
    "河鼓",
    "毕宿",
    "昴宿",
    "轩辕",
)
SECOND = (
    "仿真",
    "编译器",
    "数据库",
    "座舱",
    "推理引擎",
    "密码库",
    "内核",
    "中间件",
    "调度器",
    "网关",
    "知识图谱",
    "求解器",
    "总线",
    "编辑器",
)
SURNAMES = "沈林韩顾白陆梁赵叶温何许苏谢唐宋程秦江姚"
GIVEN = ("若川", "知远", "予安", "明溪", "砚秋", "鸣珂", "栖迟", "听澜", "无咎", "凭栏", "望舒", "清和", "景行", "怀瑾", "若谷", "守拙")
BODIES = (
    ("lizhou", "砺轴工业软件有限公司", "Lizhou Industrial Software"),
    ("yaoqiao", "曜桥汽车电子有限公司", "Yaoqiao Automotive Electronics"),
    ("chenggang", "澄纲基础软件研究院", "Chenggang Institute of System Software"),
    ("xhut", "星河理工大学", "Xinghe University of Technology"),
    ("yunfan", "云帆智能科技有限公司", "Yunfan Intelligence"),
    ("suoying", "索影信息安全有限公司", "Suoying Information Security"),
)
METRICS = (
    ("credited_lines", "计入行数（新增）", "Credited lines", "行", "lines", WHOLE, True, ["repository", "area", "person", "organisation"]),
    ("merged_changes", "合入变更数", "Merged changes", "个", "changes", WHOLE, True, ["repository", "person", "organisation"]),
    (
        "merged_lines",
        "合入行数（新增，毛数）",
        "Merged lines",
        "行",
        "lines",
        WHOLE,
        True,
        ["repository", "area", "person", "organisation"],
    ),
    ("activity_by_month", "每月合入变更", "Activity by month", "个", "changes", 1, True, ["repository", "month"]),
    ("shared_contributors", "共同贡献者", "Shared contributors", "人", "people", 1, False, ["repository", "other_repository"]),
    ("contributor_absence_factor", "缺席系数", "Contributor absence factor", "人", "people", 1, False, ["repository"]),
)


UNVERIFIED = [
    "规则文件中有 10 处数字是占位建议，尚未经办公室核实；核实之前，金额只作演示。",
    "Ten numbers in the rule file are placeholders no office has confirmed; until then amounts are for demonstration.",
]


@dataclass
class City:
    """What was filled in."""

    observation: Run
    earlier: Run
    award: Run
    projects: list[str]
    people: list[str]


def fill(projects: int = 16, people: int = 28, *, seed: int = 7) -> City:
    """Fill the database; the same seed gives the same city."""
    luck = random.Random(seed)  # noqa: S311 -- an invented city
    bodies = [
        Organisation(
            id=ident,
            name=name,
            name_en=name_en,
            district=DISTRICTS[place % len(DISTRICTS)],
            standing=Standing.VERIFIED,
            domains=[f"{ident}.example"],
        )
        for place, (ident, name, name_en) in enumerate(BODIES)
    ]
    Organisation.objects.bulk_create(bodies)
    made_projects = _projects(luck, projects)
    made_people = _people(luck, people)
    _bodies_registered()
    earlier = _run(
        "0", "city-evidence-2025", "全市开源观测（2025）", "Open source observation 2025", published=datetime(2026, 7, 2, 1, tzinfo=UTC)
    )
    observation = _run(
        "1", "city-evidence-2025", "全市开源观测（2025）", "Open source observation 2025", published=datetime(2026, 11, 2, 1, tzinfo=UTC)
    )
    award = _run(
        "a",
        "contribution-award-2025",
        "开源贡献奖励（2025）",
        "Open source contribution award 2025",
        published=datetime(2026, 10, 20, 1, tzinfo=UTC),
    )
    work = _work(luck, made_projects, made_people)
    _rows(luck, earlier, made_projects, made_people, {key: value * 6 // 10 for key, value in work.items() if luck.random() > 0.1})
    _rows(luck, observation, made_projects, made_people, work)
    _rows(
        luck,
        award,
        made_projects,
        made_people,
        work,
        tracks=(("people", "个人", "People", "person"), ("organisations", "企业与单位", "Organisations", "organisation")),
    )
    return City(observation, earlier, award, made_projects, made_people)


def _projects(luck: random.Random, count: int) -> list[str]:
    idents = []
    for place in range(count):
        ident = f"project-{place + 1}"
        first, second = FIRST[place % len(FIRST)], SECOND[(place * 5 + place // len(FIRST)) % len(SECOND)]
        name, name_en = (
            f"{first}{second}" + (f" {place // 20}" if place >= 20 else ""),
            f"{['Gear', 'Star', 'Cloud', 'Ink', 'Dawn'][place % 5]} {second and 'Engine'} {place + 1}",
        )
        fields = [luck.choice(FIELDS)] if luck.random() < 0.9 else []
        if fields and luck.random() < 0.2:
            fields = list(dict.fromkeys([*fields, luck.choice(FIELDS)]))
        Project.objects.create(
            id=ident,
            kind="project",
            state=State.SUSPENDED if place == 9 else State.REGISTERED if place != 5 else State.SUBMITTED,
            name=name,
            name_en=name_en,
            summary=f"面向{second}的开源项目，由本市团队维护。",
            summary_en="An open source project maintained in the city.",
            district=luck.choice(DISTRICTS),
            fields=fields,
            organisation_id=luck.choice(BODIES)[0],
            serial=place + 1,
            search_text=search_text(name, name_en, ident),
            licence=luck.choice(["MulanPSL-2.0", "Apache-2.0", "MIT", ""]),
            languages=luck.sample(["C++", "Python", "Rust", "Go", "Java"], 2),
            registered_at=datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=place % 300),
            development_status="stable",
        )
        Repository.objects.create(
            id=f"repo-{place + 1}",
            record_id=ident,
            name=name,
            url=f"https://git.xinghe.example/{luck.choice(BODIES)[0]}/repo-{place + 1}",
            serial=place + 1,
        )
        if luck.random() < 0.35:
            Listing.objects.create(
                record_id=ident,
                library=luck.choice(["seed_library", "nursery", "pilots"]),
                basis="星河经信〔2026〕3 号",
                listed_on=date(2026, 3, 1) + timedelta(days=place % 200),
            )
        idents.append(ident)
    if not Listing.objects.filter(record_id=idents[3], library="seed_library").exists():
        Listing.objects.create(
            record_id=idents[3],
            library="seed_library",
            basis="星河经信〔2025〕7 号",
            state=ListingState.REMOVED,
            removed_on=date(2026, 6, 1),
            reason="连续两次复核未通过：一年没有合入变更",
        )
    return idents


def _people(luck: random.Random, count: int) -> list[str]:
    idents = [f"p-{place:08d}" for place in range(count)]
    Person.objects.bulk_create(
        Person(id=ident, email=f"someone{place}@mail.example", name=_name(place), name_en=f"Person {place}")
        for place, ident in enumerate(idents)
    )
    Consent.objects.bulk_create(
        Consent(person_id=ident, purpose=Purpose.PUBLIC_NAME) for place, ident in enumerate(idents) if place % 3 == 0
    )
    Consent.objects.bulk_create(
        Consent(person_id=ident, purpose=Purpose.PUBLIC_PROFILE) for place, ident in enumerate(idents) if place % 6 == 0
    )
    return idents


def _name(place: int) -> str:
    return SURNAMES[place % len(SURNAMES)] + GIVEN[place // len(SURNAMES) % len(GIVEN)]


def _bodies_registered() -> None:
    serial = 1_000_000
    for place, (ident, name, name_en) in enumerate(BODIES[:4]):
        Enterprise.objects.create(
            id=f"enterprise-{ident}",
            kind="enterprise",
            state=State.REGISTERED,
            name=name,
            name_en=name_en,
            organisation_id=ident,
            district=DISTRICTS[place],
            serial=serial + place,
            search_text=search_text(name, name_en),
            registered_at=datetime(2026, 2, 1, tzinfo=UTC),
            fields=[FIELDS[place]],
            summary="本市开源企业。",
        )
        Listing.objects.create(record_id=f"enterprise-{ident}", library="nursery", basis="星河经信〔2026〕9 号", listed_on=date(2026, 5, 6))
    Expert.objects.create(
        id="expert-1",
        kind="expert",
        state=State.REGISTERED,
        name="秦守拙",
        title="教授",
        employer="星河理工大学",
        serial=serial + 90,
        search_text=search_text("秦守拙"),
    )
    Listing.objects.create(record_id="expert-1", library="expert_committee", basis="星河经信〔2026〕1 号", listed_on=date(2026, 1, 6))


def _run(digit: str, programme: str, name: str, name_en: str, *, published: datetime) -> Run:
    return Run.objects.create(
        run_id=(digit * 12).ljust(64, "7"),
        results_hash=(digit * 8).ljust(64, "c"),
        programme=programme,
        programme_name=name,
        programme_name_en=name_en,
        programme_version="1",
        policy_hash="e" * 64,
        basis="实施方案 三",
        window="2025-01-01 至 2026-01-01（不含，Asia/Shanghai），以合入默认分支之日计",
        window_en="2025-01-01 to 2026-01-01 (exclusive, Asia/Shanghai), by the day of landing on the default branch",
        from_on=date(2025, 1, 1),
        until_on=date(2026, 1, 1),
        engine="0.2.0",
        declarations="d" * 64,
        completeness=983_333,
        publishable=True,
        state=RunState.PUBLISHED,
        loaded_at=published,
        published_at=published,
        published_by="p-office",
        notes=[UNVERIFIED] if digit == "a" else [],
        journal_sequence=42,
        journal_digest="f" * 64,
    )


def _work(luck: random.Random, projects: list[str], people: list[str]) -> dict[tuple[int, int], int]:
    """(project, person) → merged changes, as heavy-tailed as real work."""
    work: dict[tuple[int, int], int] = {}
    for person in range(len(people)):
        for project in {
            int(luck.paretovariate(0.6)) % len(projects) if luck.random() < 0.35 else luck.randrange(len(projects))
            for _ in range(luck.randint(1, 3))
        }:
            work[project, person] = max(1, int(luck.paretovariate(1.1) * 3))
    return work


def _rows(
    luck: random.Random,
    run: Run,
    projects: list[str],
    people: list[str],
    work: dict[tuple[int, int], int],
    *,
    tracks: tuple[tuple[str, str, str, str], ...] = (("people", "个人", "People", "person"),),
) -> None:
    incomplete = {3, 11}
    # the newest project is registered but not in the run yet
    measured = [place for place in range(len(projects)) if place != len(projects) - 1]
    RunRepository.objects.bulk_create(
        RunRepository(
            run=run,
            repository=f"repo-{place + 1}",
            name=projects[place],
            url=f"https://git.xinghe.example/repo-{place + 1}",
            tip="b" * 40,
            expected_commits=60,
            measured_commits=30 if place in incomplete else 60,
            completeness=500_000 if place in incomplete else WHOLE,
            missing=["浅克隆：1 个边界提交的改动未知"] if place in incomplete else [],
        )
        for place in measured
    )
    RunPerson.objects.bulk_create(
        RunPerson(
            run=run,
            person=ident,
            name=_name(place),
            name_en=f"Person {place}",
            actor="bot" if place == 1 else "person",
            identities=1,
            confidence="declared",
        )
        for place, ident in enumerate(people)
    )
    RunOrganisation.objects.bulk_create(
        RunOrganisation(run=run, organisation=ident, name=name, name_en=name_en) for ident, name, name_en in BODIES
    )
    RunMetric.objects.bulk_create(
        RunMetric(
            run=run,
            metric=ident,
            version=1,
            name=name,
            name_en=name_en,
            unit=unit,
            unit_en=unit_en,
            scale=scale,
            additive=additive,
            grain=grain,
            question=f"{name}：有多少？",
            definition=f"{name_en} of a repository.",
            source="CHAOSS",
            basis="实施方案 三（一）",
            caveats=["只计默认分支"],
        )
        for ident, name, name_en, unit, unit_en, scale, additive, grain in METRICS
    )
    people_done, bodies_done = _numbers(luck, run, projects, people, work)
    for position, track in enumerate(tracks):
        _track(run, position, track, people, people_done if track[3] == "person" else {}, bodies_done)


def _numbers(
    luck: random.Random, run: Run, projects: list[str], people: list[str], work: dict[tuple[int, int], int]
) -> tuple[dict[int, int], dict[str, int]]:
    """Numbers and totals; returns merged changes by person and by body."""
    numbers, persons, bodies = [], dict.fromkeys(range(len(people)), 0), dict.fromkeys((body[0] for body in BODIES), 0)
    workers: dict[int, set[int]] = {}
    for (project, person), changes in work.items():
        if project == len(projects) - 1:
            continue
        body, lines = BODIES[person % len(BODIES)][0], changes * luck.randint(4, 60)
        persons[person] += changes
        bodies[body] += changes
        workers.setdefault(project, set()).add(person)
        where = {"run": run, "repository": f"repo-{project + 1}", "person": people[person], "organisation": body}
        numbers += [
            RunNumber(metric="merged_changes", value=changes * WHOLE, **where),
            RunNumber(metric="credited_lines", key="code", value=lines * WHOLE, **where),
            RunNumber(metric="merged_lines", key="code", value=lines * WHOLE * 2, **where),
        ]
    for project in workers:
        last = 4 if project % 9 == 4 else 12
        numbers += [
            RunNumber(
                run=run, metric="activity_by_month", repository=f"repo-{project + 1}", key=f"2025-{month:02}", value=luck.randint(1, 9)
            )
            for month in range(1, last + 1)
        ]
    ordered = sorted(workers)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 60]:
            if both := len(workers[one] & workers[other]):
                first, second = sorted((f"repo-{one + 1}", f"repo-{other + 1}"))
                numbers.append(RunNumber(run=run, metric="shared_contributors", repository=first, key=second, value=both))
    RunNumber.objects.bulk_create(numbers, batch_size=2000)
    _totals(run, numbers)
    return persons, bodies


def _totals(run: Run, numbers: list[RunNumber]) -> None:
    totals_by: dict[tuple[str, str, str], int] = {}
    for number in numbers:
        for kind in ("repository", "person", "organisation"):
            if number.metric in {"merged_changes", "credited_lines", "merged_lines"}:
                key = (number.metric, kind, getattr(number, kind))
                totals_by[key] = totals_by.get(key, 0) + number.value
    RunTotal.objects.bulk_create(
        (
            RunTotal(run=run, metric=metric, subject_kind=kind, subject=subject, value=value)
            for (metric, kind, subject), value in totals_by.items()
        ),
        batch_size=2000,
    )


def _track(
    run: Run, position: int, track: tuple[str, str, str, str], people: list[str], persons: dict[int, int], bodies: dict[str, int]
) -> None:
    ident, called, called_en, kind = track
    RunTrack.objects.create(
        run=run,
        track=ident,
        position=position,
        name=called,
        name_en=called_en,
        subject_kind=kind,
        metric="merged_changes",
        shown=["credited_lines", "merged_lines"],
        conditions=[["机器人与 AI 代理不参与排名。", "Bots and AI agents are not ranked."]],
        ties=["数值相同者名次并列。", "Equal values share a place."],
    )
    totals = (
        [(people[person], _name(person), f"Person {person}", value) for person, value in persons.items()]
        if kind == "person"
        else [(body, name, name_en, bodies[body]) for body, name, name_en in BODIES]
    )
    totals.sort(key=lambda total: (total[0] == "p-00000001", -total[3], total[0]))
    verdicts, place = [], 0
    for row, (subject, name, name_en, value) in enumerate(totals):
        excluded = subject == "p-00000001"
        place = place if row and not excluded and totals[row - 1][3] == value else row + 1
        verdicts.append(
            RunVerdict(
                run=run,
                track=ident,
                row=row,
                subject=subject,
                name=name,
                name_en=name_en,
                place=None if excluded else place,
                value=value * WHOLE,
                shown=[value * 20 * WHOLE, None if row == 4 else value * 40 * WHOLE],
                organisations=[BODIES[row % len(BODIES)][0]] if kind == "person" else [],
                outcome="excluded" if excluded else "awarded" if place <= 10 else "ranked",
                amount_fen=5_000_000 if place <= 3 and not excluded else None,
                reasons=[["是机器人账号，不参与排名。", "A bot account is not ranked."]] if excluded else [["是自然人。", "Is a person."]],
            )
        )
    RunVerdict.objects.bulk_create(verdicts, batch_size=2000)
