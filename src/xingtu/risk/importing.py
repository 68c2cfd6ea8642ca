"""How does one source come into ``risk.sqlite``, from wherever it lies, so that it is taken whole or leaves everything as it was?"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from xingtu.collect.feeds.cnnvd import read_cnnvd
from xingtu.collect.feeds.cnvd import read_cnvd
from xingtu.collect.feeds.epss import read_epss
from xingtu.collect.feeds.git_dates import git_dates
from xingtu.collect.feeds.kev import read_kev
from xingtu.collect.feeds.openeuler import read_openeuler
from xingtu.collect.feeds.openharmony import read_bulletins
from xingtu.collect.feeds.osv import Read, read_records
from xingtu.collect.osv_layouts import Found, Origin, origin_of
from xingtu.errors import CollectError, FeedRefused
from xingtu.risk.feed_kinds import KINDS, Kind, files_of, recognised
from xingtu.store.risk.advisories import Change, Record, SourceState, take_in
from xingtu.store.risk.signals import take_epss, take_kev, take_notes

MOST_REFUSED = 20
"""Per cent of a source's records: above it the source as a whole is not believed, and what was there stays."""
MOST_GONE = 20
"""Per cent of what a source held: if more would be gone at once, it is taken for a part of the source."""
FEW = 50
"""Records below which a source may lose as many as it likes."""
UNDATED = "0001-"
TOLD_EVERY = 500

Listener = Callable[[int], None]
ADVISORIES: Mapping[str, Callable[[Iterable[Found], dict[str, str]], Iterator[Read]]] = {
    "osv": read_records, "openeuler": read_openeuler, "openharmony": read_bulletins,
}  # fmt: skip
NOTES = {"cnvd": read_cnvd, "cnnvd": read_cnnvd}


def kind_of(path: Path, *, revision: str = "", under: str = "") -> str:
    """The kind of source that lies at a place.

    Raises:
        CollectError: nothing lies there that could be read.
        FeedRefused: it is of no kind we know.
    """
    return recognised(origin_of(path, revision), under).id


def import_source(
    database: sqlite3.Connection,
    source: str,
    path: Path,
    *,
    at: datetime,
    kind: str = "osv",
    revision: str = "",
    under: str = "",
    licence: str = "",
    may_be_less: bool = False,
    read: Listener = lambda _: None,
) -> Change:
    """Take in what lies at a place as the source's present state. What is no longer there loses its force; a lone record adds only.

    may_be_less: also when it is older than what is there, or much of it would be gone
    read: told how many files have been read, now and then

    Raises:
        CollectError: nothing that could hold records lies there.
        FeedRefused: it is damaged, too large, not of its kind, or less than what is there; nothing is changed but the source's result.
    """
    found = KINDS[kind]
    try:
        origin = origin_of(path, revision)
        state = SourceState(source, str(path), origin.mark, f"{at:%Y-%m-%dT%H:%M:%SZ}", licence or found.licence)
        files = _counted(files_of(found, origin, under), read)
        if kind in ADVISORIES:
            return _take_advisories(database, state, found, origin, files, under=under, may_be_less=may_be_less)
        if kind in NOTES:
            return _take_notes(database, state, found, files)
        return SIGNALS[kind](database, state, _newest(found, files, state), may_be_less=may_be_less)
    except CollectError as error:
        note_failure(database, source, path, str(error))
        raise


def _take_advisories(
    database: sqlite3.Connection,
    state: SourceState,
    kind: Kind,
    origin: Origin,
    files: Iterable[Found],
    *,
    under: str,
    may_be_less: bool,
) -> Change:
    refused: dict[str, str] = {}
    whole = origin.kind != "file"
    known = {ident for (ident,) in database.execute("SELECT id FROM advisory WHERE source = ?", (state.source,))}

    def records() -> Iterator[Record]:
        seen: set[str] = set()
        dates: Mapping[str, tuple[str, str]] | None = None
        for advisory, text, digest in ADVISORIES[kind.id](files, refused):
            record = Record(advisory, text, digest)
            if advisory.modified.startswith(UNDATED) and origin.kind == "git":
                dates = git_dates(Path(origin.address), origin.mark, under) if dates is None else dates
                record = _dated(record, dates.get(advisory.id))
            seen.add(advisory.id)
            yield record
        _believe(state, kind.id, len(seen), refused)
        if whole and not may_be_less:
            _expect(state, len(known), len(known - seen - refused.keys()))

    return take_in(database, state, records(), refused, whole=whole)


def _dated(record: Record, dates: tuple[str, str] | None) -> Record:
    """The record with git's dates in the place of those it does not have, in its text too: it is served again."""
    if dates is None:
        return record
    said = json.loads(record.text)
    published = dates[0] if record.advisory.published.startswith(UNDATED) else record.advisory.published
    text = json.dumps(said | {"modified": dates[1], "published": published}, ensure_ascii=False).encode()
    advisory = replace(record.advisory, modified=dates[1], published=published)
    return Record(advisory, text, hashlib.sha256(text).hexdigest())


def _take_kev(database: sqlite3.Connection, state: SourceState, content: bytes, *, may_be_less: bool) -> Change:
    refused: dict[str, str] = {}
    catalogue = read_kev(content, refused)
    before = _rows(database, "kev")
    now = {row.cve: (row.added_on, row.due_on, "known" if row.ransomware else "") for row in catalogue.rows}
    state = replace(state, mark=catalogue.version)
    _believe(state, "kev", len(now), refused)
    if not may_be_less:
        _not_older(database, state, max(row.added_on for row in catalogue.rows))
        _expect(state, len(before), len(before.keys() - now.keys()))
    take_kev(database, catalogue.rows, state, refused)
    return _compared(before, now, refused)


