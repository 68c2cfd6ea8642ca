"""What every channel owes, whichever tool is at its other end."""

import json
import logging
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.evidence.outgoing import way_out
from portal.watch.channel_kinds import Letter, Outcome, Target, cut
from portal.watch.channels import channel_kinds
from portal.watch.channels.dingtalk import sign as dingtalk_sign
from portal.watch.channels.feishu import sign as feishu_sign
from portal.watch.channels.webhook import signature
from tests.portal.watch.channels.peer import ADDRESSES, SECRET, TOKEN, Peer, hmac_sha256

KINDS = ("dingtalk", "feishu", "mail", "webhook", "wecom")
POSTED = tuple(ADDRESSES)
ROBOTS = ("dingtalk", "feishu", "wecom")
LETTER = Letter(
    ident="7d7bb3b0-6a3e-5b0c-9f68-000000000001",
    at=datetime(2026, 11, 26, 1, 0, tzinfo=UTC),
    kind="daily",
    subject="风险汇总（11月26日）",
    counts=(("new", "新发现", 3), ("closed", "已关闭", 1)),
    notes=("公告数据截至 2026-11-25。",),
    link="https://xingtu.example/watch/digests/7/",
    detail="CVE-2026-1 urllib3 齿轮仿真",
)
every = pytest.mark.parametrize("kind", KINDS)
posted = pytest.mark.parametrize("kind", POSTED)
robots = pytest.mark.parametrize("kind", ROBOTS)


def sent(kind: str, letter: Letter = LETTER, **changed: str) -> Outcome:
    target = Target(**({"address": ADDRESSES.get(kind, "safety@lizhou.example"), "secret": SECRET} | changed))
    return channel_kinds()[kind].send(letter, target, timezone.now())


def in_the_chat(kind: str, body: bytes) -> str:
    read = json.loads(body)
    return {"feishu": lambda: read["content"]["text"], "webhook": body.decode}.get(kind, lambda: read["text"]["content"])()


def test_each_file_is_a_channel() -> None:
    assert tuple(channel_kinds()) == KINDS


@every
def test_a_letter_arrives_with_its_counts_and_its_link(kind: str, tool: Peer) -> None:
    assert sent(kind).sent
    text = mail.outbox[0].body if kind == "mail" else in_the_chat(kind, tool.came[0][2])
    assert LETTER.link in text
    assert "3" in text


@posted
def test_nothing_of_what_was_found_leaves_by_a_chat_tool_or_webhook(kind: str, tool: Peer) -> None:
    sent(kind)
    ((path, headers, body),) = tool.came
    for word in ("CVE-2026-1", "urllib3", "齿轮仿真"):
        assert word not in path + json.dumps(headers) + json.dumps(json.loads(body), ensure_ascii=False)


def test_mail_carries_the_list_and_one_id_at_each_attempt() -> None:
    sent("mail")
    sent("mail")
    assert "urllib3 齿轮仿真" in mail.outbox[0].body
    first, second = (one.extra_headers["Message-ID"] for one in mail.outbox)
    assert first == second
    assert LETTER.ident in first


@posted
def test_a_wrong_key_is_refused_and_not_tried_again(kind: str, tool: Peer) -> None:
    outcome = sent(kind, secret="SEC-of-somebody-else-0123") if kind != "wecom" else sent(kind, address=ADDRESSES[kind] + "x")  # noqa: S106
    assert (outcome.sent, outcome.again) == (False, False)
    assert outcome.code in {"93000", "310000", "19021", "403"}


@robots
def test_an_error_in_the_body_is_no_receipt_though_http_says_200(kind: str, tool: Peer) -> None:
    name = "code" if kind == "feishu" else "errcode"
    tool.body = json.dumps({name: 40001}).encode()
    assert sent(kind) == Outcome("answer", "40001")
    for body in (
        b"ok",
        b"[]",
        b"{}",
        b'{"errmsg": "ok"}',
        json.dumps({name: "0"}).encode(),
        json.dumps({name: False}).encode(),
        b"[" * 9_999,
    ):
        tool.body = body
        assert (sent(kind).sent, sent(kind).again) == (False, True)


@pytest.mark.parametrize(("kind", "code"), [("wecom", 45009), ("dingtalk", 130101), ("feishu", 9499)])
def test_a_peer_that_is_asked_too_often_is_left_alone_for_ten_minutes(kind: str, code: int, tool: Peer) -> None:
    tool.body = json.dumps({"code" if kind == "feishu" else "errcode": code}).encode()
    assert sent(kind) == Outcome("too_often", str(code), again=True, wait=600)


