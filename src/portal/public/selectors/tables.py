"""Which tables does the city give away, and what stands in each column?"""

from collections import defaultdict
from collections.abc import Iterator

from portal.accounts.models import Organisation, Standing
from portal.evidence.models import Run, RunMetric, RunTotal
from portal.public.open_data import OpenTable, Row
from portal.public.selectors.numbers import (
    kept,
    measured,
    metrics_of,
    project_completeness,
    project_value,
    repositories_by_record,
    repository_values,
)
from portal.public.selectors.observation import observation, published_runs
from portal.public.selectors.policy import libraries
from portal.public.selectors.rankings import Ranking, lines_of, ranking, verdicts_of
from portal.register.models import Listing, Project, Repository
from portal.register.models.record import SHOWN
from xingtu.report.tables import ExportColumn, Kind
from xingtu.report.text import Text

PIECE = 500
PROJECT_METRICS = ("credited_lines", "merged_changes", "merged_lines")
WHOLE = 1_000_000


def open_tables() -> dict[str, OpenTable]:
    """All of them, as of now."""
    run = observation()
    return {table.id: table for table in (_projects(run), _organisations(run), _libraries(), _rankings(), _numbers(run))}


def ranking_table(found: Ranking) -> OpenTable:
    """One ranking as it is shown."""
    return OpenTable(
        found.track.track,
        Text(found.track.name, found.track.name_en),
        Text(f"{found.run.programme_name} · {found.track.name}", f"{found.run.programme_name_en} · {found.track.name_en}"),
        (
            *_RANKING_COLUMNS,
            *(_measure(metric) for metric in (found.metric, *(shown for shown in found.shown if shown.metric != found.metric.metric))),
        ),
        lambda: _ranking_rows(found),
        as_of=found.run.run_id,
    )


def _text(ident: str, zh: str, en: str, meaning: str = "", meaning_en: str = "", kind: Kind = "text") -> ExportColumn:
    return ExportColumn(ident, Text(zh, en), kind, Text(meaning, meaning_en))


def _measure(metric: RunMetric) -> ExportColumn:
    meaning = Text(
        f"{metric.question} 单位：{metric.unit}。空：未知，不是 0。", f"{metric.definition} Unit: {metric.unit_en}. Empty: unknown, not 0."
    )
    return ExportColumn(
        metric.metric, Text(f"{metric.name}（{metric.unit}）", f"{metric.name_en} ({metric.unit_en})"), "value", meaning, metric.scale
    )


_RUN = _text("run", "运行", "Run", "数字出自哪一次冻结的运行", "The frozen run the numbers are of", "identifier")
_RANKING_COLUMNS = (
    _RUN,
    _text("programme", "项目", "Programme", "规则文件的编号", "Id of the rule file", "identifier"),
    _text("track", "榜", "Track", "", "", "identifier"),
    _text("place", "名次", "Place", "空：不参与排名", "Empty: not ranked", "count"),
    _text("subject", "编号", "Id", "不可识别个人的编号，运行包中相同", "Opaque id, as in the bundle", "identifier"),
    _text("name", "名称", "Name", "未同意公开姓名的只显示首字", "First character only, unless the person agreed", "text"),
    _text(
        "outcome",
        "结果",
        "Outcome",
        "awarded 拟奖励，ranked 列入排名，excluded 不参与，unresolved 待核实",
        "awarded, ranked, excluded or unresolved",
        "identifier",
    ),
    _text("amount_fen", "金额（分）", "Amount (fen)", "以分为单位的整数", "Integer, in fen", "count"),
    _text("reasons", "理由", "Reasons"),
)


def _ranking_rows(found: Ranking) -> Iterator[Row]:
    rows = verdicts_of(found)
    shown = [metric.metric for metric in found.shown]
    last = rows.count()
    for start in range(0, last, PIECE):
        for line in lines_of(found, list(rows[start : start + PIECE])):
            verdict = line.verdict
            yield {
                "run": found.run.run_id,
                "programme": found.run.programme,
                "track": found.track.track,
                "place": verdict.place,
                "subject": verdict.subject,
                "name": line.name,
                "outcome": verdict.outcome,
                "amount_fen": verdict.amount_fen,
                "reasons": " ".join(line.reasons),
                **dict(zip(shown, verdict.shown, strict=False)),
                found.metric.metric: verdict.value,
            }


