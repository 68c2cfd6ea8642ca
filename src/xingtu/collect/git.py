"""How is git called so that no configuration, attribute, hook or remote of anybody else can change an answer?

Every trap behind these settings is a test in ``tests/collect/test_git.py``.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from xingtu.errors import CollectError, GitFailed, RepositoryGone

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C",
    "TZ": "UTC",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    # GIT_NO_REPLACE_OBJECTS does not switch off info/grafts
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "/bin/false",
    "GIT_NO_LAZY_FETCH": "1",
    # git before 2.44 does not know GIT_NO_LAZY_FETCH: with no protocol allowed, a partial clone cannot fetch either
    "GIT_ALLOW_PROTOCOL": "none",
    # glibc hands the memory of each diff back to the kernel and asks for it again: with several chunks a tenth of git's time
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "4294967295",
    "MALLOC_TOP_PAD_": "16777216",
}
PIPE_BUFFER_BYTES = 2**18
PARTIAL_CLONE = "部分克隆（partial clone）：星图从不代为下载；计数所需的内容已逐个核对，缺少的会列出"
PINNED = (
    "diff.renameLimit=1000",
    "diff.renames=true",
    "diff.interHunkContext=0",
    "diff.algorithm=myers",
    "diff.indentHeuristic=true",
    "diff.noprefix=false",
    "diff.mnemonicPrefix=false",
    "diff.suppressBlankEmpty=false",
    "diff.relative=false",
    "diff.wsErrorHighlight=none",
    "core.attributesFile=/dev/null",
    "core.quotePath=true",
    "core.bigFileThreshold=512m",
    "core.fsmonitor=false",
    # a commit-graph lies in the object store and could be forged to hide commits
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.mailmap=false",
    "i18n.logOutputEncoding=UTF-8",
    "advice.graftFileDeprecated=false",
)


@dataclass(frozen=True, slots=True)
class GitDirectory:
    """A git directory that is read and never written, whatever its own configuration says."""

    path: Path
    objects: Path | None = None
    """Object store read instead of the directory's own; set by ``sealed``."""

    def command(self, *arguments: str) -> list[str]:
        """The full command line.

        ``--bare`` matters: without it the current folder becomes the work tree, and git reads its ``.mailmap`` and
        ``.gitattributes`` (``-c core.bare=true`` does not help).
        """
        pinned = [part for setting in PINNED for part in ("-c", setting)]
        return ["git", "--bare", f"--git-dir={self.path}", *pinned, *arguments]

    def output(self, *arguments: str, given: bytes | None = None, accept: tuple[int, ...] = (0,)) -> bytes:
        """What git prints.

        Raises:
            GitFailed: it ended with another status than those accepted; its own words are in the message.
        """
        done = subprocess.run(self.command(*arguments), input=given or b"", capture_output=True, env=self.environment, check=False)
        if done.returncode not in accept:
            raise GitFailed(f"git {arguments[0]} 在 {self.path} 以状态 {done.returncode} 结束：{_last_words(done.stderr)}")
        return done.stdout

    @contextmanager
    def stream(self, *arguments: str, given: bytes) -> Iterator[tuple[IO[bytes], "Ending"]]:
        """Git's output as a stream, fed from ``given``; ``Ending`` tells afterwards how it ended."""
        ending = Ending()
        with (
            tempfile.TemporaryFile() as words,
            subprocess.Popen(
                self.command(*arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                bufsize=PIPE_BUFFER_BYTES,
                env=self.environment,
                # Ctrl-C is for us: a git cut short must not look like a damaged repository
                start_new_session=True,
            ) as process,
        ):
            if process.stdin is None or process.stdout is None:
                raise GitFailed("git 没有可读写的管道")
            try:
                # git reads the whole list of commits before it prints the first one, so this cannot dead-lock
                process.stdin.write(given)
                process.stdin.close()
                yield process.stdout, ending
                process.stdout.close()
                ending.status = process.wait()
                words.seek(0)
                ending.words = _last_words(words.read())
            except BaseException:
                process.kill()
                raise

    @property
    def environment(self) -> dict[str, str]:
        """What git is told beside its arguments."""
        return ENVIRONMENT if self.objects is None else ENVIRONMENT | {"GIT_OBJECT_DIRECTORY": str(self.objects)}


@dataclass(slots=True)
class Ending:
    """How a streamed git command ended: status 0 is the only good one."""

    status: int = -1
    words: str = ""


def open_git_directory(path: Path) -> GitDirectory:
    """The git directory of a work tree, a bare repository or a ``.git`` file.

    Raises:
        RepositoryGone: there is none at that path.
    """
    for candidate in (path / ".git", path):
        if candidate.is_file() and candidate.name == ".git":
            target = candidate.read_bytes().removeprefix(b"gitdir:").strip()
            candidate = (candidate.parent / os.fsdecode(target)).resolve()  # noqa: PLW2901 - the pointer is followed once
        if (candidate / "HEAD").is_file() and ((candidate / "objects").is_dir() or (candidate / "commondir").is_file()):
            return GitDirectory(candidate.resolve())
    raise RepositoryGone(f"{path} 不是 git 仓库（没有 HEAD 和 objects）；请检查路径，或重新克隆")


@contextmanager
def sealed(repository: GitDirectory) -> Iterator[GitDirectory]:
    """The same objects behind an empty git directory: nobody's config, info/attributes, grafts or hooks can be read.

    Refs are not there either: resolve them to commit ids first.
    """
    with tempfile.TemporaryDirectory(prefix="xingtu-git-") as folder:
        seal = Path(folder)
        (seal / "refs").mkdir()
        (seal / "HEAD").write_text("ref: refs/heads/none\n", "ascii")
        if object_format(repository) == "sha256":
            (seal / "config").write_text("[core]\nrepositoryformatversion = 1\nbare = true\n[extensions]\nobjectFormat = sha256\n", "ascii")
        else:
            (seal / "config").write_text("[core]\nrepositoryformatversion = 0\nbare = true\n", "ascii")
        common = common_directory(repository)
        if (common / "shallow").is_file():
            (seal / "shallow").write_bytes((common / "shallow").read_bytes())
        yield GitDirectory(seal, common / "objects")


def object_format(repository: GitDirectory) -> str:
    """sha1 or sha256."""
    return repository.output("rev-parse", "--show-object-format").decode().strip()


def resolve_commit(repository: GitDirectory, revision: str) -> str:
    """The commit id a revision names.

    Raises:
        CollectError: it names none; the message says which.
    """
    answer = repository.output("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}", accept=(0, 1, 128))
    if not answer:
        raise CollectError(f"{repository.path} 中没有名为 {revision} 的提交；请检查拼写，或取回缺少的标签和分支")
    return answer.decode().strip()


def default_branch(repository: GitDirectory) -> str | None:
    """Full name of the ref HEAD points to (or ``HEAD`` when detached); None while nothing was ever committed."""
    name = repository.output("symbolic-ref", "--quiet", "HEAD", accept=(0, 1)).decode("utf-8", "surrogateescape").strip() or "HEAD"
    # not name^{commit}: a ref to a commit that is missing is damage, not an empty repository
    born = repository.output("rev-parse", "--verify", "--quiet", "--end-of-options", name, accept=(0, 1, 128))
    return name if born else None


def history_defects(repository: GitDirectory) -> list[str]:
    """What stands in the way of a full count, one sentence each; grafts and replacements are ignored, and said."""
    notes = []
    common = common_directory(repository)
    if is_partial(repository):
        notes.append(PARTIAL_CLONE)
    if (common / "shallow").is_file():
        notes.append("浅克隆（shallow）：边界提交的改动未知；请运行 git fetch --unshallow 后重新扫描")
    if (common / "info" / "grafts").is_file():
        notes.append("存在 info/grafts：已忽略，按原始历史计数")
    if repository.output("for-each-ref", "--count=1", "refs/replace/"):
        notes.append("存在 refs/replace：已忽略，按原始历史计数")
    return notes


def shallow_boundary(repository: GitDirectory) -> set[str]:
    """Commits whose parents were cut away; their diffs would show the whole tree as added."""
    shallow = common_directory(repository) / "shallow"
    return set(shallow.read_text("ascii").split()) if shallow.is_file() else set()


def common_directory(repository: GitDirectory) -> Path:
    """Where shallow, grafts and objects lie; differs from the git directory in a linked work tree."""
    pointer = repository.path / "commondir"
    return (repository.path / pointer.read_text("utf-8").strip()).resolve() if pointer.is_file() else repository.path


def is_partial(repository: GitDirectory) -> bool:
    """Some objects may have been left on a server; we never fetch them behind the owner's back."""
    packs = common_directory(repository) / "objects" / "pack"
    if any(packs.glob("*.promisor")):
        return True
    config = repository.output("config", "--local", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$", accept=(0, 1))
    return bool(config)


def _last_words(stderr: bytes) -> str:
    return stderr.decode("utf-8", "replace").strip()[-500:] or "（没有说明）"
