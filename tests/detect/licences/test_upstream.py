"""What we offer ScanCode is in ScanCode's own form: its loader reads it, its checks pass, and it has none of it yet."""

from pathlib import Path

import pytest
from license_expression import get_license_index
from licensedcode.models import License, Rule, rules_data_dir

import xingtu.detect.licences as package

FOLDER = Path(package.__file__).parent / "upstream"
RULES = sorted((FOLDER / "rules").glob("*.RULE"))
LICENCES = sorted((FOLDER / "licenses").glob("*.LICENSE"))
KNOWN = {row["license_key"] for row in get_license_index()} | {path.stem for path in LICENCES}


def words(text: str) -> str:
    return "".join(text.split())


def test_there_is_something_to_offer() -> None:
    assert len(RULES) > 20
    assert len(LICENCES) == 1


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_loader_reads_each_rule_and_its_checks_pass(path: Path) -> None:
    rule = Rule.from_file(rule_file=str(path), is_builtin=False)
    assert list(rule.validate()) == []
    assert rule.license_expression in KNOWN
    assert path.stem.startswith(rule.license_expression + "_")


@pytest.mark.parametrize("path", LICENCES, ids=lambda path: path.stem)
def test_the_loader_reads_each_licence(path: Path) -> None:
    licence = License.from_dir(key=path.stem, licenses_data_dir=str(path.parent))
    assert (licence.key, licence.spdx_license_key) == (path.stem, f"LicenseRef-scancode-{path.stem}")
    assert words(licence.text).startswith("木兰开放作品许可协议署名")


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_no_shipped_rule_says_the_same(path: Path) -> None:
    ours = Rule.from_file(rule_file=str(path), is_builtin=False)
    shipped = [Rule.from_file(rule_file=str(found)) for found in Path(rules_data_dir).glob(f"{ours.license_expression}*.RULE")]
    assert words(ours.text) not in {words(rule.text) for rule in shipped}
    assert not (Path(rules_data_dir) / path.name).exists()
