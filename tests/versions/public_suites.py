"""How do we, univers and packageurl-python do on the public suites? And which rows of vers-spec do we keep beside our tests?

::

    python tests/versions/public_suites.py count --vers DIR --purl DIR   # tests/ of vers-spec, tests/ of purl-spec
    python tests/versions/public_suites.py extract DIR                   # writes vers_spec.txt from univers' source archive
"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from packageurl import PackageURL
from univers.versions import AlpineLinuxVersion, ConanVersion, MavenVersion, NugetVersion

from xingtu import compare_versions
from xingtu.versions.purl import Purl, parse_purl

HERE = Path(__file__).parent
KEPT = HERE / "vers_spec.txt"
ECOSYSTEMS = {"apk": "Alpine", "maven": "Maven", "nuget": "NuGet", "conan": "ConanCenter"}
UNIVERS = {"apk": AlpineLinuxVersion, "maven": MavenVersion, "nuget": NugetVersion, "conan": ConanVersion}

Row = tuple[str, str, str, str]
"""scheme, left, relation, right; the relation is =, != or <= (the suite asks to sort two versions and says not whether they are equal)."""


def rows(folder: Path) -> Iterator[Row]:
    """The rows about comparing two versions, of the schemes we order, each once."""
    found = dict.fromkeys(row for path in sorted(folder.glob("*version_cmp*.json")) for row in _rows(json.loads(path.read_text("utf-8"))))
    return (row for row in found if row[0] in ECOSYSTEMS)


def _rows(document: Any) -> Iterator[Row]:
    for test in document["tests"] if isinstance(document, dict) else document:
        scheme, versions = test["input"].get("input_scheme"), test["input"].get("versions")
        if test["test_type"] == "equality":
            yield scheme, versions[0], "=" if test["expected_output"] else "!=", versions[1]
        elif test["test_type"] == "comparison":
            yield scheme, test["expected_output"][0], "<=", test["expected_output"][1]


def kept() -> list[Row]:
    """The rows beside our tests."""
    lines = [line for line in KEPT.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(scheme, left, relation, right) for scheme, left, relation, right in (line.split("\t") for line in lines)]


def ours(row: Row) -> bool:
    """Whether we say what the row says."""
    scheme, left, relation, right = row
    order = compare_versions(ECOSYSTEMS[scheme], left, right)
    return {"=": order == 0, "!=": order != 0, "<=": order <= 0}[relation]


def theirs(row: Row) -> bool:
    """Whether univers says what the row says; raising is saying nothing."""
    scheme, left, relation, right = row
    try:
        one, other = UNIVERS[scheme](left), UNIVERS[scheme](right)
        return bool({"=": one == other, "!=": one != other, "<=": one < other or one == other}[relation])
    except Exception:  # noqa: BLE001 -- whatever another library may raise
        return False


def purl_cases(folder: Path) -> Iterator[Mapping[str, Any]]:
    """All cases of purl-spec."""
    return (case for path in sorted(folder.rglob("*-test.json")) for case in json.loads(path.read_text("utf-8"))["tests"])


def purl_holds(
    case: Mapping[str, Any], read: Callable[[str], Any], parts: Callable[[Any], dict[str, Any]], build: Callable[..., str]
) -> bool:
    """Whether a case holds for one way of reading, taking apart and building package URLs."""
    given, expected = case["input"], case.get("expected_output")
    try:
        if case["test_type"] == "build":
            answer: Any = build(**given)
        else:
            answer = parts(read(given)) if case["test_type"] == "parse" else str(read(given))
    except Exception:  # noqa: BLE001 -- whatever another library may raise
        return bool(case["expected_failure"])
    if isinstance(expected, dict):
        expected = {key: value or None for key, value in expected.items()}
    return not case["expected_failure"] and answer == expected


def our_parts(purl: Purl) -> dict[str, Any]:
    """As the suite writes them."""
    names = ("type", "namespace", "name", "version", "subpath")
    return {name: getattr(purl, name) or None for name in names} | {"qualifiers": dict(purl.qualifiers) or None}


def our_build(**given: Any) -> str:
    """A purl from the suite's parts, of which some may be missing."""
    return str(
        Purl(
            given.pop("type"),
            *(given[name] or "" for name in ("namespace", "name", "version")),
            given["qualifiers"] or {},
            given["subpath"] or "",
        )
    )


def count(title: str, held: Iterable[bool]) -> None:
    """One line of the table."""
    counted = Counter(held)
    sys.stdout.write(f"{title}: {counted[True]} of {counted.total()} hold\n")


def main() -> None:
    """Count or extract."""
    arguments = ArgumentParser()
    arguments.add_argument("what", choices=["count", "extract"])
    arguments.add_argument("folder", type=Path, nargs="?")
    arguments.add_argument("--vers", type=Path)
    arguments.add_argument("--purl", type=Path)
    asked = arguments.parse_args()
    if asked.what == "extract":
        head = "# Comparisons of the vers-spec test suite (MIT, the vers authors), as packed in univers 32.0.1; made by public_suites.py\n"
        KEPT.write_text(head + "".join("\t".join(row) + "\n" for row in rows(asked.folder)), "utf-8")
    if asked.vers:
        found = list(rows(asked.vers))
        count("vers-spec, xingtu", map(ours, found))
        count("vers-spec, univers", map(theirs, found))
    if asked.purl:
        cases = list(purl_cases(asked.purl))
        count("purl-spec, xingtu", (purl_holds(case, parse_purl, our_parts, our_build) for case in cases))
        count(
            "purl-spec, packageurl-python",
            (
                purl_holds(
                    case,
                    PackageURL.from_string,
                    lambda purl: {key: value or None for key, value in purl.to_dict().items()},
                    lambda **given: PackageURL(**given).to_string(),
                )
                for case in cases
            ),
        )


if __name__ == "__main__":
    main()