def _projects(run: Run | None) -> OpenTable:
    metrics = [metrics_of(run)[metric] for metric in PROJECT_METRICS if metric in metrics_of(run)] if run else []
    columns = (
        _text("id", "编号", "Id", "永久不变，也是页面地址的一部分", "Permanent; part of the page's address", "identifier"),
        _text("name", "名称", "Name"),
        _text("name_en", "英文名称", "English name"),
        _text("summary", "介绍", "Summary"),
        _text("state", "状态", "State", "registered 已登记，suspended 暂停", "registered or suspended", "identifier"),
        _text("fields", "重点领域", "Fields", "领域编号，空格分隔", "Ids of fields, separated by blanks", "identifier"),
        _text("district", "区县（园区）", "District or park", "", "", "identifier"),
        _text("organisation", "所属单位", "Organisation", "单位编号", "Id of the organisation", "identifier"),
        _text("licence", "许可证", "Licence", "登记时声明的 SPDX 表达式", "SPDX expression as declared"),
        _text("libraries", "名录", "Libraries", "所在名录的编号，空格分隔", "Ids of libraries it is in", "identifier"),
        _text("repositories", "仓库", "Repositories", "公开地址，空格分隔", "Public addresses, separated by blanks"),
        _text("registered_on", "登记日期", "Registered on", "", "", "date"),
        *(_measure(metric) for metric in metrics),
        _text(
            "completeness",
            "证据完整度",
            "Completeness",
            "百万分之几；空：不在这次运行里",
            "Millionths; empty: not in this run",
            "millionths",
        ),
        _RUN,
    )
    return OpenTable(
        "projects",
        Text("开源项目", "Projects"),
        Text("全部已登记的开源项目，附最新观测的数字。", "All registered projects with the numbers of the newest observation."),
        columns,
        lambda: _project_rows(run, [metric.metric for metric in metrics]),
        as_of=run.run_id if run else "",
    )


def _project_rows(run: Run | None, metrics: list[str]) -> Iterator[Row]:
    owned, found = repositories_by_record(), measured(run) if run else {}
    urls = dict(Repository.objects.filter(removed_at__isnull=True).values_list("id", "url"))
    shelves: dict[str, list[str]] = defaultdict(list)
    for record, library in Listing.objects.filter(removed_on__isnull=True).order_by("library").values_list("record_id", "library"):
        shelves[record].append(library)
    values = {metric: repository_values(run, metric) for metric in metrics} if run else {}
    for project in Project.objects.filter(state__in=SHOWN).order_by("serial").iterator(PIECE):
        mine = owned.get(project.id, [])
        yield {
            "id": project.id,
            "name": project.name,
            "name_en": project.name_en or None,
            "summary": project.summary or None,
            "state": project.state,
            "fields": " ".join(project.fields) or None,
            "district": project.district or None,
            "organisation": project.organisation_id,
            "licence": project.licence or None,
            "libraries": " ".join(shelves[project.id]) or None,
            "repositories": " ".join(urls[repository] for repository in mine if repository in urls) or None,
            "registered_on": project.registered_at.date() if project.registered_at else None,
            "completeness": project_completeness(mine, found),
            "run": run.run_id if run else None,
            **{metric: project_value(mine, values[metric]) for metric in metrics},
        }


def _organisations(run: Run | None) -> OpenTable:
    metrics = [metrics_of(run)[metric] for metric in PROJECT_METRICS if metric in metrics_of(run)] if run else []
    columns = (
        _text("id", "编号", "Id", "永久不变", "Permanent", "identifier"),
        _text("name", "名称", "Name"),
        _text("name_en", "英文名称", "English name"),
        _text("kind", "类别", "Kind", "", "", "identifier"),
        _text("district", "区县（园区）", "District or park", "空：在本市之外", "Empty: outside the city", "identifier"),
        *(_measure(metric) for metric in metrics),
        _RUN,
    )
    return OpenTable(
        "organisations",
        Text("单位", "Organisations"),
        Text(
            "已核实的单位，附其人员在已登记仓库中的贡献。",
            "Verified organisations with what their people contributed to registered repositories.",
        ),
        columns,
        lambda: _organisation_rows(run, [metric.metric for metric in metrics]),
        as_of=run.run_id if run else "",
    )


def organisation_values(run: Run) -> dict[str, dict[str, int | None]]:
    """Organisation → metric → value."""

    def read() -> dict[str, dict[str, int | None]]:
        found: dict[str, dict[str, int | None]] = defaultdict(dict)
        rows = RunTotal.objects.filter(run=run, subject_kind="organisation", metric__in=PROJECT_METRICS)
        for subject, metric, value in rows.values_list("subject", "metric", "value"):
            found[subject][metric] = value
        return dict(found)

    return kept(f"organisation-values:{run.run_id}", read)


def _organisation_rows(run: Run | None, metrics: list[str]) -> Iterator[Row]:
    values = organisation_values(run) if run else {}
    for body in Organisation.objects.filter(standing=Standing.VERIFIED).iterator(PIECE):
        yield {
            "id": body.id,
            "name": body.name,
            "name_en": body.name_en or None,
            "kind": body.kind,
            "district": body.district or None,
            "run": run.run_id if run else None,
            # a body of the register without a row in the run contributed nothing that counts
            **{metric: values.get(body.id, {}).get(metric, 0) for metric in metrics},
        }


