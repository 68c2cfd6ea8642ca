"""``xingtu advisories update``, ``serve``, ``export``, ``keys``: keep a mirror of advisories, give it on, carry it to an island."""

import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Self

import typer
from rich.progress import BarColumn, Progress, TextColumn

from xingtu.cli.console import Format, FormatOption, LanguageOption, language, messages, policy_text, print_json
from xingtu.errors import CollectError
from xingtu.policy.feeds import configured_feeds
from xingtu.policy.risk_policy import risk_policy
from xingtu.report.risk.imported import Evaluated
from xingtu.report.risk.mirrored import SourceRow, mirrored_data, print_mirrored
from xingtu.report.risk.source_table import freshness_data, print_freshness
from xingtu.report.terminal import new_console
from xingtu.report.text import Lang, Text
from xingtu.risk.bundle import export as export_bundle
from xingtu.risk.bundle_keys import key_id, make_keys, read_private, trust, trusted_keys
from xingtu.risk.bundle_taking import Taken, current_bundle, import_bundle, is_bundle, rollbacks
from xingtu.risk.coverage import coverage, sources
from xingtu.risk.serving import MirrorServer, open_reader
from xingtu.risk.updating import Updated, Updating
from xingtu.settings import Settings, now, settings
from xingtu.store.risk.advisories import Change
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.schema import open_risk

__all__ = ["is_bundle", "register_mirroring", "take_bundle"]

SERVED = Text(
    "公告镜像在 {address}（停止按 Ctrl-C）\n  pip-audit -s osv --osv-url {address}/v1/query -r requirements.txt",
    "the mirror of advisories is at {address} (Ctrl-C stops it)\n  pip-audit -s osv --osv-url {address}/v1/query -r requirements.txt",
)
WRITTEN = Text(
    "已写入 {path}（{size}）：第 {serial} 号，{kind}，{records:,} 条公告，去掉 {removed:,} 条，密钥 {key}",
    "written {path} ({size}): serial {serial}, {kind}, {records:,} records, {removed:,} gone, key {key}",
)
KINDS = {"full": Text("完整的包", "full"), "delta": Text("差额包", "difference")}
MADE = Text(
    "签名用的私钥 {private}（只有本人可读，请另行备份）\n交给各孤岛的公钥 {public}，名为 {key}",
    "the signing key {private} (readable by you alone; keep a copy)\nthe public key {public} to hand to the islands, called {key}",
)
TRUSTED = Text("从现在起信任密钥 {key} 签名的离线包", "bundles signed with key {key} are trusted from now on")

STANDS = Text(
    "现在是第 {serial} 号离线包：{created} 制作，{taken} 导入，密钥 {key}",
    "stands at bundle {serial}: made {created}, taken in {taken}, key {key}",
)
WENT_BACK = Text("{at} 由第 {old} 号退回到第 {new} 号：{why}", "{at} back from {old} to {new}: {why}")


def register_mirroring(below: typer.Typer) -> None:
    """Add the mirror's verbs below ``advisories``."""
    below.command("update")(update)
    below.command("serve")(serve)
    below.command("export")(export)
    below.command("keys")(keys)


def update(
    only: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="只更新这些来源；不写则全部。Only these sources; all by default.")
    ] = None,
    whole: Annotated[  # noqa: FBT002 -- typer makes a switch of it
        bool, typer.Option("--whole", help="不取差额，整库重新取。Load everything anew instead of what changed.")
    ] = False,
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """按 policy/feeds.toml 更新公告：首次整库，之后只取变化。Bring the configured sources up to date: whole, then what changed.

    一个来源失败不影响其余，也不影响它原有的内容；中断后再运行，从中断处继续。有来源未成功时以状态 1 结束。

    例 Example:  xingtu advisories update osv/PyPI
    """
    here, chosen = settings(), language(lang)
    feeds = configured_feeds(lambda name: policy_text(here.policy / name))
    with closing(open_risk(here.home)) as database:
        with _Bar() as bar:
            round_ = Updating(database, here.home, now(), whole=whole, told=bar.told)
            rows = [_row(one) for one in round_.each(feeds, only or ())]
        _tell(database, here, rows, form, chosen)
    if any(row.fault for row in rows):
        raise typer.Exit(1)


