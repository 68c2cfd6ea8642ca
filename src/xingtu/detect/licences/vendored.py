"""Which parts of a tree are copies of somebody else's work, or have a licence of their own for another reason?

Three signs make a folder a root: it lies in a folder kept for other people's work (``vendor/``, ``node_modules/``); it lies beside others
in a folder such as ``deps/`` where at least one brings a licence file; or it has a licence file of its own that states another licence,
or other holders, than the root around it. A package of the project's own, with the project's licence repeated, is no root.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xingtu.detect.licences.legal_files import TEXT_FOLDERS

KEPT_FOR_OTHERS = frozenset({
    "vendor", "vendored", "_vendor", "vendors", "third_party", "third-party", "thirdparty", "third_parties", "3rdparty", "3rd_party",
    "3rd-party", "node_modules", "oh_modules", "bower_components", "jspm_packages", "web_modules", "pods", "carthage",
    "_vendored_packages", "vendored_packages", "vendored-packages",
})  # fmt: skip
OFTEN_FOR_OTHERS = frozenset({
    "deps", "dependencies", "external", "externals", "extern", "ext", "contrib", "submodules", "subprojects", "bundled", "bundle", "libs",
})  # fmt: skip
DOCS = frozenset({"doc", "docs", "documentation"})


@dataclass(frozen=True, slots=True)
class LegalText:
    """What the licence files of one folder state together."""

    expression: frozenset[str]
    """Parts joined by AND; empty when nothing is recognised."""
    holders: frozenset[str]


def roots(paths: Iterable[str], legal: Mapping[str, LegalText]) -> Mapping[str, bool]:
    """Folder -> whether it is a copy of somebody else's work. The top is always there, and never is one.

    legal: folder -> what its licence files state
    """
    folders = {folder for path in paths for folder in _above(path)}
    found = {"": False}
    found.update(dict.fromkeys(_units(folders, legal), True))
    for folder in sorted(legal, key=lambda one: (one.count("/"), one)):
        if folder and folder not in found and not _is_paper(folder):
            around = root_of(f"{folder}/x", found)
            stated, theirs = legal[folder], legal.get(around, LegalText(frozenset(), frozenset()))
            others = bool(stated.holders and theirs.holders and not stated.holders & theirs.holders)
            if stated.expression and (others or stated.expression != theirs.expression):
                found[folder] = others or found[around]
    return dict(sorted(found.items()))


def root_of(path: str, found: Mapping[str, bool]) -> str:
    """The nearest root a file lies in."""
    return next((folder for folder in _above(path) if folder in found), "")


def _above(path: str) -> list[str]:
    """Folders above, the nearest first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _units(folders: set[str], legal: Mapping[str, LegalText]) -> set[str]:
    kept: set[str] = set()
    often: dict[str, set[str]] = {}
    for folder in folders:
        parts = folder.split("/")
        for place, part in enumerate(parts[:-1]):
            if part.lower() in KEPT_FOR_OTHERS:
                kept.update(_unit(parts, place))
            elif part.lower() in OFTEN_FOR_OTHERS:
                often.setdefault("/".join(parts[: place + 1]), set()).add("/".join(parts[: place + 2]))
    return kept | {unit for units in often.values() if units & legal.keys() for unit in units}


def _unit(parts: list[str], place: int) -> list[str]:
    """One copied work: ``node_modules/@scope/name``, ``vendor/github.com/owner/name``, ``third_party/name``; none above these."""
    below = parts[place + 1 :]
    length = 1
    if below[0].startswith("@"):
        length = 2
    elif parts[place].lower() == "vendor" and "." in below[0].strip("."):
        length = 2 if below[0] == "gopkg.in" else 3
    return ["/".join(parts[: place + 1 + length])] if length <= len(below) else []


def _is_paper(folder: str) -> bool:
    """A folder of texts or of documents states nothing of what lies in it."""
    last = folder.rpartition("/")[2].lower()
    return last in TEXT_FOLDERS or last in DOCS or "LICENSES" in folder.split("/")
