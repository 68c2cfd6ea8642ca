"""Is each content read once for ever, whatever happens to the process or to one of the contents?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from xingtu.detect import answers as engine
from xingtu.detect.answers import Wanted, answers, fingerprint
from xingtu.detect.detector import Blob, Detector
from xingtu.store.blob_results import BlobResults


def length(blob: Blob) -> Mapping[str, Any]:
    if blob.content == b"broken":
        raise ValueError("broken")
    return {"length": len(blob.content), "path": blob.path}


LENGTH = Detector("length", 1, "长度", "Length", lambda _: True, length, (), lambda: {"ruler": "1"})


@dataclass(slots=True)
class Contents:
    """Contents by id, which count how often they are asked for; one of them kills."""

    held: dict[str, bytes] = field(default_factory=lambda: {f"b{n}": b"x" * n for n in range(5)} | {"bad": b"broken"})
    asked: list[str] = field(default_factory=list)
    deadly: str = ""

    def read(self, blob: str) -> bytes | None:
        if blob == self.deadly:
            raise KeyboardInterrupt
        self.asked.append(blob)
        return self.held.get(blob)


@pytest.fixture
def cache(tmp_path: Path) -> BlobResults:
    return BlobResults(tmp_path / "cache.sqlite")


def wanted(*blobs: str, path: str = "a/file") -> list[Wanted]:
    return [Wanted(blob, path) for blob in blobs]


def test_what_was_read_is_not_read_again_and_the_same_content_twice_is_read_once(cache: BlobResults) -> None:
    contents = Contents()
    first = answers(LENGTH, [*wanted("b1", "b2"), *wanted("b1", path="c/other")], reader=contents, cache=cache)
    assert (first.read_now, len(first.found), contents.asked) == (2, 3, ["b1", "b2"])
    again = answers(LENGTH, wanted("b1", "b2"), reader=contents, cache=cache)
    assert (again.read_now, contents.asked) == (0, ["b1", "b2"])
    assert again.found == {one: first.found[one] for one in wanted("b1", "b2")}


def test_a_name_counts_where_the_detector_says_so(cache: BlobResults) -> None:
    named = replace(LENGTH, cache_key=("basename", "in_locale_path"))
    contents = Contents()
    paths = ["a/x", "b/x", "a/y", "locale/x"]
    found = answers(named, [Wanted("b1", path) for path in paths], reader=contents, cache=cache)
    assert [found.found[Wanted("b1", path)]["path"] for path in paths] == ["a/x", "a/x", "a/y", "locale/x"]
    assert found.read_now == 3


def test_another_version_of_the_detector_or_of_a_tool_reads_anew(cache: BlobResults) -> None:
    contents = Contents()
    for other in (LENGTH, replace(LENGTH, version=2), replace(LENGTH, tools=lambda: {"ruler": "2"})):
        assert answers(other, wanted("b1"), reader=contents, cache=cache).read_now == 1
    assert len({fingerprint(one) for one in (LENGTH, replace(LENGTH, version=2), replace(LENGTH, id="other"))}) == 3


def test_one_content_that_breaks_or_is_missing_stops_nothing_and_is_tried_again(cache: BlobResults) -> None:
    contents = Contents()
    for _ in range(2):
        told = answers(LENGTH, wanted("bad", "gone", "b1"), reader=contents, cache=cache)
        assert told.failed == {Wanted("bad", "a/file"): "failed: ValueError: broken", Wanted("gone", "a/file"): "missing"}
        assert [one.blob for one in told.found] == ["b1"]
    assert contents.asked == ["bad", "gone", "b1", "bad", "gone"]


def test_a_killed_run_loses_one_batch_at_most(cache: BlobResults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BATCH", 2)
    contents = Contents(deadly="b4")
    with pytest.raises(KeyboardInterrupt):
        answers(LENGTH, wanted("b0", "b1", "b2", "b3", "b4"), reader=contents, cache=cache)
    heard: list[tuple[int, int]] = []
    rest = answers(LENGTH, wanted("b0", "b1", "b2", "b3", "b4"), reader=Contents(), cache=cache, listener=lambda *told: heard.append(told))
    assert (rest.read_now, len(rest.found), heard) == (1, 5, [(1, 1)])
