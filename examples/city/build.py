"""How is the example city put on disk? ``python -m city.build DIR``.

Writes ``DIR/hosts/<host>/<owner>/<name>.git`` (bare), ``DIR/city.toml`` with the lists it imports, and ``DIR/programmes/``. The same
commits on every machine and every run: no clock, no chance, no git configuration. The order in which to read: ``people.py``, the six
stories (``gearsim``, ``canlantern``, ``tideml``, ``sealbox``, ``minnow``, ``reedstore``), ``broken.py``, then ``expected.py``, the truth.
"""

import sys
from pathlib import Path

from .bare import write_bare
from .broken import damaged, empty, shallow
from .canlantern import canlantern
from .declarations import AFFILIATIONS, ALIASES, EMAIL_MAP, REPOSITORIES, city_toml
from .gearsim import gearsim
from .history import History
from .minnow import minnow
from .reedstore import reedstore
from .sealbox import sealbox
from .signboard import HOST, PATH, signboard
from .tideml import tideml
from .vulnerable import ADVISORIES, fares, lamppost, write_advisories
from .vulnerable import REPOSITORIES as VULNERABLE

PROGRAMME = "whole-city-award-2025.toml"


def build(folder: Path) -> Path:
    """Write the city into an empty or new folder and give the path of its ``city.toml``.

    Raises:
        FileExistsError: the folder holds a city already, which is left as it is.
    """
    if (folder / "hosts").exists():
        message = f"{folder} 中已有一座示例城市；请换一个空文件夹，或先删除它。"
        raise FileExistsError(message)
    histories = stories()
    histories["starmap"], lost = damaged()
    histories["seamount"], boundary = shallow()
    for one in REPOSITORIES:
        write_bare(
            histories[one.id],
            folder / "hosts" / one.host / f"{one.path}.git",
            without=lost if one.id == "starmap" else (),
            shallow=boundary if one.id == "seamount" else (),
        )
    # known to nobody: the portal's demonstration registers it by its address
    write_bare(signboard(), folder / "hosts" / HOST / f"{PATH}.git")
    for name, tell in (("fares", fares), ("lamppost", lamppost)):
        host, path = VULNERABLE[name]
        write_bare(tell(), folder / "hosts" / host / f"{path}.git")
    write_advisories(folder / ADVISORIES)
    return _write_declarations(folder)


def stories() -> dict[str, History]:
    """Tell every story whose repository is whole."""
    gears, fork = gearsim()
    seals = sealbox()
    return {
        "gearsim": gears,
        "canlantern": canlantern(),
        "tideml": tideml(),
        "sealbox": seals,
        "minnow": minnow(seals),
        "reedstore": reedstore(),
        "gearsim-mirror": gears.copy(),
        "gearsim-fork": fork,
        "newborn": empty(),
    }


def _write_declarations(folder: Path) -> Path:
    texts = {
        "city.toml": city_toml(),
        "aliases": ALIASES,
        "email-map": EMAIL_MAP,
        "affiliations.csv": AFFILIATIONS,
        f"programmes/{PROGRAMME}": (Path(__file__).parent / PROGRAMME).read_text(encoding="utf-8"),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder / "city.toml"


def main(arguments: list[str]) -> int:
    """Build the city in the folder named on the command line."""
    if len(arguments) != 1:
        sys.stderr.write("用法：python -m city.build 文件夹\n")
        return 2
    try:
        sys.stdout.write(f"{build(Path(arguments[0]))}\n")
    except FileExistsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
