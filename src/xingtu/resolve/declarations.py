"""What did a city declare: repositories, organisations, people, and who is who? Its hand-written form is ``city.toml``.

Reading the file is in ``city_file.py``; what of it goes into a run is in ``snapshot.py``.
"""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from xingtu.errors import DeclarationError
from xingtu.policy.licence_rulings import Ruling
from xingtu.resolve import city_file
from xingtu.resolve.addresses import AddressKey
from xingtu.resolve.assertions import Assertion, in_order
from xingtu.resolve.city_file import DeclaredRepository
from xingtu.resolve.snapshot import MapVersion, Named, Snapshot, snapshot_of
from xingtu.resolve.toml_table import TomlTable


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything declared, raw and private. Only ``keyed`` may leave the office."""

    id: str
    name: str
    name_en: str = ""
    repositories: tuple[DeclaredRepository, ...] = ()
    """In order of registration."""
    organisations: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    maps: tuple[MapVersion, ...] = ()
    licence_rulings: tuple[Ruling, ...] = ()
    hosts: tuple[tuple[str, Path], ...] = ()
    """Invented hosts and the folders that stand for them; demo and tests only."""

    def keyed(self, key: AddressKey, occurring: Collection[str]) -> Snapshot:
        """What goes into a run. ``occurring``: the subjects that ``authorship.occurring_subjects`` finds in its commits."""
        return snapshot_of(
            self.assertions,
            people=self.people,
            organisations=self.organisations,
            maps=self.maps,
            key=key,
            occurring=occurring,
            licence_rulings=self.licence_rulings,
        )

    def without(self, assertion_ids: Iterable[str]) -> "Declarations":
        """The same declarations with some statements taken back.

        Raises:
            DeclarationError: there is no statement with such an id.
        """
        dropped = set(assertion_ids)
        missing = dropped - {assertion.id for assertion in self.assertions}
        if missing:
            raise DeclarationError(f"没有编号为 {'、'.join(sorted(missing))} 的声明，无法撤回；请核对编号。")
        return replace(self, assertions=tuple(assertion for assertion in self.assertions if assertion.id not in dropped))

    def local_folder(self, repository: DeclaredRepository) -> Path | None:
        """The folder that stands for the repository: its own ``path``, or its host's folder from [hosts]; None: fetch it by its address.

        Raises:
            DeclarationError: the address leads out of the host's folder.
        """
        if repository.path is not None:
            return repository.path
        address = urlsplit(repository.url)
        for host, folder in self.hosts:
            if address.hostname == host:
                parts = [part for part in address.path.split("/") if part]
                if any(part in (".", "..") or "\\" in part or "\0" in part for part in parts) or not parts:
                    raise DeclarationError(f"仓库 {repository.id} 的地址 {repository.url} 指向 {host} 的文件夹之外；请改正 url。")
                found = folder.joinpath(*parts)
                return found if found.exists() else found.with_name(found.name.removesuffix(".git") + ".git")
        return None


def read_city(path: Path) -> Declarations:
    """The declarations of a ``city.toml`` and of the files it imports.

    Raises:
        DeclarationError: one message with every problem found, each with its file and key, line or cell.
    """
    name = path.name
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise DeclarationError(f"找不到 {path}；请给出 city.toml 的位置。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{name} 不是可读的 TOML（{error}）；请改正该处。") from error
    problems: list[str] = []
    root = TomlTable(content, name, problems)
    declared = city_file.declared(root, folder=path.parent)
    if problems:
        listed = "\n".join(f"- {problem}" for problem in problems)
        raise DeclarationError(f"{name} 有 {len(problems)} 处问题：\n{listed}")
    return Declarations(
        id=declared.id,
        name=declared.name,
        name_en=declared.name_en,
        repositories=declared.repositories,
        organisations=declared.organisations,
        people=declared.people,
        assertions=in_order(declared.assertions),
        maps=declared.maps,
        licence_rulings=declared.licence_rulings,
        hosts=declared.hosts,
    )
