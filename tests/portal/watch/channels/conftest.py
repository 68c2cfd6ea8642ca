"""A peer that plays all four tools; our side finds it under its name."""

import ssl
from collections.abc import Iterator

import pytest

from tests.portal.watch.channels.peer import NAME, Peer, peer


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Peer, ssl.SSLContext]]:
    """One a session."""
    with peer(tmp_path_factory.mktemp("peer")) as made:
        yield made


@pytest.fixture
def tool(running: tuple[Peer, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> Peer:
    """The peer, as it answers when nothing is wrong; ``peer.example`` leads to it and nowhere else."""
    from portal.errors import Invalid  # noqa: PLC0415 - Django's registry first
    from portal.evidence.outgoing import Way  # noqa: PLC0415 - likewise

    here, context = running
    here.came.clear()
    here.status, here.body, here.drip, here.headers = 200, b"", 0.0, {}

    def led(url: str) -> Way:
        if not url.startswith(f"https://{NAME}/"):
            raise Invalid({"address": "not the peer"})
        return Way(NAME, here.port, "127.0.0.1")

    for place in ("portal.watch.posting", "portal.watch.robots", "portal.watch.channels.webhook"):
        monkeypatch.setattr(f"{place}.way_out", led)
    monkeypatch.setattr("portal.watch.posting.trust", lambda: context)
    return here
