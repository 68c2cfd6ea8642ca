"""An invented run of the invented city, complete enough to fill every part of a report."""

from dataclasses import replace
from datetime import date

import pytest

from xingtu.report.ranking import (
    Concentration,
    CountedChange,
    FileLine,
    InputVersion,
    LineClass,
    MetricLine,
    MonthActivity,
    Programme,
    RankRow,
    RepositoryLine,
    RunReport,
    SetAside,
    SetAsideGroup,
    SubjectReport,
    TrackReport,
)
from xingtu.report.text import Text

WHOLE = 1_000_000
TIPS = {"zhixing": "4f" * 20, "hekong": "a1" * 20, "xingliu": "c0ffee00" * 5}

CHANGES = MetricLine(
    id="merged_changes",
    version=1,
    name=Text("合入的变更", "Merged changes"),
    unit=Text("个", "changes"),
    scale=WHOLE,
    definition=Text(
        "窗口内到达默认分支、且未被排除的提交数。共同作者按份额分。",
        "Commits that reached the default branch in the window and were not set aside.",
    ),
    source="CHAOSS: Change Requests Accepted",
    basis="实施方案 三（一）",
    caveats=(
        Text("一个提交不论大小都计一次，须与“计入的新增行”同看。", "A commit counts once whatever its size; read it with credited lines."),
    ),
)
LINES = MetricLine(
    id="credited_lines",
    version=2,
    name=Text("计入的新增行", "Credited lines added"),
    unit=Text("行", "lines"),
    scale=WHOLE,
    definition=Text("git 统计的新增行减去各类不计入的行。", "Lines added as git counts them, less every class that is not credited."),
    source="CHAOSS: Code Changes Lines",
)

CREDITED = LineClass(
    "credited", Text("计入", "Credited"), Text("本人写成并合入的行。", "Written by the person and merged."), 3120, 811, credited=True
)
CLASSES = (
    CREDITED,
    LineClass("vendored", Text("第三方代码", "Vendored"), Text("放进仓库的他人代码。", "Other people's code kept in the tree."), 5840, 12),
    LineClass("generated", Text("自动生成", "Generated"), Text("由程序生成的文件。", "Files a program wrote."), 960, 400),
    LineClass("moved", Text("移动", "Moved"), Text("同一提交内移动或缩进变化的行。", "Moved or re-indented within the commit."), 310, 310),
    LineClass(
        "duplicate", Text("重复", "Duplicate"), Text("同一补丁已在别处计过一次。", "The same patch was counted once elsewhere."), 0, 0
    ),
)


def _row(
    place: int | None, subject: str, name: Text, organisations: tuple[str, ...], measured: tuple[int | None, int | None], **rest: object
) -> RankRow:
    given = {"outcome": "ranked", **rest}
    return RankRow(
        place=place,
        subject=subject,
        name=name,
        organisations=tuple(Text(organisation) for organisation in organisations),
        value=measured[0],
        shown=(measured[1],),
        **given,  # type: ignore[arg-type]
    )


def _people() -> TrackReport:
    met = Text("合入的变更 27 个，达到下限 20 个。", "27 merged changes, at least 20 asked.")
    return TrackReport(
        id="people",
        name=Text("贡献者", "Contributors"),
        subject_kind="person",
        metric=CHANGES,
        shown=(LINES,),
        conditions=(
            Text("合入的变更不少于 20 个。", "At least 20 merged changes."),
            Text("机器人和 AI 代理不参与排名。", "Bots and AI agents are not ranked."),
        ),
        rows=(
            _row(
                1,
                "lin-yue",
                Text("林月", "Lin Yue"),
                ("星河软件",),
                (27 * WHOLE, 3120 * WHOLE),
                outcome="awarded",
                amount_fen=5_000_000,
                reasons=(met,),
            ),
            _row(
                2,
                "p-9d2c11aa04be",
                Text("Ада Каменская"),
                ("河图智能", "星河大学"),
                (22_500_000, 1_904_333_333),
                outcome="awarded",
                amount_fen=2_500_000,
            ),
            _row(
                2,
                "zhou-shu",
                Text("周舒", "Zhou Shu"),
                ("(Unknown)",),
                (22_500_000, 2_210 * WHOLE),
                outcome="awarded",
                amount_fen=2_500_000,
            ),
            _row(4, "p-5511aa", Text("欧阳星野", "Ouyang Xingye"), ("云岭汽车电子",), (20 * WHOLE, 880 * WHOLE)),
            _row(
                None,
                "p-bot",
                Text("构建机器人", "Build bot"),
                ("(Unknown)",),
                (140 * WHOLE, 12 * WHOLE),
                outcome="excluded",
                reasons=(Text("是机器人（规则 bot-suffix），展示但不排名。", "A bot (rule bot-suffix): shown, not ranked."),),
            ),
            _row(
                None,
                "p-77",
                Text("陈默", "Chen Mo"),
                ("星河软件",),
                (None, None),
                outcome="unresolved",
                reasons=(Text("所在仓库证据不完整，未能计数。", "The repository's evidence is incomplete; not counted."),),
            ),
        ),
    )


def _organisations() -> TrackReport:
    return TrackReport(
        id="organisations",
        name=Text("开源企业", "Organisations"),
        subject_kind="organisation",
        metric=LINES,
        shown=(CHANGES,),
        conditions=(),
        rows=(
            _row(
                1,
                "xinghe-software",
                Text("星河软件", "Xinghe Software"),
                (),
                (3120 * WHOLE, 27 * WHOLE),
                outcome="awarded",
                amount_fen=30_000_000,
            ),
            _row(2, "hetu", Text("河图智能", "Hetu Intelligence"), (), (1_428_250_000, 16_875_000)),
            _row(
                None,
                "(Unknown)",
                Text("(Unknown)"),
                (),
                (2_210 * WHOLE, 22_500_000),
                outcome="excluded",
                reasons=(Text("单位未知：展示但不奖励。", "Organisation unknown: shown, not awarded."),),
            ),
        ),
    )