@posted
@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [(301, "redirected", False), (302, "redirected", False), (404, "status", False), (429, "too_often", True), (502, "status", True)],
)
def test_a_status_is_read_and_a_redirect_never_followed(kind: str, status: int, reason: str, *, again: bool, tool: Peer) -> None:
    tool.status, tool.headers = status, {"Location": "https://169.254.169.254/latest/meta-data"}
    outcome = sent(kind)
    assert (outcome.reason, outcome.again) == (reason, again)
    assert len(tool.came) == 1


@posted
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "10.0.0.8", "169.254.169.254", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "224.0.0.1"]
)
def test_an_inner_address_is_refused_before_anything_is_sent(kind: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda name, port, **_more: [(2, 1, 6, "", (name, port))])
    address = ADDRESSES[kind].replace("peer.example", host)
    problem = str(channel_kinds()[kind].problem(Target(address, SECRET)))
    assert "公网" in problem
    assert TOKEN not in problem
    assert sent(kind, address=address) == Outcome("refused_address")


@posted
@pytest.mark.parametrize(
    "spoilt",
    [
        ("https://", "http://"), ("https://", "https://user:word@"), ("peer.example", "peer.example:8443"),
        ("peer.example", "peer.example."),
        ("peer.example", ""), ("https://peer", "https://\x00peer"), ("https://peer.example", "https://[::1"), ("https://", "gopher://"),
        ("peer.example", "a" * 80 + ".example"),
    ],
)  # fmt: skip
def test_only_plain_https_addresses_are_taken(kind: str, spoilt: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_b: [(2, 1, 6, "", ("93.184.216.34", 443))])
    address = ADDRESSES[kind].replace(*spoilt)
    if "aaaa" in address:
        monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_b: "".join(["a" * 80]).encode("idna") and [])
    assert channel_kinds()[kind].problem(Target(address, SECRET))
    assert not sent(kind, address=address).sent


def test_a_name_with_one_inner_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "192.168.1.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_b: answers)
    with pytest.raises(Invalid) as refused:
        way_out(ADDRESSES["wecom"])
    assert TOKEN not in str(refused.value)