def _libraries() -> OpenTable:
    columns = (
        _text("library", "名录编号", "Library id", "", "", "identifier"),
        _text("library_name", "名录", "Library"),
        _text("record", "登记编号", "Record id", "", "", "identifier"),
        _text("name", "名称", "Name"),
        _text("kind", "类别", "Kind", "", "", "identifier"),
        _text("state", "状态", "State", "listed 已入库，warned 预警，removed 已出库", "listed, warned or removed", "identifier"),
        _text("listed_on", "入库日期", "Listed on", "", "", "date"),
        _text("removed_on", "出库日期", "Removed on", "", "", "date"),
        _text("basis", "依据", "Basis"),
        _text("reason", "理由", "Reason", "预警或出库的理由", "Why it was warned or removed"),
        _text("run", "依据的运行", "Run", "", "", "identifier"),
    )
    return OpenTable(
        "libraries",
        Text("名录", "Libraries"),
        Text("各名录的成员，包括已经出库的和出库的理由。", "Members of every library, those removed and why included."),
        columns,
        _library_rows,
    )


def _library_rows() -> Iterator[Row]:
    names = {library.id: library.name for library in libraries()}
    rows = Listing.objects.filter(record__state__in=SHOWN).select_related("record").order_by("library", "record__serial", "id")
    for listing in rows.iterator(PIECE):
        yield {
            "library": listing.library,
            "library_name": names.get(listing.library, listing.library),
            "record": listing.record_id,
            "name": listing.record.name,
            "kind": listing.record.kind,
            "state": listing.state,
            "listed_on": listing.listed_on,
            "removed_on": listing.removed_on,
            "basis": listing.basis,
            "reason": listing.reason or None,
            "run": listing.run_id or None,
        }


def _rankings() -> OpenTable:
    columns = (
        *_RANKING_COLUMNS,
        _text("metric", "指标", "Metric", "决定名次的指标", "The deciding metric", "identifier"),
        _text(
            "value",
            "数值",
            "Value",
            "整数，除以 scale 为所示的数；空：未知",
            "Integer; divided by scale it is the number shown; empty: unknown",
            "count",
        ),
        _text("scale", "倍数", "Scale", "", "", "count"),
    )
    return OpenTable(
        "rankings",
        Text("排行", "Rankings"),
        Text("全部已公布的排行，一行一个名次。", "All published rankings, one line a place."),
        columns,
        _all_ranking_rows,
    )


def _all_ranking_rows() -> Iterator[Row]:
    for run in published_runs().prefetch_related("tracks"):
        for track in run.tracks.all():
            found = ranking(run, track)
            for row in _ranking_rows(found):
                yield {**row, "metric": found.metric.metric, "value": row[found.metric.metric], "scale": found.metric.scale}


def _numbers(run: Run | None) -> OpenTable:
    columns = (
        _RUN,
        _text("metric", "指标", "Metric", "", "", "identifier"),
        _text("version", "指标版本", "Metric version", "", "", "count"),
        _text("subject_kind", "主体类别", "Subject kind", "repository 仓库，organisation 单位", "repository or organisation", "identifier"),
        _text("subject", "主体编号", "Subject", "", "", "identifier"),
        _text(
            "value",
            "数值",
            "Value",
            "整数，除以 scale 为所示的数；空：未知",
            "Integer; divided by scale it is the number shown; empty: unknown",
            "count",
        ),
        _text("scale", "倍数", "Scale", "", "", "count"),
        _text("unit", "单位", "Unit"),
        _text("from_on", "统计期始", "From", "", "", "date"),
        _text("until_on", "统计期止（不含）", "Until (exclusive)", "", "", "date"),
        _text("completeness", "证据完整度", "Completeness", "百万分之几", "Millionths", "millionths"),
    )
    return OpenTable(
        "numbers",
        Text("数字", "Numbers"),
        Text(
            "最新观测的每个指标，按仓库与按单位；个人的数字不在这里。",
            "Every metric of the newest observation by repository and organisation; no numbers of people.",
        ),
        columns,
        lambda: _number_rows(run),
        as_of=run.run_id if run else "",
    )


def _number_rows(run: Run | None) -> Iterator[Row]:
    if run is None:
        return
    metrics, found = metrics_of(run), measured(run)
    rows = RunTotal.objects.filter(run=run, subject_kind__in=("repository", "organisation")).order_by("metric", "subject_kind", "subject")
    for total in rows.iterator(PIECE):
        metric = metrics.get(total.metric)
        if metric is None:
            continue
        yield {
            "run": run.run_id,
            "metric": total.metric,
            "version": metric.version,
            "subject_kind": total.subject_kind,
            "subject": total.subject,
            "value": total.value,
            "scale": metric.scale,
            "unit": metric.unit,
            "from_on": run.from_on,
            "until_on": run.until_on,
            "completeness": found[total.subject].completeness if total.subject in found else run.completeness,
        }
