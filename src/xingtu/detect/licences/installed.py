"""Is ScanCode here, whole, and with the libraries it can work with? Asked before it is loaded, because its own words mislead.

With a newer pluggy it finds none of its data and says that its licence cache may be corrupted.
"""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

SCANCODE, PLUGGY = "32.5.0", "1.5.0"
INDEX = Path("data") / "cache" / "license_index"
REMEDY = "在检出的根目录运行 make run，或 pip install --require-hashes -r requirements/run.txt"


def flaw() -> tuple[str, str] | None:
    """What is wrong and what to do; None when licences can be detected. Loads nothing of ScanCode."""
    for name, wanted, else_what in (
        ("scancode-toolkit", SCANCODE, "加速和缓存只对这一版证明过"),
        ("pluggy", PLUGGY, "否则 ScanCode 找不到自己的数据，误报“license cache may be corrupted”"),
    ):
        try:
            found = version(name)
        except PackageNotFoundError:
            return f"没有安装 {name}", REMEDY
        if found != wanted:
            return f"{name} 是 {found}，需要 {wanted}（{else_what}）", REMEDY
    package = find_spec("licensedcode")
    folder = Path(package.origin).parent if package and package.origin else None
    if folder is None or not any((folder / INDEX).glob("*")):
        return "ScanCode 的许可证索引不在（安装不完整）", f"删除 .venv 后{REMEDY}"
    return None
