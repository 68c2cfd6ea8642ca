"""Which licence does a package's manifest declare?

A manifest is somebody else's input: too large, too deep or broken, it is named with the place where it breaks, and nothing stops.
"""

import re
from collections.abc import Callable

from xingtu.detect.licences.declaration import Declaration, Manifest, Unreadable
from xingtu.detect.licences.manifests_json import codemeta, composer, oh_package, package_json
from xingtu.detect.licences.manifests_lines import citation, conanfile, debian_copyright, gemspec, publiccode
from xingtu.detect.licences.manifests_toml import cargo, pyproject, setup_cfg
from xingtu.detect.licences.manifests_xml import nuspec, pom
from xingtu.detect.licences.reuse_tags import decoded

LARGEST_BYTES = 2 * 2**20
READERS: tuple[tuple[re.Pattern[str], Callable[[str], tuple[Declaration, ...]]], ...] = (
    (re.compile(r"pyproject\.toml"), pyproject),
    (re.compile(r"setup\.cfg"), setup_cfg),
    (re.compile(r"Cargo\.toml"), cargo),
    (re.compile(r"package\.json"), package_json),
    (re.compile(r"composer\.json"), composer),
    (re.compile(r"codemeta\.json"), codemeta),
    (re.compile(r"oh-package\.json5"), oh_package),
    (re.compile(r"pom\.xml"), pom),
    (re.compile(r".+\.nuspec"), nuspec),
    (re.compile(r".+\.gemspec"), gemspec),
    (re.compile(r"conanfile\.py"), conanfile),
    (re.compile(r"publiccode\.ya?ml"), publiccode),
    (re.compile(r"CITATION\.cff"), citation),
)
DEBIAN = re.compile(r"(?:.*/)?debian/copyright")


def _reader(path: str) -> Callable[[str], tuple[Declaration, ...]] | None:
    if DEBIAN.fullmatch(path):
        return debian_copyright
    name = path.rpartition("/")[2]
    return next((reader for pattern, reader in READERS if pattern.fullmatch(name)), None)


def is_manifest(path: str) -> bool:
    """It describes a package and may declare its licence."""
    return _reader(path) is not None


def described_folder(path: str) -> str:
    """The folder whose content the manifest describes."""
    folder = path.rpartition("/")[0]
    return folder.rpartition("/")[0] if DEBIAN.fullmatch(path) else folder


def declared(path: str, content: bytes) -> Manifest:
    """What the manifest at that path declares."""
    reader = _reader(path)
    if reader is None:
        return Manifest()
    if len(content) > LARGEST_BYTES:
        return Manifest(flaw=f"larger than {LARGEST_BYTES} bytes")
    try:
        return Manifest(reader(decoded(content)))
    except Unreadable as unreadable:
        return Manifest(flaw=str(unreadable), flaw_line=unreadable.line)
    except RecursionError:
        return Manifest(flaw="nested too deeply")
