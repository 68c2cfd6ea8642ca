"""Is what the build fetches pinned by hash, so that nobody can change it unseen?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.ci.file import CiFile, Step
from xingtu.detect.posture.commands import Fetch, fetches
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

OWNED, THIRD, IMAGE = "GitHub-owned GitHubAction", "third-party GitHubAction", "containerImage"
WEIGHTS = {OWNED: 2, THIRD: 8}
"""Of the actions together as much as of every other kind, if both kinds of actions are used."""
WHOLE = 10
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
DIGEST = re.compile(r"@sha256:(?:[0-9a-f]{64}|\$\{)")
SHELLS = frozenset({"", "bash", "sh", "mksh"})
COPIED = frozenset({"vendor", "third_party", "node_modules"})
NO_DOCKERFILE = (".go", ".c", ".cpp", ".rs", ".js", ".py", ".pyc", ".java", ".sh", ".md", ".ts", ".dockerignore")
TEMPLATES = re.compile(r"(?i)[._](?:template|tmpl|tpl|j2|in|jinja2?|erb)$")
NAMED = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
LONGEST_IMAGE = 1_000
"""Letters; what names a longer one names none, and ARGs that name each other twice would double without end."""
SCRIPT = re.compile(rb"#![ \t]{0,4}/\S{0,60}?\b(?:env[ \t]{1,4})?(?:ba|mk)?sh\b")


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something the build fetches."""

    kind: str
    pinned: bool
    place: PosturePlace


def look(tree: Tree) -> Outcome:
    """The share that is pinned, of each kind; kinds count alike, and those that are not used do not count."""
    found = [one for part in (_actions(tree), _dockerfiles(tree), _scripts(tree)) for one in part]
    if not found:
        return Outcome(None, "构建不取用任何外部内容", "the build fetches nothing from outside")
    shares: dict[str, list[bool]] = {}
    for one in found:
        shares.setdefault(one.kind, []).append(one.pinned)
    both = OWNED in shares and THIRD in shares
    weights = {kind: WEIGHTS.get(kind, WHOLE) if both else WHOLE for kind in shares}
    reached = sum(weights[kind] * sum(pinned) * BEST / len(pinned) for kind, pinned in shares.items())
    score = int(reached / sum(weights.values()) + 1e-9)
    unpinned = tuple(one.place for one in found if not one.pinned)
    told = "，".join(f"{kind} {sum(pinned)}/{len(pinned)}" for kind, pinned in sorted(shares.items()))
    return Outcome(score, f"按哈希固定的：{told}", f"pinned by hash: {told.replace('，', ', ')}", unpinned)


def _actions(tree: Tree) -> Iterator[Dependency]:
    # an alias names one script many times
    known: dict[str, list[Fetch]] = {}
    for file in tree.ci:
        for job in file.jobs:
            if file.like_github:
                yield from _uses(file, job.uses, job.line)
            for image, line in job.images:
                if "$" not in image:
                    yield Dependency(IMAGE, DIGEST.search(image) is not None, PosturePlace(file.path, line, image[:120]))
        for job, step in file.steps():
            if file.like_github:
                yield from _uses(file, step.uses, step.line)
            if step.run and _is_shell(step.shell) and "windows" not in job.name.lower():
                yield from _commands(file, step, known)


def _commands(file: CiFile, step: Step, known: dict[str, list[Fetch]]) -> Iterator[Dependency]:
    if step.run not in known:
        known[step.run] = list(fetches(step.run))
    for one in known[step.run]:
        yield Dependency(one.kind, one.pinned, PosturePlace(file.path, step.line_of(one.offset), one.words))


def _is_shell(shell: str) -> bool:
    return shell.split(" ", 1)[0] in SHELLS


def _uses(file: CiFile, uses: str, line: int) -> Iterator[Dependency]:
    # actions of the same repository are pinned with it
    if not uses or uses.startswith((".", "/", "$")) or "${{" in uses:
        return
    place = PosturePlace(file.path, line, uses[:120])
    if uses.startswith("docker://"):
        yield Dependency(IMAGE, DIGEST.search(uses) is not None, place)
        return
    name, _, revision = uses.partition("@")
    kind = OWNED if name.startswith(("actions/", "github/")) else THIRD
    yield Dependency(kind, COMMIT.fullmatch(revision) is not None, place)


def _dockerfiles(tree: Tree) -> Iterator[Dependency]:
    for entry in tree.files:
        name = entry.path.rpartition("/")[2].lower()
        if "dockerfile" not in name or name.endswith(NO_DOCKERFILE) or COPIED & set(entry.path.lower().split("/")):
            continue
        text = tree.text(entry)
        yield from _commands_of_image(entry.path, text)
        if not TEMPLATES.search(name):
            yield from _images(entry.path, text)


