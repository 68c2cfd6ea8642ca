"""Which versions do the pom.xml of one repository give each other, where a file alone leaves them open?

Followed are parents and lists taken in (scope import) that stand in the same tree under the name that is asked for; what stands outside
stays open, and so does what something outside might decide otherwise: Maven asks the file, its parents, and then the lists in their
order. A module of the repository is own code, not a component.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xingtu.detect.dependencies.pom_xml import filled_in
from xingtu.facts.components import LOCKED, UNRESOLVED, Component

CERTAIN = re.compile(r"[^\s\[\](),${}]+")
NO_VERSIONS = frozenset({"LATEST", "RELEASE"})
LEFT_OPEN = "由父项目或导入的清单决定"
"""What the reader of pom.xml writes where a dependency has no version."""
DEEPEST, MOST = 10, 5000
MANAGES_NOTHING = frozenset({"org.apache:apache", "org.sonatype.oss:oss-parent"})
"""Parents that many projects have and no repository holds; of what anybody ships they manage nothing."""

Model = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Effective:
    """What holds in one file: properties, and name -> version as managed, with the properties of whoever manages it put in."""

    properties: Mapping[str, str]
    managed: Mapping[str, str]
    is_whole: bool
    """Nothing outside the tree manages anything more."""


class MavenTree:
    """All projects of a tree, by path."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models
        self._effective: dict[str, _Effective] = {}
        self._own: dict[str, str] = {}
        """group:artifact -> path."""
        for path in sorted(models):
            properties = self._properties(self._chain(path))
            name = f"{properties.get('project.groupId', '')}:{models[path]['artifact']}"
            self._own.setdefault(filled_in(name, properties), path)

    def knows(self, path: str) -> bool:
        """Whether it is a project of the tree."""
        return path in self._models

    def completed(self, path: str, rows: Iterable[Component]) -> tuple[Component, ...]:
        """The rows of a file with what the tree says of them; modules of the tree at their own version are left out."""
        holds = self._of(path)
        told = [self._completed(row, holds) if row.ecosystem == "Maven" else row for row in rows]
        return tuple(row for row in told if not self._is_own(row))

    def _completed(self, row: Component, holds: _Effective) -> Component:
        if row.quality != UNRESOLVED and row.version:
            return row
        name = filled_in(row.name, holds.properties)
        asked = row.requirement.partition("; ")[0]
        version = holds.managed.get(name, "") if asked == LEFT_OPEN else filled_in(asked, holds.properties)
        if not CERTAIN.fullmatch(version) or version in NO_VERSIONS:
            return replace(row, name=name)
        return replace(row, name=name, version=version, quality=LOCKED, requirement=row.requirement.partition("; ")[2])

    def _is_own(self, row: Component) -> bool:
        path = self._own.get(row.name) if row.ecosystem == "Maven" else None
        return path is not None and (not row.version or row.version == self._of(path).properties.get("project.version"))

    def _of(self, path: str, depth: int = 0) -> _Effective:
        if path not in self._effective:
            chain = self._chain(path)
            properties = self._properties(chain)
            managed: dict[str, str] = {}
            for above in chain:  # the nearest says first, and what it says itself goes before what it takes in
                for name, version in self._stated(above, properties).items():
                    managed.setdefault(name, version)
            lists = [
                filled_in(f"{group}:{artifact}", properties) for above in chain for group, artifact, _ in self._models[above]["imports"]
            ]
            is_whole = self._ends(chain)
            for name in lists:
                taken = self._own.get(name)
                # a list or a parent outside may say otherwise of anything that comes after it
                if not is_whole or taken is None or taken in chain or depth >= DEEPEST:
                    is_whole = False
                    break
                held = self._of(taken, depth + 1)
                for one, version in held.managed.items():
                    managed.setdefault(one, version)
                is_whole = held.is_whole
            self._effective[path] = _Effective(properties, managed, is_whole)
        return self._effective[path]

    def _stated(self, path: str, properties: Mapping[str, str]) -> Mapping[str, str]:
        """What one file manages itself; of a name with several versions (for other types or classifiers) none."""
        stated: dict[str, str] = {}
        for group, artifact, written in self._models[path]["managed"][:MOST]:
            name, version = filled_in(f"{group}:{artifact}", properties), filled_in(written, properties)
            stated[name] = version if stated.get(name, version) == version else ""
        return stated

    def _ends(self, chain: Sequence[str]) -> bool:
        """Whether the last of a chain of parents has none outside the tree that might manage something."""
        parent = self._models[chain[-1]]["parent"]
        return not parent or f"{parent['group']}:{parent['artifact']}" in MANAGES_NOTHING

    def _chain(self, path: str) -> list[str]:
        """The file and its parents in the tree, the nearest first."""
        chain = [path]
        while len(chain) <= DEEPEST:
            parent = self._models[chain[-1]]["parent"]
            if not parent or not parent["path"]:
                break
            place = posixpath.normpath(posixpath.join(posixpath.dirname(chain[-1]), parent["path"]))
            found = next((one for one in (place, f"{place}/pom.xml") if one in self._models and one not in chain), None)
            if found is None or self._models[found]["artifact"] != parent["artifact"] or not self._is_of(found, parent["group"]):
                break
            chain.append(found)
        return chain

    def _is_of(self, path: str, group: str) -> bool:
        """Whether a project is of a group; one that inherits its group through a property is believed."""
        model = self._models[path]
        own = model["group"] or (model["parent"] or {}).get("group", "")
        return own == group or "${" in own or "${" in group

    def _properties(self, chain: Sequence[str]) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for path in reversed(chain):
            model = self._models[path]
            known.update(model["properties"])
            parent = model["parent"] or {}
            for name, key in (("groupId", "group"), ("version", "version")):
                if model[key] or parent.get(key):
                    known[f"project.{name}"] = known[f"pom.{name}"] = model[key] or parent[key]
                if parent.get(key):
                    known[f"project.parent.{name}"] = known[f"parent.{name}"] = parent[key]
            known["project.artifactId"] = known["pom.artifactId"] = model["artifact"]
        for name in ("project.version", "project.groupId"):
            if name in known:
                known[name] = filled_in(known[name], known)
        return known
