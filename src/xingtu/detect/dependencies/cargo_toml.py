"""What does a Rust package ask for? A declaration: versions stand in the lock file."""

from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import table, text
from xingtu.detect.lockfiles.toml_text import key_line, read_toml
from xingtu.errors import LockfileError
from xingtu.facts.components import BUILD, DEV, GIT, OPTIONAL, REGISTRY, RUNTIME, Component

ECOSYSTEM = "crates.io"
KINDS = {"dependencies": RUNTIME, "build-dependencies": BUILD, "dev-dependencies": DEV}


def parse(content: str) -> Found:
    """A path is own code; what the workspace decides stands in its own file, and is an entry there."""
    document = read_toml(content)
    if not {"package", "workspace", "project"} & set(document):
        raise LockfileError("没有 [package] 也没有 [workspace]，不是 Cargo.toml。", 1)
    targets = table(document, "target")
    holders = [document, table(document, "workspace"), *(table(targets, name) for name in targets)]
    return Found(tuple(row for holder in holders for kind, scope in KINDS.items() for row in _rows(content, table(holder, kind), scope)))


def _rows(content: str, asked: dict[str, Any], scope: str) -> list[Component]:
    rows = []
    for used_as, wanted in asked.items():
        told = wanted if isinstance(wanted, dict) else {"version": wanted}
        # a version beside a path is for whoever takes the package from the registry; here the folder is built
        if "path" in told or told.get("workspace") is True:
            continue
        name = text(told, "package") or used_as
        rows.append(
            component(
                ECOSYSTEM,
                name,
                requirement=text(told, "version") or "*",
                scope=OPTIONAL if told.get("optional") is True else scope,
                direct=True,
                line=key_line(content, used_as),
                via=(used_as,) if name != used_as else (),
                origin=GIT if "git" in told else REGISTRY,
                source=text(told, "git"),
            )
        )
    return rows


FORMAT = Format(
    id="cargo_toml",
    version=3,
    name="Cargo.toml",
    ecosystem=ECOSYSTEM,
    resolved=False,
    source="https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html",
    wants=lambda path: base(path) == "Cargo.toml",
    parse=parse,
    examples=[
        (
            "Cargo.toml",
            """\
[package]
name = "own"

[dependencies]
serde = { version = "1", optional = true }
json = { package = "serde_json", version = "1.0" }
part = { path = "part", version = "0.1" }
g = { git = "https://u@example.org/g" }

[target.'cfg(unix)'.dependencies]
libc = "0.2"

[dev-dependencies]
rand = "0.8"
decided-by-the-workspace = { workspace = true }
""",
            [
                component(ECOSYSTEM, "serde", requirement="1", scope=OPTIONAL, direct=True, line=5),
                component(ECOSYSTEM, "serde_json", requirement="1.0", direct=True, line=6, via=("json",)),
                component(ECOSYSTEM, "g", requirement="*", direct=True, line=8, origin=GIT, source="https://example.org/g"),
                component(ECOSYSTEM, "rand", requirement="0.8", scope=DEV, direct=True, line=14),
                component(ECOSYSTEM, "libc", requirement="0.2", direct=True, line=11),
            ],
        ),
        ("Cargo.toml", '[workspace]\nmembers = ["a"]\n', []),
    ],
    refused=["", "x = 1\n", "[package]\n[dependencies]\na = 1\n", "dependencies = 1\n[package]\n", "[package\n"],
)
