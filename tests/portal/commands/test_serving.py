"""Does the portal, started as in production, answer as it must? A real `xingtu serve` on loopback, with home and database of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

XINGTU = [sys.executable, "-c", "from xingtu.cli import main; main()"]
HOST = "xingtu.example.gov.cn"
PRODUCTION = {
    "XINGTU_PRODUCTION": "1",
    "PORTAL_ADDRESS": f"https://{HOST}",
    "PORTAL_BEHIND_PROXY": "1",
    "PORTAL_SECRET_KEY": "only for this test " * 4,
    "PORTAL_LOG": "json",
    "PYTHONDONTWRITEBYTECODE": "1",
    "LC_ALL": "C.UTF-8",
}
SECONDS_TO_START = 120


@dataclass
class Served:
    """A portal that answers, and what it writes."""

    process: "subprocess.Popen[bytes]"
    port: int
    home: Path
    log: Path
    environment: dict[str, str]

    def get(self, path: str, *, https: bool = True) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": HOST, "X-Forwarded-Proto": "https" if https else "http", "X-Forwarded-For": "203.0.113.7"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def says(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([*XINGTU, *command], env=self.environment, capture_output=True, text=True, check=False, timeout=120)


def database_of(config: pytest.Config) -> dict[str, str]:
    """An empty database in the session's PostgreSQL; nothing for SQLite, which lies in the home."""
    if config.getoption("--database") != "postgresql":
        return {}
    server, _, _name = os.environ["DATABASE_URL"].rpartition("/")
    name = f"served_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type] # no text of anybody's
    return {"DATABASE_URL": f"{server}/{name}"}


def environment_of(home: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XINGTU_", "PORTAL_", "DATABASE_URL", "DJANGO_"))}
    return plain | PRODUCTION | {"XINGTU_HOME": str(home)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    home, log, port = folder / "home", folder / "log", free_port()
    environment = environment_of(home) | database_of(request.config)
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*XINGTU, "serve", "--migrate", "--port", str(port), "--processes", "1"], env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    portal = Served(process, port, home, log, environment)
    for _try in range(SECONDS_TO_START * 5):
        if process.poll() is not None or "The portal is up" in log.read_text("utf-8"):
            break
        time.sleep(0.2)
    assert process.poll() is None, log.read_text("utf-8")
    yield portal
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def test_the_headers_that_protect_people_are_on_every_page(served: Served) -> None:
    answer = served.get("/accounts/login/")
    assert answer.status == 200
    policy = dict(part.strip().split(" ", 1) for part in (answer.headers["Content-Security-Policy"] or "").split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"].split()[0] == "'self'"
    assert not any("unsafe" in sources for sources in policy.values())
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_travel_by_https_alone_and_no_script_reads_them(served: Served) -> None:
    cookies = served.get("/accounts/login/").headers.get_all("Set-Cookie") or []
    assert any(cookie.startswith("csrftoken=") for cookie in cookies)
    for cookie in cookies:
        attributes = {part.strip().partition("=")[0].lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "samesite"} <= attributes, cookie


def test_plain_http_is_sent_to_https(served: Served) -> None:
    answer = served.get("/accounts/login/?next=/me/", https=False)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/accounts/login/?next=/me/")


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_answered_without_https_for_the_machines_that_ask(served: Served, path: str) -> None:
    assert served.get(path, https=False).status == 200


def test_another_host_name_is_refused(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", "/health/live", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 400
    connection.close()


def test_static_files_are_named_by_their_content_and_kept_for_ever(served: Served) -> None:
    manifest = json.loads((served.home / "static" / "staticfiles.json").read_text("utf-8"))
    answer = served.get(f"/static/{manifest['paths']['house/house.css']}")
    assert answer.status == 200
    assert "immutable" in (answer.headers["Cache-Control"] or "")


def test_every_line_of_the_log_is_json_without_query_and_reader(served: Served) -> None:
    served.get("/accounts/login/?email=lin@lizhou.example")
    lines = [line for line in served.log.read_text("utf-8").splitlines() if not line.startswith("星图门户")]
    read = [json.loads(line) for line in lines]
    answers = [line for line in read if line["event"] == "request answered"]
    assert {"method", "path", "status", "milliseconds"} <= answers[-1].keys()
    assert "/accounts/login/" in {line["path"] for line in answers}
    assert "lizhou.example" not in "".join(lines)
    assert "203.0.113.7" not in "".join(lines)


def test_the_home_is_closed_to_other_users_of_the_machine(served: Served) -> None:
    assert served.home.stat().st_mode & 0o077 == 0


def test_doctor_finds_the_deployment_sound_but_for_what_is_missing(served: Served) -> None:
    said = served.says("doctor", "--deploy", "--format", "json")
    found = {finding["name"]: finding["state"] for finding in json.loads(said.stdout)}
    assert [name for name, state in found.items() if state == "missing"] == []
    assert {name for name, state in found.items() if state == "warning"} <= {"邮件", "城市密钥", "磁盘空间", "磁盘余量", "散列算法"}
    assert found["任务进程"] == found["数据表"] == found["静态文件"] == "ok"


def test_a_port_in_use_is_said_and_another_proposed(served: Served) -> None:
    said = served.says("serve", "--port", str(served.port))
    assert said.returncode == 2
    assert f"xingtu serve --port {served.port + 1}" in said.stderr


@pytest.mark.parametrize("command", [("serve", "--demonstration"), ("demonstration", "--city", __file__)])
def test_a_demonstration_is_refused_in_production(served: Served, command: tuple[str, ...]) -> None:
    said = served.says(*command)
    assert said.returncode == 2
    assert "演示" in said.stderr


def test_a_portal_that_is_not_prepared_says_how_to_prepare_it(served: Served, tmp_path: Path) -> None:
    said = Served(served.process, served.port, tmp_path, served.log, environment_of(tmp_path / "new")).says(
        "serve", "--port", str(free_port())
    )
    assert said.returncode == 2
    assert "xingtu serve --migrate" in said.stderr


def test_the_whole_ends_when_it_is_asked_to(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=60) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port), timeout=5)
