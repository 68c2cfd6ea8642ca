"""Writes policy/compatibility/licence_list.json from the data that ScanCode and reuse bring; run it when a test says the list is another.

Only front matter is read: ScanCode is never imported, and the engine reads nothing but the file written here.
"""

import json
import re
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

LIST = Path(__file__).parents[2] / "policy" / "compatibility" / "licence_list.json"
FRONT = re.compile(r"---\s*\n(.*?\n)---\s*(\n|\Z)", re.DOTALL)


def front_matter() -> list[dict[str, Any]]:
    """What ScanCode says of each licence."""
    spec = find_spec("licensedcode")
    assert spec is not None
    assert spec.origin is not None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    for path in sorted((Path(spec.origin).parent / "data" / "licenses").glob("*.LICENSE")):
        matched = FRONT.match(path.read_text("utf-8"))
        assert matched is not None, path.name
        found.append(yaml.load(matched[1], Loader=loader))  # noqa: S506 a safe loader, the fast one where there is one
    return found


def spdx_list() -> dict[str, Any]:
    """The SPDX list that reuse ships."""
    content: dict[str, Any] = json.loads(files("reuse").joinpath("resources/licenses.json").read_text("utf-8"))
    return content


def written() -> str:
    """The file as it should be: a head, then one licence a line in order of its id."""
    spdx = spdx_list()
    approved = {one["licenseId"]: one for one in spdx["licenses"]}
    listed = []
    for licence in front_matter():
        name = licence.get("spdx_license_key")
        if not name:
            continue
        facts = approved.get(name, {})
        row = {"id": name, "category": licence["category"]}
        row |= {"osi": True} if facts.get("isOsiApproved") else {}
        row |= {"fsf": True} if facts.get("isFsfLibre") else {}
        row |= {"exception": True} if licence.get("is_exception") else {}
        row |= {"generic": True} if licence.get("is_generic") or licence.get("is_unknown") else {}
        row |= {"also": sorted(licence["other_spdx_license_keys"])} if licence.get("other_spdx_license_keys") else {}
        listed.append(row)
    head = {
        "version": f"scancode-{version('scancode-toolkit')}+spdx-{spdx['licenseListVersion']}",
        "dated_on": str(spdx["releaseDate"])[:10],
        "licence": "CC-BY-4.0",
        "attribution": "Categories: Copyright (c) nexB Inc. and others, ScanCode LicenseDB; approvals: SPDX License List",
    }
    rows = ",\n".join(
        f"    {json.dumps(row, ensure_ascii=False)}" for row in sorted(listed, key=lambda row: (row["id"].lower(), row["id"]))
    )
    top = "".join(f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
    return f'{{\n{top}  "licences": [\n{rows}\n  ]\n}}\n'


if __name__ == "__main__":
    LIST.write_text(written(), "utf-8")
