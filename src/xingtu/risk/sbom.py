"""How is a firm watched that cannot show its code, and where does what it declares differ from what git shows?

A declared bill of materials becomes the inventory of a project of origin ``sbom``; the document is kept byte for byte, with who handed it
in and when. It is a declaration: what it leaves out is not known, and where code is there too, the two are compared.
"""

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from xingtu.detect.sbom.formats import read_sbom
from xingtu.errors import DeclarationError, VersionError
from xingtu.facts.components import Component
from xingtu.facts.declarations import Declaration, Difference, Differing
from xingtu.risk.stock import Reading, keep_stock, read_bill
from xingtu.store.files import write_whole
from xingtu.versions import parse

FOLDER = "declared-sboms"
DOCUMENT, ABOUT = "document", "declaration.json"


def declare(database: sqlite3.Connection, content: bytes, *, home: Path, project: str, name: str, declared_by: str, at: str) -> Declaration:
    """Take a bill of materials in as what a project declares, in the place of what it declared before; an evaluation finds what changed.

    Raises:
        LockfileError: it is in no form we read, or broken as a whole.
        DeclarationError: it names not one package that could be watched, or the project shows code.
    """
    _refuse_shown_code(database, project)
    bill = read_sbom(content)
    reading = read_bill(content, name=f"{bill.subject or name}.{bill.format}", project=project)
    if not reading.stock.components:
        raise DeclarationError(
            f"这份物料清单里没有一个带 package URL 和版本的组件（{reading.stock.unresolved} 个未指明，{bill.refused} 处有误），"
            "收下也无从监测；请让生成工具写出 purl"
        )
    made = Declaration(
        project=project,
        name=name,
        digest=hashlib.sha256(content).hexdigest(),
        declared_by=declared_by,
        declared_at=at,
        format=bill.format,
        spec_version=bill.spec_version,
        ident=bill.ident,
        author=bill.author,
        tools=bill.tools,
        created_at=bill.created_at,
        subject=bill.subject,
        subject_version=bill.subject_version,
        components=reading.stock.components,
        unresolved=reading.stock.unresolved,
        refused=bill.refused,
        says_incomplete=bill.incomplete,
    )
    folder = _folder(home, project)
    # the document first: a declaration without it could not be read again
    write_whole(folder / made.digest / DOCUMENT, content)
    keep_stock(database, replace(reading, stock=replace(reading.stock, name=name)), at=at)
    write_whole(folder / ABOUT, json.dumps(asdict(made), ensure_ascii=False, indent=1).encode())
    return made


def declared(home: Path, project: str) -> tuple[Declaration, bytes] | None:
    """What a project declares now, with the document; None: nothing."""
    path = _folder(home, project) / ABOUT
    if not path.is_file():
        return None
    told = json.loads(path.read_bytes())
    made = Declaration(**told | {"tools": tuple(told["tools"])})
    return made, (path.parent / made.digest / DOCUMENT).read_bytes()


def difference(declared: Reading, shown: Reading) -> Difference:
    """Compare by package and version, whatever places name them; entries without a version are in neither."""
    ours, theirs = _by_package(declared), _by_package(shown)
    left_out, invented, other_version = [], [], []
    agreed = 0
    for key in sorted(ours.keys() | theirs.keys()):
        mine, its = ours.get(key, []), theirs.get(key, [])
        only_declared, only_shown = _apart(key[0], mine, its), _apart(key[0], its, mine)
        scopes = tuple(sorted({one.scope for one in (its or mine)}))
        one = Differing(*key, only_declared, only_shown, scopes)
        if not only_declared and not only_shown:
            agreed += 1
        elif not mine:
            left_out.append(one)
        elif not its:
            invented.append(one)
        else:
            other_version.append(one)
    return Difference(agreed, tuple(left_out), tuple(invented), tuple(other_version))


def _by_package(reading: Reading) -> Mapping[tuple[str, str], list[Component]]:
    found: dict[tuple[str, str], list[Component]] = defaultdict(list)
    for content in reading.contents.values():
        for one in content.resolved:
            found[one.ecosystem.partition(":")[0], one.name].append(one)
    return found


def _apart(ecosystem: str, some: Iterable[Component], others: Iterable[Component]) -> tuple[str, ...]:
    """Versions among some that none of the others equals in the order of the ecosystem."""
    known = {_key(ecosystem, one.version) for one in others}
    return tuple(sorted({one.version for one in some if _key(ecosystem, one.version) not in known}))


def _key(ecosystem: str, version: str) -> object:
    try:
        return parse(ecosystem, version) or version
    except VersionError:
        return version


def _refuse_shown_code(database: sqlite3.Connection, project: str) -> None:
    row = database.execute("SELECT origin FROM project WHERE id = ? AND left_at = ''", (project,)).fetchone()
    if row is not None and row[0] != "sbom":
        raise DeclarationError(
            f"项目 {project} 已由代码监测；声明的物料清单不能取代代码，只能与之比对（请另用一个标识，如 sbom:{project}）"
        )


def _folder(home: Path, project: str) -> Path:
    """Named by a digest: a project's id may hold what no folder's name may."""
    return home / FOLDER / hashlib.sha256(project.encode()).hexdigest()[:32]
