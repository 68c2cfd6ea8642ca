"""Which files of a tree are build files, and what stands in them? One that cannot be read is named, not left out."""

import re
from collections.abc import Callable, Iterable, Iterator

from xingtu.detect.lockfiles.yaml_text import read_yaml
from xingtu.detect.posture.ci.file import GITCODE, GITEE, GITHUB, GITLAB, CiFile
from xingtu.detect.posture.ci.gitee import read_gitee
from xingtu.detect.posture.ci.gitlab import read_gitlab
from xingtu.detect.posture.ci.workflow import read_workflow
from xingtu.errors import LockfileError
from xingtu.facts.tree_entries import TreeEntry

WHERE = (
    (GITHUB, re.compile(r"\.github/workflows/[^/]+\.ya?ml"), read_workflow),
    (GITCODE, re.compile(r"\.gitcode/workflows/[^/]+\.ya?ml"), read_workflow),
    (GITLAB, re.compile(r"\.gitlab-ci\.ya?ml|\.gitlab/(?:ci/)?[^/]+\.ya?ml"), read_gitlab),
    (GITEE, re.compile(r"\.workflow/[^/]+\.ya?ml"), read_gitee),
)
LARGEST_BYTES = 1_000_000


def ci_files(files: Iterable[TreeEntry], text_of: Callable[[TreeEntry], str]) -> Iterator[CiFile]:
    """In the order of the files."""
    for entry in files:
        for system, pattern, read in WHERE:
            if not pattern.fullmatch(entry.path):
                continue
            text = text_of(entry)
            # a file of comments is no build file
            if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
                continue
            if (entry.size_bytes or 0) > LARGEST_BYTES:
                yield CiFile(entry.path, system, problem="文件过大，未读取。")
                continue
            try:
                yield read(entry.path, system, read_yaml(text, aliases=True))
            except LockfileError as refused:
                yield CiFile(entry.path, system, problem=str(refused))
