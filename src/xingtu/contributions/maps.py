"""What do the files given for aliases and employers say, and are people joined as gitdm joins them?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xingtu.errors import DeclarationError
from xingtu.resolve.declarations import Declarations, read_city
from xingtu.resolve.identity import Joining
from xingtu.resolve.imports.imported import Imported
from xingtu.resolve.imports.reader import read_affiliations, read_aliases
from xingtu.resolve.intervals import overfull
from xingtu.resolve.snapshot import MapVersion
from xingtu.store.canonical import digest

TABULAR = (".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".ods", ".json")
EMPLOYERS = ("affiliated", "split")
"""Statements that an alias file does not make, even when it is a table that could."""


@dataclass(frozen=True, slots=True)
class Maps:
    """Who is who and who worked where, and which files said so."""

    declarations: Declarations
    joining: Joining
    aliases: tuple[MapVersion, ...]
    affiliations: tuple[MapVersion, ...]


def read_maps(aliases: Path | None, affiliations: Sequence[Path]) -> Maps:
    """What the files say. Of two files that speak of the same mailbox or domain, the one given first is followed.

    Raises:
        DeclarationError: a file cannot be read; the message holds every problem found.
    """
    joining: Joining = "declared"
    said: list[Declarations] = []
    if aliases is not None and _in_gitdm_format(aliases):
        joining = "gitdm"
        said.append(_imported(aliases, read_aliases(_content(aliases), aliases.name)))
    elif aliases is not None:
        declared = _declared(aliases)
        said.append(replace(declared, assertions=tuple(statement for statement in declared.assertions if statement.kind not in EMPLOYERS)))
    said += [_declared(path) for path in affiliations]
    statements = list(said[0].assertions) if said else []
    for declarations in said[1:]:
        spoken_of = {(statement.kind, statement.subject) for statement in statements if statement.kind in ("alias", *EMPLOYERS)}
        statements += [statement for statement in declarations.assertions if (statement.kind, statement.subject) not in spoken_of]
    too_much = [
        f"- {subject.partition(':')[2]} 自 {since or '最早'} 至 {until or '今后'} 的任职合计 {share / 10_000:g}%，应不超过 100%"
        for subject, since, until, share in overfull(statements)
    ]
    if too_much:
        listed = "\n".join(too_much)
        raise DeclarationError(f"任职声明有 {len(too_much)} 处问题；请改正日期或比例：\n{listed}")
    together = Declarations(
        "contributions",
        "",
        organisations=tuple(dict.fromkeys(organisation for declarations in said for organisation in declarations.organisations)),
        people=tuple(dict.fromkeys(person for declarations in said for person in declarations.people)),
        assertions=tuple(statements),
    )
    first = said[:1] if aliases is not None else []
    return Maps(together, joining, _map_versions(first), _map_versions(said[len(first) :]))


def _in_gitdm_format(path: Path) -> bool:
    """Neither a table nor JSON nor TOML, by its name or by its first bytes."""
    return path.suffix.lower() not in (*TABULAR, ".toml") and not _content(path).lstrip().startswith((b"PK\x03\x04", b"[", b"{"))


def _declared(path: Path) -> Declarations:
    if path.suffix.lower() == ".toml":
        content = _content(path)
        city = read_city(path)
        return replace(city, maps=(MapVersion(path.name, digest(content)), *city.maps))
    return _imported(path, read_affiliations(_content(path), path.name, lambda called: called))


def _imported(path: Path, imported: Imported) -> Declarations:
    if imported.problems:
        listed = "\n".join(f"- {problem}" for problem in imported.problems)
        raise DeclarationError(f"{path.name} 有 {len(imported.problems)} 处问题：\n{listed}")
    return Declarations(path.name, "", assertions=imported.assertions, maps=(MapVersion(path.name, digest(_content(path))),))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DeclarationError(f"{path} 无法读取（{error.strerror}）；请核对路径。") from error


def _map_versions(said: Sequence[Declarations]) -> tuple[MapVersion, ...]:
    return tuple(version for declarations in said for version in declarations.maps)
