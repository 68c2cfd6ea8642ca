"""Which repositories does a city have, where do their clones lie, and what has been read of each?"""

from dataclasses import replace
from pathlib import Path

from xingtu.collect.frozen import FrozenFacts, freeze_repository, unread_repository
from xingtu.collect.mining import reading_digest
from xingtu.collect.mirror import Mirrors
from xingtu.collect.plan import classes_digest, reading_of
from xingtu.collect.scan import Located
from xingtu.collect.source import Source
from xingtu.errors import CollectError, DeclarationError
from xingtu.policy.crediting import Crediting
from xingtu.policy.programme import Programme
from xingtu.policy.window import RangesWindow
from xingtu.resolve.city_file import DeclaredRepository
from xingtu.resolve.declarations import Declarations
from xingtu.store.lake import Lake
from xingtu.store.manifest import FrozenRepository


def sources(declarations: Declarations, mirrors: Mirrors, *, production: bool) -> list[Located]:
    """Every repository of a city, in order of registration.

    Raises:
        DeclarationError: invented hosts stand for local folders, which a production system refuses.
    """
    refuse_invented_hosts(declarations, production=production)
    return [_located(declarations, repository, mirrors) for repository in declarations.repositories]


def refuse_invented_hosts(declarations: Declarations, *, production: bool) -> None:
    """Return when the declarations may be used here.

    Raises:
        DeclarationError: invented hosts stand for local folders, which a production system refuses.
    """
    if declarations.hosts and production:
        raise DeclarationError("city.toml 的 [hosts] 把虚构的主机指向本地文件夹，只供演示和测试；正式环境请删去 [hosts]")


def source_of(repository: DeclaredRepository) -> Source:
    """A declared repository as a scan knows it."""
    return Source(
        repository=repository.id,
        address=repository.url or str(repository.path),
        name=repository.name,
        url=repository.url,
        branches=repository.branches,
        mailmap=repository.mailmap,
    )


def _located(declarations: Declarations, repository: DeclaredRepository, mirrors: Mirrors) -> Located:
    source = source_of(repository)

    def locate() -> Path:
        local = declarations.local_folder(repository)
        return local if local is not None else mirrors.locate(source)

    return Located(source, locate)


def taking_part(declarations: Declarations, programme: Programme) -> list[DeclaredRepository]:
    """The repositories a programme looks at, in order of registration.

    Raises:
        DeclarationError: no repository is in any of its libraries.
    """
    wanted = set(programme.libraries)
    found = [repository for repository in declarations.repositories if wanted.intersection(repository.libraries)]
    if not found:
        raise DeclarationError(
            f"{programme.id} 只看 {'、'.join(programme.libraries)} 中的仓库，"
            f"而 {declarations.name} 没有一个仓库在其中；请在 city.toml 的 libraries 中登记"
        )
    return found


def evidence(
    lake: Lake, declarations: Declarations, programme: Programme, crediting: Crediting
) -> tuple[list[FrozenFacts], list[FrozenRepository]]:
    """What has been read of a programme's repositories; one that was not read stays in the list, with its cause."""
    facts: list[FrozenFacts] = []
    repositories: list[FrozenRepository] = []
    for declared in taking_part(declarations, programme):
        source = source_of(declared)
        try:
            frozen, fact = _frozen(lake, source, programme, crediting)
        except CollectError as error:
            repositories.append(unread_repository(source, str(error)))
        else:
            repositories.append(frozen)
            facts.append(fact)
    return facts, repositories


def _frozen(lake: Lake, source: Source, programme: Programme, crediting: Crediting) -> tuple[FrozenRepository, FrozenFacts]:
    scan, problem = lake.latest(source.repository), lake.problem(source.repository)
    if scan is None:
        raise CollectError(problem or "尚未扫描；请先运行 xingtu scan --city city.toml")
    if (scan.reading, scan.classes) != (reading_digest(reading_of(crediting)), classes_digest(crediting, scan.attributes)):
        raise CollectError("计入规则 policy/crediting.toml 在扫描之后改过；请重新运行 xingtu scan --city city.toml")
    begin, end = None, ""
    if isinstance(programme.window, RangesWindow):
        window = programme.window.range_of(source.repository)
        if window is None:
            raise CollectError(f"{programme.id} 没有给它统计范围；请在 [window.repository] 中补上")
        begin, end = window.old, window.new
    frozen, facts = freeze_repository(lake, scan, source, tip=end, window_from=begin)
    if problem is not None:
        frozen = replace(frozen, missing=(*frozen.missing, f"最近一次扫描失败，现用的是此前的结果：{problem}"))
    return frozen, facts
