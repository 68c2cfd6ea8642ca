"""Which licences do pyproject.toml, setup.cfg and Cargo.toml declare?"""

import configparser
import re
import tomllib
from typing import Any

from xingtu.detect.licences.declaration import Declaration, Unreadable, line_of
from xingtu.detect.licences.declared_names import classifier_meanings, meanings

PLACE = re.compile(r"at line (\d+)")
KEY = re.compile(r"^license[ \t]*=|^license\.", re.MULTILINE)
LONGEST_NAME = 200
"""Characters; longer words in ``license`` are a licence's text, which the detectors find."""


def pyproject(text: str) -> tuple[Declaration, ...]:
    """PEP 639 (an expression), the table of PEP 621, poetry, and classifiers."""
    table = _toml(text)
    project = _table(table.get("project"))
    poetry = _table(_table(table.get("tool")).get("poetry"))
    found = [*_pep621(text, project)]
    if isinstance(named := poetry.get("license"), str) and named.strip():
        found.append(Declaration("tool.poetry.license", named, meanings(named), line_of(text, "[tool.poetry]", "license")))
    classifiers = [one for source in (project, poetry) for one in _texts(source.get("classifiers"))]
    return (*found, *_classified(text, classifiers))


def _pep621(text: str, project: dict[str, Any]) -> list[Declaration]:
    found = KEY.search(text)
    line = text.count("\n", 0, found.start()) + 1 if found else None
    given, files = project.get("license"), _texts(project.get("license-files"))
    if isinstance(given, str) and given.strip():
        with_parts = any("/" in file and not file.lower().startswith(("licenses/", "licences/")) for file in files)
        return [Declaration("project.license", given, meanings(given), line, with_parts=with_parts)]
    table = _table(given)
    if isinstance(file := table.get("file"), str) and file.strip():
        return [Declaration("project.license.file", file, (), line, file=file.removeprefix("./"))]
    if isinstance(words := table.get("text"), str) and words.strip() and len(words) <= LONGEST_NAME:
        return [Declaration("project.license.text", words.strip(), meanings(words), line)]
    return []


def setup_cfg(text: str) -> tuple[Declaration, ...]:
    """``[metadata]`` of setuptools."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise Unreadable(str(error).splitlines()[0][:200], getattr(error, "lineno", None)) from error
    if not parser.has_section("metadata"):
        return ()
    metadata = dict(parser.items("metadata"))
    named = metadata.get("license", "").strip()
    found = []
    if named.startswith("file:"):
        file = named.removeprefix("file:").split(",")[0].strip()
        found.append(Declaration("metadata.license", named, (), line_of(text, "[metadata]", "license"), file=file))
    elif named and len(named) <= LONGEST_NAME:
        found.append(Declaration("metadata.license", named, meanings(named), line_of(text, "[metadata]", "license")))
    classifiers = metadata.get("classifiers", metadata.get("classifier", "")).splitlines()
    return (*found, *_classified(text, [one.strip() for one in classifiers]))


def cargo(text: str) -> tuple[Declaration, ...]:
    """``license`` (of old with a slash for OR), ``license-file``; also what a workspace hands to its members."""
    table = _toml(text)
    workspace = _table(_table(table.get("workspace")).get("package"))
    found = []
    for section, package in (("package", _table(table.get("package"))), ("workspace.package", workspace)):
        if isinstance(named := package.get("license"), str) and named.strip():
            expression = re.sub(r"\s*/\s*", " OR ", named)
            found.append(Declaration(f"{section}.license", named, meanings(expression), line_of(text, f"[{section}]", "license")))
        elif isinstance(file := package.get("license-file"), str) and file.strip():
            line = line_of(text, f"[{section}]", "license-file")
            found.append(Declaration(f"{section}.license-file", file, (), line, file=file.removeprefix("./")))
    return tuple(found)


def _classified(text: str, classifiers: list[str]) -> list[Declaration]:
    found = []
    for classifier in classifiers:
        meant = classifier_meanings(classifier)
        if meant is not None:
            found.append(Declaration("classifiers", classifier, meant, line_of(text, classifier)))
    return found


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = PLACE.search(str(error))
        raise Unreadable(str(error)[:200], int(place[1]) if place else None) from error
    except ValueError as error:  # a number or date beyond all bounds
        raise Unreadable(str(error)[:200]) from error


def _table(given: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever stands in the file
    return given if isinstance(given, dict) else {}


def _texts(given: Any) -> list[str]:  # noqa: ANN401 -- whatever stands in the file
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
