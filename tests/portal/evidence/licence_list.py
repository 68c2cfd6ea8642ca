"""Writes src/portal/evidence/licences.toml from the SPDX list that reuse brings; run it when a test says the list is another."""

import json
from importlib.resources import files

from portal.evidence.licences import LIST

MULAN = ("MulanPSL-1.0", "MulanPSL-2.0", "MulanPubL-1.0", "MulanPubL-2.0")


def written() -> str:
    """The file as it should be."""
    content = json.loads(files("reuse").joinpath("resources/licenses.json").read_text("utf-8"))
    approved = sorted(one["licenseId"] for one in content["licenses"] if one["isOsiApproved"])
    others = sorted(one["licenseId"] for one in content["licenses"] if not one["isOsiApproved"] and one["licenseId"] not in MULAN)
    version = content["licenseListVersion"]
    return "\n".join(
        [
            "# 由 tests/portal/evidence/licence_list.py 写出，请勿手改。Written by that program; do not edit.",
            f"# SPDX License List {version}, https://spdx.org/licenses/；木兰系列 Mulan family: https://license.coscl.org.cn/",
            f'spdx = "{version}"',
            *_rows("mulan", MULAN),
            *_rows("osi_approved", approved),
            *_rows("not_approved", others),
            "",
        ]
    )


def _rows(name: str, idents: tuple[str, ...] | list[str]) -> list[str]:
    return [f"{name} = [", *(f'  "{ident}",' for ident in idents), "]"]


if __name__ == "__main__":
    LIST.write_text(written(), "utf-8")
