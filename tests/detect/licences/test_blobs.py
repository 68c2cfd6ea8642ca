"""Each distinct file is scanned once; whatever one does to its reader is recorded and hurts no other. (No index: the engine is played.)"""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from xingtu.detect.detector import Blob
from xingtu.detect.licences import blobs, engine
from xingtu.detect.licences.blobs import Answers, BlobKey, Progress, detect_blobs
from xingtu.errors import Incomplete
from xingtu.facts.tree_entries import TreeEntry
from xingtu.store.blob_results import BlobResults


class Shelf:
    """Contents by id."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents

    def read(self, blob: str) -> bytes | None:
        return self.contents.get(blob)


def play(blob: Blob, *, copyrights: bool) -> dict[str, Any]:
    if blob.content == b"kills":
        os.kill(os.getpid(), signal.SIGKILL)
    if blob.content == b"stalls":
        time.sleep(60)
    if blob.content == b"fails":
        raise ValueError("no such thing")
    return {"spdx": blob.content.decode(), "path": blob.path, "copyrights": copyrights}


@pytest.fixture(autouse=True)
def played(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "load", lambda: True)
    monkeypatch.setattr(engine, "scan", play)
    monkeypatch.setattr(blobs, "FEW", 1)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[BlobResults]:
    with BlobResults(tmp_path / "cache.sqlite") as opened:
        yield opened


def key(name: str, basename: str = "a.c") -> BlobKey:
    return BlobKey(name, basename, in_locale_path=False)


def detected(contents: Mapping[str, bytes], cache: BlobResults, **options: Any) -> Answers:
    @contextmanager
    def shelf() -> Iterator[Shelf]:
        yield Shelf(contents)

    wanted = {key(name): len(content) for name, content in contents.items()}
    return detect_blobs(options.pop("wanted", wanted), open_reader=shelf, cache=cache, **options)


def test_every_blob_gets_its_answer(cache: BlobResults) -> None:
    contents = {f"{number:040}": f"MIT {number}".encode() for number in range(25)}
    answers = detected(contents, cache, workers=3)
    assert {name.blob: answer["spdx"] for name, answer in answers.items()} == {name: text.decode() for name, text in contents.items()}
    assert not answers.unfinished


def test_what_was_scanned_is_not_scanned_again_and_nothing_is_loaded(cache: BlobResults, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {"1" * 40: b"MIT", "2" * 40: b"BSD"}
    first = detected(contents, cache)
    monkeypatch.setattr(blobs, "_from_nursery", lambda work: pytest.fail(f"a process for {work.keys}"))
    again = detected(contents, cache)
    assert again == first
    assert (first.scanned, again.scanned) == (2, 0)


def test_a_blob_that_kills_stalls_or_fails_is_named_and_the_others_have_answers(cache: BlobResults) -> None:
    contents = {"1" * 40: b"kills", "2" * 40: b"stalls", "3" * 40: b"fails", **{f"{number:040}": b"MIT" for number in range(10)}}
    answers = detected(contents, cache, workers=2, seconds_per_blob=0.5)
    assert {name.blob[0]: why for name, why in answers.unfinished.items()} == {
        "1": "killed",
        "2": "stalled",
        "3": "failed: ValueError: no such thing",
    }
    assert len(answers) == 10


def test_what_was_given_up_is_tried_again_the_next_time(cache: BlobResults, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {"1" * 40: b"kills"}
    assert detected(contents, cache).unfinished
    monkeypatch.setattr(engine, "scan", lambda *_, **__: {"spdx": "MIT"})
    assert detected(contents, cache)[key("1" * 40)]["spdx"] == "MIT"


def test_an_object_that_is_not_there_is_missing(cache: BlobResults) -> None:
    answers = detected({}, cache, wanted={key("f" * 40): 12})
    assert answers.unfinished == {key("f" * 40): "missing"}


def test_the_key_holds_everything_the_answer_depends_on() -> None:
    one = BlobKey("1" * 40, "a.c", in_locale_path=False)
    others = [one._replace(blob="2" * 40), one._replace(basename="b.c"), one._replace(in_locale_path=True), one._replace(basename="a|c")]
    texts = [other.text("f", copyrights=True) for other in [one, *others]] + [
        one.text("g", copyrights=True),
        one.text("f", copyrights=False),
    ]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.c", ("a.c", False)),
        ("po/locale/a.c", ("a.c", True)),
        ("locales.txt", ("locales.txt", True)),
        ("\udcff.c", ("\udcff.c", False)),
    ],
)
def test_the_key_of_an_entry(path: str, expected: tuple[str, bool]) -> None:
    made = BlobKey.of(TreeEntry(path, "100644", "1" * 40, 3))
    assert made[1:] == expected
    assert (engine.LOCALE in made.path) == expected[1]
    made.text("f", copyrights=True).encode("ascii")


def test_progress_ends_with_everything(cache: BlobResults) -> None:
    told: list[Progress] = []
    detected({f"{number:040}": b"MIT" for number in range(7)}, cache, listener=told.append)
    assert told[-1] == Progress(7, 7, 21, 21)


def test_a_killed_nursery_loses_a_batch_and_is_replaced(cache: BlobResults, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(blobs, "BATCH", 1)
    flag = tmp_path / "killed"

    def once(blob: Blob, *, copyrights: bool) -> dict[str, Any]:
        if blob.content == b"last" and not flag.exists():
            flag.touch()
            os.kill(os.getppid(), signal.SIGKILL)
        return play(blob, copyrights=copyrights)

    monkeypatch.setattr(engine, "scan", once)
    contents = {**{f"{number:040}": b"longer" for number in range(5)}, "f" * 40: b"last"}
    answers = detected(contents, cache)
    assert flag.exists()
    assert len(answers) == 6


def test_when_every_nursery_is_killed_it_is_said_and_what_was_found_is_kept(cache: BlobResults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "BATCH", 1)

    def deadly(blob: Blob, *, copyrights: bool) -> dict[str, Any]:
        if blob.content == b"last":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(1)
        return play(blob, copyrights=copyrights)

    monkeypatch.setattr(engine, "scan", deadly)
    contents = {**{f"{number:040}": b"longer" for number in range(5)}, "f" * 40: b"last"}
    with pytest.raises(Incomplete, match="3 次被终止"):
        detected(contents, cache)
    wanted = [key(name).text(engine.fingerprint(), copyrights=True) for name in contents]
    assert len(dict(cache.found(wanted))) == 5


def test_an_index_that_cannot_be_loaded_is_said_with_its_reason_and_not_taken_for_want_of_memory(
    cache: BlobResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> bool:
        raise ValueError("index is damaged")

    monkeypatch.setattr(engine, "load", damaged)
    with pytest.raises(Incomplete, match="ValueError: index is damaged"):
        detected({"1": b"mit"}, cache)


def test_workers_are_replaced_after_their_share(cache: BlobResults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "BLOBS_PER_WORKER", 3)
    monkeypatch.setattr(engine, "scan", lambda *_, **__: {"pid": os.getpid()})
    answers = detected({f"{number:040}": b"MIT" for number in range(9)}, cache)
    assert len({answer["pid"] for answer in answers.values()}) == 3


def test_copyrights_can_be_left_out_and_are_another_answer(cache: BlobResults) -> None:
    contents = {"1" * 40: b"MIT"}
    assert detected(contents, cache)[key("1" * 40)]["copyrights"]
    assert not detected(contents, cache, copyrights=False)[key("1" * 40)]["copyrights"]
