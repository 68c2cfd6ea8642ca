"""Do programs lie in the tree that nobody can review?"""

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

PROBE_BYTES = 1024
MAGIC = (
    (b"\x7fELF", "ELF"),
    (b"MZ", "Windows"),
    (b"\xcf\xfa\xed\xfe", "Mach-O"),
    (b"\xce\xfa\xed\xfe", "Mach-O"),
    (b"\xfe\xed\xfa\xce", "Mach-O"),
    (b"\xfe\xed\xfa\xcf", "Mach-O"),
    (b"\xca\xfe\xba\xbe", "Java class / Mach-O"),
    (b"\x00asm", "WebAssembly"),
    (b"!<arch>\ndebian", "deb"),
    (b"\xed\xab\xee\xdb", "RPM"),
    (b"dex\n", "Dalvik"),
    (b"Cr24", "Chrome extension"),
)
ENDINGS = frozenset(
    [
        *("crx", "deb", "dex", "dey", "elf", "o", "a", "so", "macho", "iso", "class", "jar", "bundle", "dylib", "lib", "msi", "dll", "drv"),
        *("efi", "exe", "ocx", "pyc", "pyo", "par", "rpm", "wasm", "whl"),
    ]
)


def look(tree: Tree) -> Outcome:
    """One point less for each program; a file is one by its first bytes, or by its ending if it is no text."""
    places = []
    for entry in tree.files:
        head = tree.content(entry)[:PROBE_BYTES]
        kind = next((name for magic, name in MAGIC if head.startswith(magic) and not (magic == b"MZ" and _is_text(head))), "")
        ending = entry.path.rpartition("/")[2].rpartition(".")[2] if "." in entry.path.rpartition("/")[2] else ""
        if not kind and ending in ENDINGS and head and not _is_text(head):
            kind = f".{ending}"
        if kind:
            places.append(PosturePlace(entry.path, None, kind))
    if not places:
        return Outcome(BEST, "没有二进制程序", "no binaries found")
    return Outcome(max(BEST - len(places), 0), f"有 {len(places)} 个二进制程序", f"{len(places)} binaries found", tuple(places))


def _is_text(head: bytes) -> bool:
    return all(byte >= 32 or byte in b"\n\t\r" for byte in head)  # noqa: PLR2004 -- control characters


CHECK = Check(
    id="binary_artifacts",
    own_name="Binary-Artifacts",
    name="二进制制品",
    name_en="Binary artifacts",
    risk="high",
    look=look,
    examples=[
        (tree_of({"a.py": "x = 1\n", "logo.png": b"\x89PNG\0"}), 10),
        (tree_of({"tool": b"\x7fELF\2\1\1\0", "lib/a.jar": b"PK\3\4\0"}), 8),
        (tree_of({f"{n}.exe": b"MZ\x90\0" for n in range(12)}), 0),
        (tree_of({"notes.exe": "MZ is a text\n", "a.jar": ""}), 10),
    ],
    differs=("gradle-wrapper.jar 一律计入：有没有经过校验动作验证，离线看不到。",),
    differs_en=("gradle-wrapper.jar always counts: whether a validating action ran on it cannot be seen offline.",),
)
