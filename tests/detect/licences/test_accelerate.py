"""The accelerated engine says what ScanCode says, word for word; when it could not be sure, it does not replace anything."""

import importlib.util
import inspect
import json
import logging
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from licensedcode import detection, match_set
from licensedcode.cache import get_index

from xingtu.detect.detector import Blob
from xingtu.detect.licences import accelerate, engine

pytestmark = [pytest.mark.usefixtures("scancode"), pytest.mark.filterwarnings("ignore")]


def said(blob: Blob) -> str:
    """The answer, or what ScanCode raised: it stumbles over some files, and then both must."""
    try:
        return json.dumps(engine.scan(blob), sort_keys=True)
    except Exception as error:  # noqa: BLE001 -- whatever it is
        return repr(error)


def test_every_file_gets_the_answer_of_the_original(corpus: list[Blob]) -> None:
    assert engine.load(), "the accelerator does not fit this ScanCode any more"
    differing = []
    for blob in corpus:
        fast = said(blob)
        with accelerate.originals():
            if said(blob) != fast:
                differing.append(blob.path)
    assert not differing


def test_the_corpus_says_something(corpus: list[Blob]) -> None:
    answers = [engine.scan(blob) for blob in corpus if blob.path != "broken.pdf"]
    assert sum(bool(answer["detections"]) for answer in answers) > len(corpus) // 2
    assert sum(bool(answer["copyrights"]) for answer in answers) > len(corpus) // 4
    assert any(match["matcher"] == "3-seq" for answer in answers for found in answer["detections"] for match in found["matches"])


def test_originals_are_back_where_they_were_and_replaced_again() -> None:
    replaced = match_set.compute_candidates
    with accelerate.originals():
        assert inspect.getmodule(match_set.compute_candidates) is match_set
        assert inspect.getmodule(detection.is_false_positive) is detection
    assert match_set.compute_candidates is replaced


def test_nothing_is_unproven_as_it_stands() -> None:
    with accelerate.originals():
        assert not accelerate.unproven(get_index())


@pytest.mark.parametrize("name", ["licensedcode.match_set:compare_token_sets", "licensedcode.query:QueryRun.matchable_tokens"])
def test_one_changed_byte_and_the_originals_run_and_the_log_says_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    module, _, path = name.partition(":")
    owner = importlib.import_module(module)
    *outer, last = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    monkeypatch.setattr(owner, last, changed(getattr(owner, last), tmp_path))
    with accelerate.originals(), caplog.at_level(logging.WARNING):
        before = match_set.compute_candidates
        assert accelerate.accelerate(get_index()) is False
        assert match_set.compute_candidates is before
    assert name in caplog.text


def changed(function: Callable[..., object], folder: Path) -> Callable[..., object]:
    """The same function with one byte more, as another release would bring it."""
    source = textwrap.dedent(inspect.getsource(function)).rstrip() + ";\n"
    file = folder / "other_release.py"
    file.write_text(source, "utf-8")
    spec = importlib.util.spec_from_file_location("other_release", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., object] = getattr(module, function.__name__)
    return found


def test_another_version_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accelerate, "PROVEN_WITH", "32.5.1")
    with accelerate.originals():
        assert "32.5.1" in accelerate.unproven(get_index())


def test_bigrams_are_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("licensedcode.index.USE_BIGRAM_MULTISETS", True)
    with accelerate.originals():
        assert accelerate.unproven(get_index())


def test_another_index_is_left_to_the_original() -> None:
    asked = []
    compute = accelerate._candidates(SimpleNamespace(index=object()), lambda *given: asked.append(given) or [])
    other = SimpleNamespace(approx_matchable_rids=set())
    assert compute("run", other, other.approx_matchable_rids) == []
    assert asked == [("run", other, other.approx_matchable_rids, 50, False, 0.8, False)]