def serve(
    host: Annotated[
        str, typer.Option("--host", help="监听的地址；默认只有本机能连。Address to listen on; this machine alone by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="监听的端口。Port to listen on.", min=0, max=65535)] = 8090,
    lang: LanguageOption = None,
) -> None:
    """以 OSV 的接口和桶布局提供本机的公告，只读。Serve the advisories here as OSV's API and bucket, read only.

    pip-audit、osv-scanner、Dependency-Track 不改就能用；见 docs/advisory-mirror.md。没有来源覆盖的生态会拒绝回答，而不是答“没有”。

    例 Example:  xingtu advisories serve --port 8090
    """
    here, chosen = settings(), language(lang)
    open_reader(here.home).close()  # says now what would otherwise be every answer
    try:
        server = MirrorServer((host, port), here.home)
    except OSError as error:
        raise CollectError(f"不能在 {host}:{port} 监听（{error.strerror}）；请换一个端口，或停掉占用它的进程") from error
    address = f"http://{host}:{server.server_port}"
    messages().print(SERVED.said(chosen).format(address=address), soft_wrap=True)
    # stopped by Ctrl-C or by a service manager, also where a shell told its background jobs to ignore Ctrl-C
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, signal.default_int_handler)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def export(
    out: Annotated[Path, typer.Option("--out", help="写入这个文件。File to write.", dir_okay=False)],
    key: Annotated[Path, typer.Option("--key", help="签名用的私钥。The signing key.", exists=True, dir_okay=False)],
    since: Annotated[
        int | None, typer.Option("--since", metavar="SERIAL", min=1, help="只带这一号之后的变化。Only what changed after that serial.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="SOURCE", help="不带这个来源，如不得转发的 cnvd；可多次写。Leave this source out."),
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """把公告、KEV、EPSS 与通报打成签名的离线包。Put advisories and signals into a signed bundle for an island.

    同一状态导出的包逐字节相同。孤岛上用 xingtu advisories import 导入。

    例 Example:  xingtu advisories export --key city.key --out advisories.zip
    """
    here, chosen = settings(), language(lang)
    with closing(open_risk(here.home, create=False)) as database:
        done = export_bundle(database, here.home, out.absolute(), read_private(key), now(), since=since, without=without or ())
    said = done.manifest
    messages().print(
        WRITTEN.said(chosen).format(
            path=out, size=f"{done.path.stat().st_size / 1e6:,.1f} MB", serial=said.serial, kind=KINDS[said.kind].said(chosen),
            records=done.records, removed=done.removed, key=said.key,
        ),
        soft_wrap=True,
    )  # fmt: skip


def keys(
    make: Annotated[
        Path | None, typer.Option("--make", metavar="PATH", help="生成一对密钥 PATH.key 与 PATH.pub。Make a pair of keys.")
    ] = None,
    trusted: Annotated[
        Path | None, typer.Option("--trust", metavar="FILE", help="信任这个公钥签名的包。Trust bundles signed with this key.", exists=True)
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """离线包的密钥：生成、信任；不写选项则列出信任的密钥、现在的包号和退回的记录。Keys of bundles: make, trust, list.

    公钥须当面或经另一渠道核对名字（16 位）后再信任。

    例 Example:  xingtu advisories keys --trust city.pub
    """
    here, chosen = settings(), language(lang)
    if make is not None:
        private, public = make_keys(make.absolute().parent, make.name)
        name = key_id(read_private(private).public_key())
        messages().print(MADE.said(chosen).format(private=private, public=public, key=name), soft_wrap=True)
    if trusted is not None:
        messages().print(TRUSTED.said(chosen).format(key=trust(here.home, trusted)), soft_wrap=True)
    if make is None and trusted is None:
        for name in trusted_keys(here.home):
            sys.stdout.write(f"{name}\n")
        _tell_bundle(here, chosen)


def _tell_bundle(here: Settings, lang: Lang) -> None:
    """Which bundle this house stands at, and every time somebody went back to an older one."""
    if not (here.home / "risk.sqlite").is_file():
        return
    with closing(open_risk(here.home, create=False)) as database:
        stands, backwards = current_bundle(database), rollbacks(database)
    if stands.serial:
        said = STANDS.said(lang).format(serial=stands.serial, created=stands.created, taken=stands.taken_at, key=stands.key)
        messages().print(said, soft_wrap=True)
    for line in backwards:
        messages().print(WENT_BACK.said(lang).format(at=line["at"], old=line["from"], new=line["to"], why=line["why"]), soft_wrap=True)


def take_bundle(path: Path, *, rollback: str, form: Format, lang: Lang) -> None:
    """What ``advisories import`` does with a bundle."""
    here = settings()
    with closing(open_risk(here.home)) as database:
        taken = import_bundle(database, path, trusted_keys(here.home), now(), rollback=rollback)
        _tell(database, here, _taken_rows(taken), form, lang)


def _tell(database: sqlite3.Connection, here: Settings, rows: list[SourceRow], form: Format, lang: Lang) -> None:
    policy = risk_policy(lambda name: policy_text(here.policy / name))
    evaluated = _evaluated(database, policy.epss_threshold)
    told, covered, limit = sources(database, now()), coverage(database), policy.mirror_age_max_days
    if form is Format.JSON:
        print_json(mirrored_data(rows, evaluated) | {"freshness": freshness_data(told, covered, lang, oldest_days=limit)})
        return
    console = new_console(sys.stdout)
    print_mirrored(console, rows, evaluated, lang)
    print_freshness(console if console.is_terminal else messages(), told, covered, lang, oldest_days=limit)


def _evaluated(database: sqlite3.Connection, epss_threshold: int) -> Evaluated | None:
    """The evaluation that follows; None where no components are held."""
    if database.execute("SELECT 1 FROM dependency LIMIT 1").fetchone() is None:
        return None
    ended = evaluate(database, f"{now():%Y-%m-%dT%H:%M:%SZ}", epss_threshold=epss_threshold)
    opened, closed = (dict(Counter(one.cause for one in found)) for found in (ended.opened, ended.closed))
    return Evaluated(ended.revision, ended.hits, opened, closed)


def _row(one: Updated) -> SourceRow:
    return _counted(SourceRow(one.source, one.how, fault=one.fault), one.change)


def _taken_rows(taken: Taken) -> list[SourceRow]:
    how = "whole" if taken.manifest.kind == "full" else "changes"
    rows = [_counted(SourceRow(name, how), change) for name, change in taken.changes.items()]
    return rows + [SourceRow(name, "whole", unchanged=count) for name, count in taken.signals.items()]


def _counted(row: SourceRow, change: Change) -> SourceRow:
    return replace(
        row, added=len(change.added), changed=len(change.changed), removed=len(change.removed), unchanged=change.unchanged,
        refused=change.refused,
    )  # fmt: skip


class _Bar:
    """Which source is being fetched and how far, on a terminal; nothing into a pipe."""

    def __init__(self) -> None:
        columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[what]}")
        self._progress = Progress(*columns, console=messages(), transient=True, disable=not messages().is_terminal)
        self._task = self._progress.add_task("", total=None, what="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def told(self, source: str, what: str, done: int, of: int) -> None:
        """Show it."""
        self._progress.update(self._task, description=source, what=what, completed=done, total=of or None)
