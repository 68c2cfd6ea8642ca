"""Which licence does a package's manifest declare?

A manifest is somebody else's input: too large, too deep or broken, it is named with the place where it breaks, and nothing stops.
"""

import re
from collections.abc import Callable, Mapping

from xingtu.detect.licences.declaration import Declaration, Manifest, Unreadable
from xingtu.detect.licences.manifests_json import codemeta, composer, oh_package, package_json
from xingtu.detect.licences.manifests_lines import citation, conanfile, debian_copyright, gemspec, publiccode
from xingtu.detect.licences.manifests_toml import cargo, pyproject, setup_cfg
from xingtu.detect.licences.manifests_xml import nuspec, pom
from xingtu.detect.licences.reuse_tags import decoded

LARGEST_BYTES = 2 * 2**20
READERS: Mapping[str, Callable[[str], tuple[Declaration, ...]]] = {
    "pyproject.toml": pyproject,
    "setup.cfg": setup_cfg,
    "Cargo.toml": cargo,
    "package.json": package_json,
    "composer.json": composer,
    "codemeta.json": codemeta,
    "oh-package.json5": oh_package,
    "pom.xml": pom,
    "conanfile.py": conanfile,
    "publiccode.yml": publiccode,
    "publiccode.yaml": publiccode,
    "CITATION.cff": citation,
}
BY_SUFFIX: Mapping[str, Callable[[str], tuple[Declaration, ...]]] = {"nuspec": nuspec, "gemspec": gemspec}
DEBIAN = re.compile(r"(?:.*/)?debian/copyright")


def _reader(path: str) -> Callable[[str], tuple[Declaration, ...]] | None:
    name = path.rpartition("/")[2]
    if name == "copyright" and DEBIAN.fullmatch(path):
        return debian_copyright
    return READERS.get(name) or BY_SUFFIX.get(name.rpartition(".")[2] if "." in name else "")


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