@posted
def test_the_certificate_must_be_for_the_name(kind: str, tool: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.evidence.outgoing import Way  # noqa: PLC0415 - Django's registry first

    monkeypatch.setattr("portal.watch.posting.way_out", lambda _url: Way("other.example", tool.port, "127.0.0.1"))
    assert sent(kind) == Outcome("unreachable", again=True)
    assert tool.came == []


@posted
def test_the_host_header_names_the_peer_and_not_its_address(kind: str, tool: Peer) -> None:
    sent(kind)
    assert tool.came[0][1]["Host"].split(":")[0] == "peer.example"


@posted
def test_a_peer_that_is_not_there_may_be_tried_again(kind: str, tool: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.evidence.outgoing import Way  # noqa: PLC0415 - Django's registry first

    monkeypatch.setattr("portal.watch.posting.way_out", lambda _url: Way("peer.example", 1, "127.0.0.1"))
    assert sent(kind) == Outcome("unreachable", again=True)


def test_an_answer_that_drips_is_cut_off(tool: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.watch.posting.SECONDS", 0.15)
    tool.body, tool.drip = b"x" * 4_000, 0.05
    assert sent("webhook") == Outcome("too_slow", again=True)


def test_a_peer_that_never_ends_its_handshake_is_cut_off(tool: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.evidence.outgoing import Way  # noqa: PLC0415 - Django's registry first

    # the watch alone may end it: a peer that says a byte now and then never lets the socket's own time run out
    connect = socket.create_connection
    monkeypatch.setattr("portal.watch.posting.SECONDS", 0.15)
    hung_up: list[bool] = []

    def listen() -> None:
        heard, _who = silent.accept()
        with heard:
            heard.settimeout(3)
            try:
                while heard.recv(4_096):
                    pass
            except TimeoutError:
                hung_up.append(False)
            else:
                hung_up.append(True)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr("portal.watch.posting.way_out", lambda _url: Way("peer.example", port, "127.0.0.1"))
        monkeypatch.setattr("portal.watch.posting.socket.create_connection", lambda where, **_more: connect(where, timeout=9))
        listening = threading.Thread(target=listen)
        listening.start()
        assert sent("webhook") == Outcome("too_slow", again=True)
        listening.join()
    assert hung_up == [True]


def test_what_connects_after_the_time_is_over_is_not_used(tool: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    connect, over = socket.create_connection, threading.Event()

    class AtOnce:
        """The watch, whose time is over while the connection is being made."""

        daemon = True

        def __init__(self, _seconds: float, act: Callable[[], None]) -> None:
            self.act = act

        def start(self) -> None:
            self.act()
            over.set()

        def cancel(self) -> None:
            """Over already."""

    def slow(where: tuple[str, int], **_more: object) -> socket.socket:
        over.wait()
        return connect(where, timeout=3)

    monkeypatch.setattr("portal.watch.posting.threading.Timer", AtOnce)
    monkeypatch.setattr("portal.watch.posting.socket.create_connection", slow)
    assert sent("webhook") == Outcome("too_slow", again=True)
    assert tool.came == []


@every
def test_no_log_line_holds_an_address_or_a_secret(kind: str, tool: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sent(kind)
    tool.status = 500
    sent(kind)
    assert all(word not in caplog.text for word in (TOKEN, SECRET, "safety@"))
    assert TOKEN not in repr(Target(ADDRESSES["wecom"], SECRET))


@robots
def test_an_endless_text_is_cut_and_still_ends_with_its_link(kind: str, tool: Peer) -> None:
    endless = Letter(LETTER.ident, LETTER.at, "daily", "星" * 30_000, LETTER.counts, (), LETTER.link)
    assert sent(kind, endless).sent
    text = in_the_chat(kind, tool.came[0][2])
    assert text.endswith(LETTER.link)
    assert len(text.encode()) <= {"wecom": 2_048, "dingtalk": 18_000, "feishu": 16_000}[kind]


@given(st.text(), st.integers(0, 60), st.text(max_size=8))
def test_a_text_is_cut_at_a_character_by_its_bytes(text: str, most: int, tail: str) -> None:
    text, tail = (one.encode(errors="ignore").decode() for one in (text, tail))
    short = cut(text, most, tail=tail)
    whole, end = (f"{text}\n{tail}", f"…\n{tail}") if tail else (text, "…")
    assert len(short.encode()) <= max(most, len(end.encode()))
    assert short == whole or (short.endswith(end) and text.startswith(short.removesuffix(end)))


@pytest.mark.parametrize(
    "address", ["https://peer.example?token=t0ken", "https://peer.example#t0ken", "https://u:t0ken@peer.example:443/x"]
)
def test_what_is_shown_of_a_webhook_is_its_host_however_it_is_written(address: str) -> None:
    assert channel_kinds()["webhook"].hint(Target(address, SECRET)) == "peer.example"


@every
def test_what_is_shown_of_a_channel_is_its_host(kind: str) -> None:
    hint = channel_kinds()[kind].hint(Target(ADDRESSES.get(kind, "safety@lizhou.example"), SECRET))
    assert hint == ("@lizhou.example" if kind == "mail" else "peer.example")


def test_a_mailbox_no_letter_can_be_addressed_to_is_refused() -> None:
    problem = channel_kinds()["mail"].problem
    assert problem(Target("safety@lizhou.example", "")) == problem(Target("safety@例子.中国", "")) == ""
    assert problem(Target(f"a@{'例' * 60}.中国", "")) == problem(Target("no mailbox", "")) != ""


@robots
def test_an_address_that_is_no_robots_is_told_so(kind: str, tool: Peer) -> None:
    assert channel_kinds()[kind].problem(Target(ADDRESSES[kind], SECRET)) == ""
    for address in ("https://peer.example/", "https://peer.example" + urlsplit(ADDRESSES[kind]).path.replace(TOKEN, ""), "x", ""):
        assert channel_kinds()[kind].problem(Target(address, SECRET))


def test_signatures_are_those_of_openssl() -> None:
    # printf '%s\n%s' 1760000000123 SEC0123456789abcdef | openssl dgst -sha256 -hmac SEC0123456789abcdef -binary | base64
    assert dingtalk_sign("SEC0123456789abcdef", 1_760_000_000_123) == "o9JPuPFX6fUtUNM1%2BM3wQbDKfG%2B7kNbz77ubMxH6nYw%3D"
    # printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:(1760000000\nfs-secret) -binary | base64
    assert feishu_sign("fs-secret", 1_760_000_000) == "O6zcpvMVhhjZhjWsoGXFaSe5Yad+m7ef6M6FWXtCjyg="
    # printf '1760000000.8d1c.{"a":1}' | openssl dgst -sha256 -hmac a-secret-of-many-letters -r
    assert signature("a-secret-of-many-letters", "1760000000", "8d1c", b'{"a":1}') == (
        "sha256=b6124413d9f4daafec747480cda2e0719de9d00152c6df7c662fb0f3609ae0fc"
    )


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_the_peers_own_signature_is_the_librarys(key: bytes, message: bytes) -> None:
    import hashlib  # noqa: PLC0415 - the one use
    import hmac  # noqa: PLC0415 - likewise

    assert hmac_sha256(key, message) == hmac.new(key, message, hashlib.sha256).digest()
