"""Is every feed of the city read as written, and a mistake named?"""

from pathlib import Path

import pytest

from xingtu.errors import PolicyError
from xingtu.policy.feeds import FILE, configured_feeds, parse_feeds

POLICY = Path(__file__).parents[2] / "policy"
BUCKET = '[[bucket]]\nid = "osv"\nbase = "https://mirror.example"\nlicence = "none"\n'


def test_the_file_in_the_repository_is_read() -> None:
    feeds = configured_feeds(lambda name: (POLICY / name).read_text("utf-8"))
    assert feeds.buckets[0].sources["osv/PyPI"] == "PyPI"
    assert all(not bucket.inside for bucket in feeds.buckets)
    assert all(feed.url.startswith("https://") for feed in feeds.repositories)


def test_a_bucket_without_ecosystems_is_one_source() -> None:
    assert parse_feeds(BUCKET, file_name=FILE).buckets[0].sources == {"osv": ""}


@pytest.mark.parametrize(
    "text",
    [
        BUCKET + "bases = 1\n", BUCKET.replace("https", "http"), BUCKET.replace("https", "ftp") + "inside = true\n",
        BUCKET + 'ecosystems = ["Alpine:v3.17"]\n', BUCKET + 'ecosystems = ["a/b"]\n', BUCKET + BUCKET,
        BUCKET + '[[git]]\nid = "osv"\nurl = "https://a.example/b"\nlicence = "none"\n', "[[buckets]]\n",
    ],
)  # fmt: skip
def test_a_mistake_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        parse_feeds(text, file_name=FILE)


def test_http_is_allowed_inside_alone() -> None:
    assert parse_feeds(BUCKET.replace("https", "http") + "inside = true\n", file_name=FILE).buckets[0].inside
