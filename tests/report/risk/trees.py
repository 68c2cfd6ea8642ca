"""What was read of an invented tree, with everything a bill of materials has to tell."""

from xingtu.detect.lockfiles.format import component
from xingtu.facts.components import BUILD, DECLARED_MINIMUM, DEV, GIT, OPTIONAL, PATH, TEST, UNKNOWN, Component
from xingtu.facts.stock import DependencyFile, Fault, Stock
from xingtu.report.risk.sbom_tree import Tree

ROWS: dict[str, tuple[Component, ...]] = {
    "go.mod": (
        component("Go", "stdlib", "1.21", quality=DECLARED_MINIMUM, line=3, direct=True),
        component("Go", "github.com/a/b", "1.2.3", direct=True, line=6),
        component("Go", "github.com/c/d", "0.0.0-20220101000000-abcdefabcdef", scope=UNKNOWN, direct=False, line=7),
        component("Go", "github.com/e/f", "2.0.1+incompatible", scope=UNKNOWN, direct=False, line=8, via=("github.com/old/f",)),
    ),
    "web/package-lock.json": (
        component("npm", "@s/b", "1.0.0", direct=True, line=10),
        component("npm", "JSONStream", "1.3.5", scope=DEV, direct=False, line=20),
        component("npm", "left-pad", "1.0.0", scope=OPTIONAL, direct=False, line=30),
        component("npm", "fork", "1.0.0", origin=GIT, source="git+https://git.example.org/s/fork.git", line=40),
    ),
    "poetry.lock": (
        component("PyPI", "Jinja2", "3.1.2", line=5),
        component("PyPI", "pytest", "8.0", scope=TEST, line=15),
        component("PyPI", "local", "0.1", origin=PATH, line=25),
        component("PyPI", "local", "0.1", line=35),
    ),
    "docs/poetry.lock": (component("PyPI", "pytest", "8.0", line=1), component("PyPI", "jinja2", "3.1.2", scope=DEV, direct=True, line=9)),
    "pom.xml": (
        component("Maven", "org.a:b", "1.0", scope=BUILD, direct=True, line=12),
        component("Maven", "org.a:open", requirement="${version}", direct=True, line=14),
    ),
    "app/oh-package-lock.json5": (component("ohpm", "@ohos/axios", "2.2.0", direct=True, line=4),),
}
FILES = tuple(
    DependencyFile(path, "ab" * 20, "x@1", resolved=True, components=len(rows), unresolved=sum(not row.version for row in rows))
    for path, rows in ROWS.items()
)
STOCK = Stock(
    project="gearsim",
    name="齿轮仿真 gearsim",
    tip="3750ac002419" + "0" * 28,
    files=FILES,
    read_now=0,
    components=13,
    unresolved=1,
    faults=(Fault("broken/Cargo.lock", 7, "不是合法的 TOML"),),
    vendored=("third_party/zlite",),
)
TREE = Tree(STOCK, ROWS, "2025-12-09T12:00:00+08:00", "https://user:secret@git.example.org/lizhou/gearsim", "v2025.12")
EMPTY = Tree(Stock("file/go.mod", "go.mod", "", (), 0, 0, 0, ()), {})