def _lin_yue() -> SubjectReport:
    return SubjectReport(
        subject="lin-yue",
        kind="person",
        name=Text("林月", "Lin Yue"),
        organisations=(Text("星河软件"),),
        identity=(Text("两个地址由本人声明为同一人（可信度：确定）。", "Two addresses declared to be one person (certain)."),),
        counted=(
            CountedChange("zhixing", "0a1b2c3d" * 5, date(2025, 3, 4), WHOLE, 140, 12, 132, 12),
            CountedChange("hekong", "11223344" * 5, date(2025, 6, 30), 500_000, 40, 0, 40, 0),
            CountedChange("hekong", "99aabbcc" * 5, None, WHOLE, None, None, None, None),
        ),
        set_aside=(
            SetAsideGroup(
                "duplicate",
                Text("重复", "Duplicate"),
                Text("同一补丁已在别处计过一次，只计最早的一次。", "The same patch was counted once elsewhere; the earliest counts."),
                (SetAside("xingliu", "deadbeef" * 5, f"zhixing@{'0a1b2c3d' * 5}"),),
            ),
        ),
        lines=tuple(replace(line, added=line.added * WHOLE, deleted=line.deleted * WHOLE, scale=WHOLE) for line in CLASSES),
        gross_added=10_230 * WHOLE,
        gross_deleted=1_533 * WHOLE,
        scale=WHOLE,
        unmeasured=1,
    )


def _unknown() -> SubjectReport:
    return SubjectReport(
        subject="(Unknown)",
        kind="organisation",
        name=Text("(Unknown)"),
        organisations=(),
        identity=(),
        counted=(CountedChange("zhixing", "ab" * 20, date(2025, 5, 1), WHOLE, 12, 1, 12, 1, by="周舒"),),
        set_aside=(),
        lines=(CREDITED,),
        gross_added=3120,
        gross_deleted=811,
    )


@pytest.fixture
def run() -> RunReport:
    """A publishable run."""
    return example_run()


@pytest.fixture
def refused_run() -> RunReport:
    """The same run over a damaged clone."""
    return refused_example()


def example_run() -> RunReport:
    return RunReport(
        run_id="run-2f6c0d9be1a4",
        results_hash="sha256:" + "7e" * 32,
        engine_version="0.2.0",
        city=Text("星河市", "Xinghe City"),
        programme=Programme(
            "contribution-award-2025", Text("2025 年度开源贡献奖励", "Open source contribution award 2025"), "实施方案 三（一）", "1"
        ),
        window=Text("2025-01-01 至 2025-12-31（北京时间）", "2025-01-01 to 2025-12-31 (China time)"),
        publishable=True,
        refusal=(),
        notes=(Text("奖励金额为占位数，尚未经主办单位核定。", "Amounts are placeholders the office has not confirmed."),),
        repositories=(
            RepositoryLine(
                "zhixing", "智行/车控中间件", "https://git.xinghe.example/zhixing/middleware", TIPS["zhixing"], 1204, 1204, WHOLE
            ),
            RepositoryLine("hekong", "河空/飞控", "https://code.hetu.example/hekong/pilot", TIPS["hekong"], 318, 318, WHOLE),
            RepositoryLine("xingliu", "星流/编译器", "", TIPS["xingliu"], 77, 77, WHOLE),
        ),
        inputs=tuple(
            InputVersion(ident, Text(zh, en), "sha256:" + hexa * 32)
            for ident, zh, en, hexa in (
                ("mailmap", "mailmap", "mailmap", "0a"),
                ("declarations", "申报快照（人员、单位）", "Declarations (people, organisations)", "1b"),
                ("policy", "计划文件", "Programme file", "2c"),
                ("crediting", "计入规则", "Crediting rules", "3d"),
                ("metrics", "指标版本", "Metric versions", "4e"),
            )
        ),
        tracks=(_people(), _organisations()),
        subjects=(_lin_yue(), _unknown()),
        activity=tuple(MonthActivity(f"2025-{month:02d}", None if month == 8 else month * 7 % 31 + 4) for month in range(1, 13)),
        lines=CLASSES,
        concentration=(
            Concentration("person", CHANGES.name, (290_000, 520_000, 700_000, 850_000, 930_000, 970_000, WHOLE), 2),
            Concentration("organisation", CHANGES.name, (610_000, 880_000, WHOLE), 1),
        ),
        files=(
            FileLine("ranking.xlsx", Text("排名工作簿（Excel）", "Ranking workbook (Excel)")),
            FileLine("run.json", Text("全部数据（JSON）", "All data (JSON)")),
        ),
    )


def refused_example() -> RunReport:
    run = example_run()
    damaged = replace(
        run.repositories[1],
        measured_commits=317,
        completeness=996_855,
        missing=("缺少对象 5b0c…，提交 99aa 的改动读不出；请从代码托管平台重新镜像 hekong 后再运行。",),
    )
    return replace(
        run,
        publishable=False,
        refusal=(Text("仓库“河空/飞控”读到 317 个提交，应为 318 个。", "Repository hekong: 317 of 318 commits were read."),),
        repositories=(run.repositories[0], damaged, run.repositories[2]),
    )