def _take_epss(database: sqlite3.Connection, state: SourceState, content: bytes, *, may_be_less: bool) -> Change:
    refused: dict[str, str] = {}
    scores = read_epss(content, refused)
    before = _rows(database, "epss")
    now = {row.cve: (row.score, row.percentile, row.score_on, row.model) for row in scores.rows}
    state = replace(state, mark=f"{scores.score_on} {scores.model}")
    _believe(state, "epss", len(now), refused)
    if not may_be_less:
        _not_older(database, state, scores.score_on)
        _expect(state, len(before), len(before.keys() - now.keys()))
    take_epss(database, scores.rows, state, refused)
    return _compared(before, now, refused)


def _not_older(database: sqlite3.Connection, state: SourceState, newest: str) -> None:
    held = database.execute("SELECT newest FROM source_state WHERE source = ?", (state.source,)).fetchone()
    if held and newest < held[0]:
        raise FeedRefused(
            f"{state.address} 的内容截至 {newest}，比已载入的 {held[0]} 旧；未导入，原有内容不变。确要退回旧内容请加 --accept-less"
        )


def _newest(kind: Kind, files: Iterable[Found], state: SourceState) -> bytes:
    """The edition whose name comes last: editions are named by their day."""
    best: Found | None = None
    for file in files:
        if kind.recognises(file) and (best is None or file.name >= best.name):
            best = file
    if best is None:
        raise FeedRefused(f"{state.address} 里没有 {kind.id} 的数据文件，或它已损坏、过大；请核对位置和文件")
    return best.content


def _rows(database: sqlite3.Connection, table: str) -> Mapping[str, tuple[object, ...]]:
    return {row[0]: row[1:] for row in database.execute(f"SELECT * FROM {table}")}  # noqa: S608 -- kev or epss


def _take_notes(database: sqlite3.Connection, state: SourceState, kind: Kind, files: Iterable[Found]) -> Change:
    refused: dict[str, str] = {}
    notes = {}
    for file in files:
        if file.content:
            notes.update({(note.number, note.cve): note for note in NOTES[kind.id](file.content, file.name, refused)})
        else:
            refused[file.name] = "空文件、已损坏，或超过上限的大小"
    _believe(state, kind.id, len(notes), refused)
    before = {
        (row[0], row[1]): row[2:]
        for row in database.execute("SELECT number, cve, title, level, published_on FROM note WHERE source = ?", (kind.id.upper(),))
    }
    take_notes(database, notes.values(), state, refused)
    now = {key: (note.title, note.level, note.published_on) for key, note in notes.items()}
    # an export is a part of the database: what is not in it stays
    named = {" ".join(key).strip(): value for key, value in (before | now).items()}
    return _compared({" ".join(key).strip(): value for key, value in before.items()}, named, refused)


def _compared(before: Mapping[str, Sequence[object]], now: Mapping[str, Sequence[object]], refused: Mapping[str, str]) -> Change:
    both = before.keys() & now.keys()
    changed = sorted(name for name in both if tuple(before[name]) != tuple(now[name]))
    return Change(
        added=sorted(now.keys() - before.keys()),
        changed=changed,
        removed=sorted(before.keys() - now.keys()),
        unchanged=len(both) - len(changed),
        refused=len(refused),
    )


def _believe(state: SourceState, kind: str, taken: int, refused: Mapping[str, str]) -> None:
    """Refuse a source that is mostly not what it says."""
    if not taken:
        first = next((f"（如 {name}：{why}）" for name, why in sorted(refused.items())), "")
        raise FeedRefused(f"{state.address} 里没有一条 {kind} 记录{first}；请核对位置，子文件夹用 --under、种类用 --kind 指明")
    if len(refused) * 100 > MOST_REFUSED * (taken + len(refused)):
        name, why = next(iter(sorted(refused.items())))
        raise FeedRefused(
            f"{state.address} 的 {taken + len(refused):,} 条中有 {len(refused):,} 条读不懂（如 {name}：{why}），疑为损坏或格式不同；"
            "未导入，原有内容不变"
        )


def _expect(state: SourceState, known: int, gone: int) -> None:
    """Refuse what would take away much of what is known: a copy that broke off must not close findings."""
    if known > FEW and gone * 100 > MOST_GONE * known:
        raise FeedRefused(
            f"来源 {state.source} 原有 {known:,} 条，其中 {gone:,} 条不在 {state.address} 里，疑不完整；未导入，原有内容不变。"
            "确要如此请加 --accept-less（update 则用 --whole）"
        )


def note_failure(database: sqlite3.Connection, source: str, path: Path, why: str) -> None:
    """Write down how the last try went; a source that was never there is shown as never loaded.

    Results stand beside every answer, so that folders of this machine are left out of them.
    """
    database.execute(
        "INSERT INTO source_state VALUES (?, ?, '', 0, 0, '', '', ?, '', '[]') ON CONFLICT (source) DO UPDATE SET result = excluded.result",
        (source, str(path), why.replace(str(path), path.name)),
    )


def _counted(files: Iterable[Found], read: Listener) -> Iterator[Found]:
    number = 0
    for number, file in enumerate(files, 1):
        if number % TOLD_EVERY == 0:
            read(number)
        yield file
    read(number)


SIGNALS = {"kev": _take_kev, "epss": _take_epss}
