"""How does a repository come here from outside: never checked out, never asked more than its objects, never half there?

A clone is made in a folder of its own and appears by one rename; an update keeps every tip it knew (``refs/seen``), so
that a forced push cannot remove commits a frozen run cites.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from xingtu.collect.git import ENVIRONMENT, GitDirectory
from xingtu.collect.public_address import Resolver, resolve, vetted_address
from xingtu.collect.source import Source, is_remote
from xingtu.errors import CollectError, RepositoryGone
from xingtu.store.files import whole_folder

HARDENED = (
    "core.hooksPath=/dev/null",
    "http.followRedirects=false",
    "transfer.fsckObjects=true",
    "fetch.fsckObjects=true",
    "submodule.recurse=false",
    "credential.helper=",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
    "gc.auto=0",
    "maintenance.auto=false",
)
LIMITED = (
    "import os, resource, sys; size = int(sys.argv[1]); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); os.execvp(sys.argv[2], sys.argv[2:])"
)
"""Sets the limit in the child and becomes git: a ``preexec_fn`` would run Python between fork and exec, beside our threads."""
REFSPECS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Clones of repositories that lie elsewhere, under one folder."""

    folder: Path
    seconds: int = 3600
    largest_bytes: int = 8 * 2**30
    resolver: Resolver = resolve

    def locate(self, source: Source) -> Path:
        """The source's clone on this machine, fetched if it lies elsewhere.

        Raises:
            AddressRefused: the address is not one we may fetch from.
            RepositoryGone: nothing is there.
            CollectError: fetching failed; git's own words are in the message.
        """
        if is_remote(source.address):
            pinned_host, port, address = vetted_address(source.address, resolver=self.resolver)
            return self._fetched(source, source.address, "https", (f"http.curloptResolve={pinned_host}:{port}:{address}",))
        path = Path(source.address).expanduser()
        if path.is_file() and path.name != ".git":
            return self._fetched(source, str(path.resolve()), "file", ())
        if not path.exists():
            raise RepositoryGone(f"{source.address} 不存在；请检查路径")
        return path.absolute()

    def _fetched(self, source: Source, address: str, protocol: str, pinned: Sequence[str]) -> Path:
        mirror = self.folder / (quote(source.repository, safe="@+") + ".git")
        if mirror.is_dir():
            _update(self, mirror, address, protocol, pinned)
        else:
            with whole_folder(mirror) as beside:
                shutil.rmtree(beside)
                _git(self, protocol, pinned, "clone", "--bare", "--quiet", "--", address, str(beside))
        return mirror


def _update(mirrors: Mirrors, mirror: Path, address: str, protocol: str, pinned: Sequence[str]) -> None:
    git = GitDirectory(mirror)
    before = _heads(git)
    for commit in before.values():
        git.output("update-ref", f"refs/seen/{commit}", commit)
    _git(mirrors, protocol, pinned, f"--git-dir={mirror}", "fetch", "--quiet", "--prune", "--no-write-fetch-head", "--", address, *REFSPECS)
    after = _heads(git)
    for name, commit in before.items():
        kept = name in after and _is_ancestor(git, commit, after[name])
        if kept:
            git.output("update-ref", "-d", f"refs/seen/{commit}")
    listed = _git(mirrors, protocol, pinned, "ls-remote", "--symref", "--", address, "HEAD", "refs/heads/*").decode(
        "utf-8", "surrogateescape"
    )
    branch = _default_branch(listed.split("\n"), git.output("symbolic-ref", "HEAD").decode("utf-8", "surrogateescape").strip())
    if branch in after:
        git.output("symbolic-ref", "HEAD", branch)


def _default_branch(listed: Sequence[str], ours: str) -> str:
    """The branch the other side's HEAD names; a bundle names none, there it is a branch with HEAD's commit, ours if it can be."""
    named = [line.removeprefix("ref: ").removesuffix("\tHEAD") for line in listed if line.startswith("ref: ") and line.endswith("\tHEAD")]
    tips = {line.partition("\t")[2]: line.partition("\t")[0] for line in listed if not line.startswith("ref: ")}
    same = [name for name, commit in tips.items() if name.startswith("refs/heads/") and commit == tips.get("HEAD")]
    return next(iter(named or ([ours] if ours in same else same)), ours)


def _heads(git: GitDirectory) -> dict[str, str]:
    lines = git.output("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/").decode("utf-8", "surrogateescape")
    return {name: commit for name, _, commit in (line.rpartition(" ") for line in lines.split("\n")[:-1])}


def _is_ancestor(git: GitDirectory, commit: str, of: str) -> bool:
    return (
        subprocess.run(git.command("merge-base", "--is-ancestor", commit, of), env=ENVIRONMENT, check=False, capture_output=True).returncode
        == 0
    )


def _git(mirrors: Mirrors, protocol: str, pinned: Sequence[str], *arguments: str) -> bytes:
    settings = [part for setting in (*HARDENED, *pinned) for part in ("-c", setting)]
    environment = ENVIRONMENT | {"GIT_ALLOW_PROTOCOL": protocol, "GIT_PROTOCOL_FROM_USER": "0", "GIT_LFS_SKIP_SMUDGE": "1"}
    command = [sys.executable, "-I", "-S", "-c", LIMITED, str(mirrors.largest_bytes), "git", *settings, *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=mirrors.seconds, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as error:
        raise CollectError(f"{mirrors.seconds} 秒内没有取完 {arguments[-2]}；请检查网络，稍后重试") from error
    if done.returncode != 0:
        words = os.fsdecode(done.stderr).strip()[-400:]
        raise CollectError(f"git {arguments[0]} 失败（状态 {done.returncode}）：{words}；请核对地址能否匿名访问，稍后重试")
    return done.stdout
