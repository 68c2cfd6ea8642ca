"""What did an import of advisories change, in the source and in the findings?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.text import Text as Styled

from xingtu.report.text import Lang, Text, said

CAUSES = {
    "dependency_added": Text("新引入的依赖", "dependency added"),
    "version_changed": Text("依赖换了版本", "version changed"),
    "advisory_published": Text("新发布的公告", "advisory published"),
    "advisory_widened": Text("公告扩大了范围", "advisory widened"),
    "first_seen": Text("首次检查时已经存在", "first seen"),
    "upgraded": Text("已升级", "upgraded"),
    "removed": Text("已移除", "removed"),
    "advisory_narrowed": Text("公告缩小了范围", "advisory narrowed"),
    "withdrawn": Text("公告已撤回", "withdrawn"),
    "project_left": Text("项目已退出", "project left"),
    "joined": Text("与同一漏洞的另一项合并", "joined with another of the same flaw"),
}
WORDS = {
    "imported": Text(
        "{source}（{kind}）：新增 {added:,} 条，改动 {changed:,} 条，不再存在 {removed:,} 条，未变 {unchanged:,} 条；"
        "触及 {packages:,} 个软件包",
        "{source} ({kind}): {added:,} added, {changed:,} changed, {removed:,} gone, {unchanged:,} as before; {packages:,} packages touched",
    ),
    "older": Text("{n:,} 条在另一来源中更新，未采用", "{n:,} are newer in another source and were left alone"),
    "refused": Text("{n:,} 处读不懂，未采用：", "{n:,} not understood, left out:"),
    "refused.line": Text("  {record}：{reason}", "  {record}: {reason}"),
    "refused.all": Text("  全部见 xingtu advisories status --refused", "  all of them: xingtu advisories status --refused"),
    "evaluated": Text(
        "重新评估：新出现 {opened:,} 项发现{causes}，结束 {closed:,} 项{ends}",
        "evaluated anew: {opened:,} findings opened{causes}, {closed:,} closed{ends}",
    ),
    "not_evaluated": Text(
        "还没有读过任何项目的依赖清单，没有可评估的组件",
        "no project's dependency files have been read yet, so there is nothing to evaluate",
    ),
    "causes": Text("（{words}）", " ({words})"),
}
COUNTS = ("added", "changed", "removed", "unchanged", "older", "refused", "packages")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The evaluation after it: causes with how many findings began or ended by them."""

    revision: str
    hits: int
    opened: Mapping[str, int]
    closed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``evaluated``: None where no components are held."""

    source: str
    kind: str
    added: int
    changed: int
    removed: int
    unchanged: int
    older: int
    refused: int
    packages: int
    first_refused: Sequence[tuple[str, str]]
    evaluated: Evaluated | None


def import_data(done: ImportReport) -> dict[str, object]:
    """For programs."""
    return asdict(done) | {"first_refused": [{"record": record, "reason": reason} for record, reason in done.first_refused]}


def print_import(console: Console, done: ImportReport, lang: Lang = "zh") -> None:
    """Sentences on a terminal; one tab-separated row under its heading into a pipe."""
    ended = done.evaluated
    if not console.is_terminal:
        counts = [str(getattr(done, name)) for name in COUNTS]
        findings = ["", ""] if ended is None else [str(sum(ended.opened.values())), str(sum(ended.closed.values()))]
        for row in (["source", "kind", *COUNTS, "opened", "closed"], [done.source, done.kind, *counts, *findings]):
            console.file.write("\t".join(row) + "\n")
        return
    counts_said = {name: getattr(done, name) for name in COUNTS}
    console.print(_say("imported", lang, source=done.source, kind=done.kind, **counts_said), soft_wrap=True)
    if done.older:
        console.print(_say("older", lang, n=done.older))
    if done.refused:
        lines = [_say("refused", lang, n=done.refused)]
        lines += [_say("refused.line", lang, record=record, reason=reason) for record, reason in done.first_refused]
        lines += [_say("refused.all", lang)] if done.refused > len(done.first_refused) else []
        for line in lines:
            console.print(Styled(line, style="yellow"), soft_wrap=True)
    if ended is None:
        console.print(Styled(_say("not_evaluated", lang), style="yellow"))
        return
    said = _say(
        "evaluated", lang, opened=sum(ended.opened.values()), causes=_causes(ended.opened, lang), closed=sum(ended.closed.values()),
        ends=_causes(ended.closed, lang),
    )  # fmt: skip
    console.print(said, soft_wrap=True)


def _causes(causes: Mapping[str, int], lang: Lang) -> str:
    words = " · ".join(f"{CAUSES[cause].said(lang) if cause in CAUSES else cause} {count:,}" for cause, count in sorted(causes.items()))
    return _say("causes", lang, words=words) if words else ""


def _say(key: str, lang: Lang, **values: object) -> str:
    return said(WORDS, key, lang, **values)
