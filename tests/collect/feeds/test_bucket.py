"""Does a bucket give its changes and records, go on where the line broke, and get nothing past us that is none?"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtu.collect.feeds import bucket as bucket_module
from xingtu.collect.feeds.bucket import Bucket, Changed, instant
from xingtu.collect.feeds.osv import read_records
from xingtu.errors import CollectError, FeedRefused, RepositoryGone

LIST = "2026-01-03T00:00:00.5Z,PYSEC-3\n2026-01-03T00:00:00Z,PYSEC-2\n2026-01-01T00:00:00Z,PYSEC-1\n"
Answer = Callable[[httpx.Request], httpx.Response]


class Stream(httpx.SyncByteStream):
    """Bytes that come over a line, which breaks after so many of them."""

    def __init__(self, content: bytes, until: int = 0) -> None:
        self.content, self.until = content, until

    def __iter__(self) -> Iterator[bytes]:
        yield self.content[: self.until] if self.until else self.content
        if self.until:
            raise httpx.ReadError("the line broke")


def made(answer: Answer, kept: Path, *, folder: str = "PyPI", attempts: int = 3) -> Bucket:
    client = httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=False)
    return Bucket("https://mirror.example/osv/", folder, client, kept, attempts=attempts, wait_seconds=0)


def always(text: str | bytes, status: int = 200, **headers: str) -> Answer:
    content = text.encode() if isinstance(text, str) else text
    return lambda _: httpx.Response(status, headers=headers, stream=Stream(content))


def test_changes_are_read_newest_first_until_the_instant_we_know_and_that_instant_again(tmp_path: Path) -> None:
    bucket = made(always(LIST, ETag='"a"'), tmp_path)
    listed = bucket.changes(known_until="2026-01-03T00:00:00")
    assert [line.id for line in listed.lines] == ["PYSEC-3", "PYSEC-2"]
    assert (listed.newest, listed.etag) == ("2026-01-03T00:00:00.500000", '"a"')
    assert [line.id for line in bucket.changes().lines] == ["PYSEC-3", "PYSEC-2", "PYSEC-1"]


@pytest.mark.parametrize(
    ("text", "status"), [("", 200), ("2020-01-01T00:00:00Z,PYSEC-1\n", 200), ("", 416), (LIST, 206), ("", 304)]
)  # fmt: skip
def test_a_list_that_ends_before_what_we_know_is_not_taken_for_no_change(tmp_path: Path, text: str, status: int) -> None:
    with pytest.raises(CollectError):
        made(always(text, status), tmp_path).changes(known_until="2026-01-03T00:00:00")


def test_a_list_of_the_whole_bucket_names_directories(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        if request.url.path.endswith(".csv"):
            return httpx.Response(200, content="2026-01-01T00:00:00Z,Rocky Linux/RLSA-1\n2026-01-01T00:00:00Z,[EMPTY]/X-1")
        return httpx.Response(200, json={"id": request.url.path.rpartition("/")[2].removesuffix(".json")})

    bucket = made(answer, tmp_path, folder="")
    found = list(bucket.records(bucket.changes().lines))
    assert sorted(one.name for one in found) == ["RLSA-1.json", "X-1.json"]
    assert sorted(asked) == ["/osv/%5BEMPTY%5D/X-1.json", "/osv/Rocky%20Linux/RLSA-1.json", "/osv/modified_id.csv"]


def test_an_etag_that_cannot_be_sent_back_is_none(tmp_path: Path) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=[(b"ETag", '"é"'.encode())], stream=Stream(LIST.encode()))

    assert made(answer, tmp_path).changes(etag='"é"').etag == ""
    assert made(answer, tmp_path).archive()[1] == ""
    (tmp_path / "all.etag").write_text('"é"', "utf-8")
    assert made(answer, tmp_path).archive()[1] == ""


def test_an_unchanged_list_is_not_sent_again(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["If-None-Match"] == '"a"'
        return httpx.Response(304)

    assert made(answer, tmp_path).changes(known_until="2026-01-03T00:00:00", etag='"a"').unchanged


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01T00:00:00Z,PYSEC-1\n2026-01-02T00:00:00Z,PYSEC-2\n", "yesterday,PYSEC-1\n", "2026-01-01T00:00:00,PYSEC-1\n", "PYSEC-1\n",
        "0001-01-01T00:00:00+01:00,PYSEC-1\n",
        "2026-01-01T00:00:00Z,../../etc/passwd\n", "2026-01-01T00:00:00Z,..\n", "2026-01-01T00:00:00Z,../PYSEC-1\n",
        "2026-01-01T00:00:00Z,https://other.example/PYSEC-1\n", "2026-01-01T00:00:00Z,a?b\n", "<html>\n", "x" * 5000,
    ],
)  # fmt: skip
def test_a_list_that_is_none_is_not_followed(tmp_path: Path, text: str) -> None:
    with pytest.raises(FeedRefused):
        made(always(text), tmp_path).changes()


def test_a_redirect_is_not_followed_and_other_answers_say_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match="转址不跟随"):
        made(always(b"", 302, Location="http://10.0.0.1/"), tmp_path).changes()
    with pytest.raises(RepositoryGone, match="大小写"):
        made(always(b"", 404), tmp_path).changes()
    with pytest.raises(CollectError, match="403"):
        made(always(b"", 403), tmp_path).archive()


def test_a_server_that_fails_in_passing_is_asked_again_and_not_for_ever(tmp_path: Path) -> None:
    answers = [httpx.Response(503), httpx.Response(429), httpx.Response(200, content=LIST)]
    assert len(made(lambda _: answers.pop(0), tmp_path).changes().lines) == 3
    with pytest.raises(CollectError, match="3 次"):
        made(always(b"", 503), tmp_path).changes()


class Archive:
    """An archive that breaks off after so many bytes, the first times."""

    def __init__(self, content: bytes, breaks: list[int]) -> None:
        self.content, self.breaks, self.ranges = content, breaks, list[str]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = request.headers.get("range", "")
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0)
        if start:
            assert request.headers["If-Range"] == '"a"'
        headers = {"ETag": '"a"', "Content-Length": str(len(self.content) - start)}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        until = self.breaks.pop(0) if self.breaks else 0
        return httpx.Response(206 if start else 200, headers=headers, stream=Stream(self.content[start:], until))


def test_a_broken_archive_goes_on_where_it_ended_also_in_the_next_process(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    archive = Archive(content, [70_000, 60_000])
    with pytest.raises(CollectError, match="从中断处继续"):
        made(archive, tmp_path, attempts=1).archive()
    path, etag = made(archive, tmp_path).archive()
    assert (path.read_bytes(), etag) == (content, '"a"')
    assert archive.ranges == ["", "bytes=70000-", "bytes=130000-"]


def test_an_archive_that_has_changed_in_between_is_fetched_from_the_beginning(tmp_path: Path) -> None:
    (tmp_path / "all.part").write_bytes(b"old")
    (tmp_path / "all.etag").write_text('"old"')
    path, _ = made(always(b"new content", ETag='"new"'), tmp_path).archive()
    assert path.read_bytes() == b"new content"


def test_an_archive_that_came_whole_but_was_not_taken_in_is_not_fetched_again(tmp_path: Path) -> None:
    made(always(b"content", ETag='"a"'), tmp_path).archive()
    path, _ = made(always(b"", 304), tmp_path).archive()
    assert path.read_bytes() == b"content"
    made(always(b""), tmp_path).forget()
    assert not path.exists()


def test_records_that_came_are_not_fetched_again_and_one_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        ident = request.url.path.rpartition("/")[2].removesuffix(".json")
        asked.append(ident)
        if ident == "PYSEC-2":
            return httpx.Response(404)
        return httpx.Response(200, content=b'{"id": "PYS' if asked.count(ident) == 1 else json.dumps({"id": ident}).encode())

    lines = [Changed("2026-01-02T00:00:00", "", f"PYSEC-{number}") for number in (1, 2, 3)]
    assert sorted(one.name for one in made(answer, tmp_path).records(lines)) == ["PYSEC-1.json", "PYSEC-3.json"]
    assert sorted(asked) == ["PYSEC-1", "PYSEC-1", "PYSEC-2", "PYSEC-3", "PYSEC-3"]  # half a record is asked for again
    asked.clear()
    list(made(answer, tmp_path).records(lines))
    assert asked == ["PYSEC-2"]


def test_a_record_that_is_another_or_larger_than_any_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [Changed("2026-01-02T00:00:00", "", "PYSEC-1")]
    with pytest.raises(FeedRefused, match="不是公告 PYSEC-1"):
        list(made(always(b'{"id": "PYSEC-9"}'), tmp_path).records(lines))
    monkeypatch.setattr(bucket_module, "LARGEST_BYTES", 10)
    with pytest.raises(FeedRefused, match="超过"):
        list(made(always(b'{"id": "PYSEC-1"}'), tmp_path).records(lines))


@pytest.mark.parametrize("text", ['{"id": "PYSEC-1", "x": ' + "9" * 5000 + "}", '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_a_record_nobody_can_read_is_handed_on_to_be_set_aside(tmp_path: Path, text: str) -> None:
    (found,) = made(always(text), tmp_path).records([Changed("2026-01-02T00:00:00", "", "PYSEC-1")])
    refused: dict[str, str] = {}
    assert list(read_records([found], refused)) == []
    assert list(refused) == ["PYSEC-1"]


def test_instants_of_any_zone_and_fraction_order_as_texts() -> None:
    texts = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "2026-01-01T02:00:00.1+02:00", "2026-01-01T00:00:01Z"]
    assert [instant(one) for one in texts] == sorted(instant(one) for one in texts)


LINES = st.lists(
    st.text(max_size=40) | st.sampled_from(["2026-01-01T00:00:00Z,PYSEC-1", "2026-01-01T00:00:00+08:00,Go/GO-1", ","]), max_size=6
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(lines=LINES)
def test_whatever_a_list_holds_is_read_or_refused_and_never_leaves_the_bucket(tmp_path: Path, lines: list[str]) -> None:
    bucket = made(always("\n".join(lines).encode("utf-8", "replace")), tmp_path, folder="")
    try:
        found = bucket.changes().lines
    except FeedRefused:
        return
    assert all(bucket.address(line.name).startswith("https://mirror.example/osv/") and ".." not in line.name for line in found)