def _images(path: str, text: str) -> Iterator[Dependency]:
    pinned_names: dict[str, bool] = {}
    given: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = [word for word in line.split() if not word.startswith("--")]
        if len(words) > 1 and words[0].upper() == "ARG" and "=" in words[1]:
            name, _, value = words[1].partition("=")
            # what stands above is put in here, as Docker does
            given[name] = _filled(value.strip("\"'"), given)
        if len(words) < 2 or words[0].upper() != "FROM":  # noqa: PLR2004 -- FROM and a name
            continue
        image = _filled(words[1], given)
        stage = words[3] if len(words) == 4 and words[2].lower() == "as" else ""  # noqa: PLR2004 -- FROM a AS b
        if image.lower() == "scratch":
            pinned_names[stage] = True
            continue
        is_stage = image in pinned_names
        pinned = pinned_names.get(image, False) or DIGEST.search(image) is not None
        if stage:
            pinned_names[stage] = pinned
        # a stage of the same file was counted where it begins
        if not is_stage:
            yield Dependency(IMAGE, pinned, PosturePlace(path, number, image[:120]))


def _filled(text: str, given: dict[str, str]) -> str:
    """With the values of what it names; as it stands where that would be too long."""
    parts: list[str] = []
    place = length = 0
    for found in NAMED.finditer(text):
        parts += text[place : found.start()], given.get(found[1] or found[2], found[0])
        length += len(parts[-2]) + len(parts[-1])
        place = found.end()
        if length > LONGEST_IMAGE:
            return text[:LONGEST_IMAGE]
    return ("".join(parts) + text[place:])[:LONGEST_IMAGE]


def _commands_of_image(path: str, text: str) -> Iterator[Dependency]:
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        begin = number
        whole = lines[number]
        while whole.rstrip().endswith("\\") and number + 1 < len(lines):
            number += 1
            whole = whole.rstrip()[:-1] + " \\\n" + lines[number]
        number += 1
        head = whole.lstrip()
        if head[:4].upper() != "RUN ":
            continue
        script = re.sub(r"^\s{0,99}(?:--\S{1,200}\s{1,99}){1,9}", lambda found: " " * len(found[0]), head[4:])
        for one in fetches(script):
            yield Dependency(one.kind, one.pinned, PosturePlace(path, begin + 1 + script.count("\n", 0, one.offset), one.words))


def _scripts(tree: Tree) -> Iterator[Dependency]:
    for entry in tree.files:
        name = entry.path.rpartition("/")[2]
        ending = name.rpartition(".")[2] if "." in name else ""
        if ending not in {"sh", "bash", "mksh", ""} or COPIED & set(entry.path.lower().split("/")):
            continue
        content = tree.content(entry)
        if not ending and not SCRIPT.match(content):
            continue
        text = content.decode("utf-8", "replace")
        for one in fetches(text):
            yield Dependency(one.kind, one.pinned, PosturePlace(entry.path, 1 + text.count("\n", 0, one.offset), one.words))


_STEPS = "on: push\njobs:\n  a:\n    steps:\n"
_SHA = "0123456789abcdef0123456789abcdef01234567"

CHECK = Check(
    id="pinned_dependencies",
    own_name="Pinned-Dependencies",
    name="按哈希固定依赖",
    name_en="Dependencies pinned by hash",
    risk="medium",
    look=look,
    examples=[
        (tree_of({"a.py": ""}), None),
        (tree_of({".github/workflows/a.yml": f"{_STEPS}      - uses: actions/checkout@{_SHA}\n      - run: npm ci\n"}), 10),
        (tree_of({".github/workflows/a.yml": f"{_STEPS}      - uses: actions/checkout@v4\n      - uses: a/b@{_SHA}\n"}), 8),
        (tree_of({".github/workflows/a.yml": f"{_STEPS}      - run: pip install tox\n      - uses: ./own\n"}), 0),
        (tree_of({"Dockerfile": f"FROM a@sha256:{_SHA}{_SHA[:24]} AS b\nFROM b\nRUN curl https://a | sh\n"}), 5),
        (tree_of({".gitlab-ci.yml": "a:\n  image: python:3\n  script: [npm ci]\n"}), 5),
        (tree_of({"install.sh": "#!/bin/sh\n# curl https://a | sh\necho 'pip install a'\n"}), None),
    ],
    differs=(
        "也读 GitLab、GitCode、Gitee Go 的命令和作业所用的镜像。",
        "命令按分隔符切开判断，不完整解析 shell；同一 Dockerfile 内引用前一阶段不重复计数；nuget 不看。",
    ),
    differs_en=(
        "Commands of GitLab, GitCode and Gitee Go and the images jobs run in are read too.",
        "Scripts are cut into commands, not wholly parsed; a stage of the same Dockerfile counts once; nuget is left out.",
    ),
)
