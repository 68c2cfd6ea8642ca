"""What a path may change and what it may not; what is known before anything is loaded."""

# the tags below are data, not this file's own
# REUSE-IgnoreStart

import json
import subprocess
import sys
from typing import Any

import pytest

from xingtu.detect.detector import Blob
from xingtu.detect.licences import engine
from xingtu.errors import Incomplete

needs_index = [pytest.mark.usefixtures("scancode"), pytest.mark.filterwarnings("ignore")]
LONG = b"x = [" + b'"Licensed under the MIT license", ' * 200 + b"]\n"


def lines(answer: dict[str, Any]) -> list[int]:
    return [match["length"] for found in answer["detections"] for match in found["matches"]]


def test_the_fingerprint_loads_nothing() -> None:
    asked = "import sys; from xingtu.detect.licences import blobs, engine; engine.fingerprint(); print('licensedcode' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


def test_the_fingerprint_names_rules_libraries_and_the_chinese_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine.fingerprint()
    assert {"scancode-toolkit", "scancode-toolkit files", "typecode-libmagic", "chinese layer", "answer", "python"} <= set(engine.tools())
    engine.tools.cache_clear()
    engine.fingerprint.cache_clear()
    monkeypatch.setattr("xingtu.detect.licences.zh_text.VERSION", 10**6)
    assert engine.fingerprint() != before
    engine.tools.cache_clear()
    engine.fingerprint.cache_clear()


def test_a_temporary_folder_that_would_change_answers_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    folder = tmp_path / "locale"
    folder.mkdir()
    monkeypatch.setattr(engine._loaded, "folder", None)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with pytest.raises(Incomplete, match="TMPDIR"):
        engine._place(Blob(b"", "a.c"))
    engine._loaded.folder = None


class TestPaths:
    """With the index."""

    pytestmark = needs_index

    def test_the_word_locale_in_a_path_breaks_long_lines(self) -> None:
        text = ("word " * 60 + '"GPL"').encode()
        plain, locale = (engine._place(Blob(text, path)) for path in ("src/a.txt", "src/locale/a.txt"))
        assert "locale" not in str(plain)
        assert locale.parent.parent.name == "locale"

    def test_the_base_name_decides_how_a_file_is_read(self) -> None:
        escaped = b"Licensed under the\\nMIT license\n"
        assert engine.scan(Blob(escaped, "a.py"))["detections"] != engine.scan(Blob(escaped, "a.unknown"))["detections"]

    def test_the_folder_does_not(self) -> None:
        assert engine.scan(Blob(LONG, "a.py")) == engine.scan(Blob(LONG, "deep/er/package/a.py"))

    def test_a_name_that_is_used_again_gets_no_answer_of_before(self) -> None:
        first = engine.scan(Blob(b"\x7fELF\x00\x01\x02" * 50, "same"))
        second = engine.scan(Blob(b"# SPDX-License-Identifier: MIT\n", "same"))
        assert (first["spdx"], second["spdx"]) == ("", "MIT")

    def test_nothing_is_kept_by_path(self) -> None:
        from typecode import contenttype  # noqa: PLC0415 -- only where the index is loaded

        engine.scan(Blob(LONG, "a.py"))
        assert not contenttype._registry

    def test_an_answer_is_json_and_names_its_keys(self) -> None:
        answer = engine.scan(Blob(b"// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0\n", "a.java"))
        assert json.loads(json.dumps(answer)) == answer
        assert answer["spdx"] == "GPL-2.0-only WITH Classpath-exception-2.0"
        assert answer["raw"]["keys"] == {"classpath-exception-2.0": ["Classpath-exception-2.0", True], "gpl-2.0": ["GPL-2.0-only", False]}
        assert [match["kind"] for found in answer["detections"] for match in found["matches"]] == ["tag"]

    def test_the_chinese_layer_stands_beside_the_answer(self) -> None:
        answer = engine.scan(Blob("本项目采用木兰宽松许可证第2版。\n".encode(), "README.md"))
        assert [found["spdx"] for found in answer["chinese"]] == ["MulanPSL-2.0"]
        assert answer["spdx"] == ""
