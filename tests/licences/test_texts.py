"""Are full licence texts found by their SPDX id, and nothing else by it?"""

import subprocess
import sys

from tests.licences.evidence import finding
from xingtu.licences.texts import licence_texts, symbols


def test_every_licence_and_exception_of_an_expression_has_its_text() -> None:
    texts = licence_texts(["MIT AND (Apache-2.0 OR GPL-2.0-only WITH Classpath-exception-2.0)"])
    assert {spdx: text.split("\n")[0].strip()[:30] for spdx, text in texts.items()} == {
        "MIT": "Permission is hereby granted, ",
        "Apache-2.0": "Apache License",
        "GPL-2.0-only": "GNU GENERAL PUBLIC LICENSE",
        "Classpath-exception-2.0": "Linking this library staticall",
    }


def test_a_text_spdx_does_not_list_is_found_by_the_name_scancode_gives_it() -> None:
    assert "Mulan" in licence_texts(["LicenseRef-scancode-mulanpubl-2.0"])["LicenseRef-scancode-mulanpubl-2.0"]


def test_a_chinese_text_is_whole() -> None:
    assert "木兰宽松许可证" in licence_texts(["MulanPSL-2.0"])["MulanPSL-2.0"]


def test_a_finding_tells_which_of_several_files_holds_the_text() -> None:
    from_finding = licence_texts(["BSD-3-Clause"], [finding("a.c", "BSD-3-Clause")])
    assert from_finding == licence_texts(["BSD-3-Clause"])


def test_what_has_no_text_is_left_out() -> None:
    assert licence_texts(["LicenseRef-own", "NOASSERTION", "../../etc/passwd", "LicenseRef-scancode-../mit", ""]) == {}


def test_symbols_are_neither_operators_nor_brackets() -> None:
    assert list(symbols("(MIT and Apache-2.0) OR GPL-2.0-only WITH x")) == ["MIT", "Apache-2.0", "GPL-2.0-only", "x"]


def test_finding_texts_does_not_load_scancode() -> None:
    code = (
        "import sys; from xingtu.licences.texts import licence_texts; assert licence_texts(['MIT']); "
        "print([name for name in sys.modules if name.partition('.')[0] in {'licensedcode', 'scancode', 'pyarrow'}])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
