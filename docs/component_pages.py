"""What does docs/components.md print of the readers and version schemes, so that it cannot say anything else? (Called by cog.)"""

import pkgutil

from printing import table

import xingtu.versions.schemes
from xingtu.detect.lockfiles.formats import formats
from xingtu.versions.ecosystems import SCHEME_OF, loaded

NONE = "—"


def dependency_files() -> str:
    """All formats: what is read, whether it is resolved, and what it leaves unsaid."""
    rows = [
        (
            f"`{one.name}`",
            one.ecosystem,
            "锁定 locked" if one.resolved else "声明 declared",
            "；".join(one.caveats) or NONE,
            f"[{one.id}](../src/xingtu/detect/dependencies/{one.id}.py)",
        )
        for one in formats().values()
    ]
    return table(("文件 file", "生态 ecosystem", "版本 versions", "须知 caveats", "读取 reader"), rows) + "\n"


def schemes() -> str:
    """All version schemes with the ecosystems that use them."""
    names = sorted(module.name for module in pkgutil.iter_modules(xingtu.versions.schemes.__path__))
    rows = [
        (
            scheme.name,
            "、".join(ecosystem for ecosystem, used in SCHEME_OF.items() if used == scheme.id),
            scheme.source,
            "；".join(scheme.caveats) or NONE,
        )
        for scheme in map(loaded, names)
    ]
    return table(("次序 order", "生态 ecosystems", "依据 source", "须知 caveats"), rows) + "\n"


def unordered() -> str:
    """The ecosystems whose versions have no order."""
    return "、".join(ecosystem for ecosystem, scheme in SCHEME_OF.items() if scheme is None) + "\n"
