"""How fast are the portal's main pages at 20 requests a second, on the city that ``bench/portal_city.py`` made?

Run from the repository's root::

    python bench/portal_load.py /tmp/bench-home [--rate 20] [--seconds 60]

Starts ``xingtu serve`` as it stands (2 processes, 4 threads each) on loopback, signs somebody in, and proves every page before anything is
timed: status 200 and the words that must stand in it. Then requests leave at the given rate whether or not earlier ones were
answered, and each is timed from when it should have left: a slow server cannot make itself look fast. Client and server share the machine.
"""

import argparse
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

CLIENTS = 60
OFFICER, PASSWORD = "clerk@demo.example", "xingtu-demo"  # printed by xingtu demonstration
GOAL_MS = 300.0


@dataclass(slots=True)
class Page:
    """A page, or many alike: ``{}`` takes a number of a synthetic subject; ``word`` must stand in each of them."""

    name: str
    path: str
    word: str
    subjects: int = 1
    signed_in: bool = False
    taken_ms: list[float] = field(default_factory=list)

    def address(self, dice: random.Random) -> str:
        """One of them."""
        return self.path.replace("{}", str(dice.randrange(self.subjects)))


def pages(run: str) -> list[Page]:
    """What people open most."""
    return [
        Page("home, star chart", "/", "<svg"),
        Page("library, first page", "/libraries/seed_library/", "synthetic"),
        Page("library, facet and search", f"/libraries/seed_library/?q={quote('仿真')}", "仿真"),
        Page("search, two characters", f"/search/?q={quote('潮汐')}", "潮汐"),
        Page("rankings", "/rankings/", "<h1"),
        Page("ranking of 10,000 people", f"/rankings/{run}/people/", "<table"),
        Page("ranking of organisations", f"/rankings/{run}/organisations/", "<table"),
        Page("project", "/projects/synthetic-{}/", "合成单位", subjects=1000),
        Page("person", "/people/s-{}/", "<h1", subjects=10_000),
        Page("organisation", "/organisations/body-{}/", "合成单位", subjects=300),
        Page("compare", "/compare/?record=synthetic-1&record=synthetic-2&record=synthetic-3", "<table"),
        Page("pillars", "/pillars/", "<h1"),
        Page("door of a project's number", f"/runs/{run}/metrics/merged_changes/?repository=synthetic-{{}}", "<h1", subjects=1000),
        Page("door of the whole city's number", f"/runs/{run}/metrics/merged_changes/", "<h1"),
        Page("open data", "/data/", "<h1"),
        Page("own page, signed in", "/me/", "<h1", signed_in=True),
        Page("register, signed in", "/register/", "<table", signed_in=True),
        Page("cases, signed in", "/cases/", "<h1", signed_in=True),
    ]


class Browser:
    """Keeps one session's cookies; every request has a connection of its own, as behind a proxy."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def open(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Accept-Language": "zh-CN"}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.port}{path}"}
        connection.request("GET" if form is None else "POST", path, urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, body

    def sign_in(self, who: str = OFFICER) -> None:
        """Through the real form."""
        _status, body = self.open("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert token, "no sign-in form"
        status, body = self.open("/accounts/login/", {"csrfmiddlewaretoken": token[1], "login": who, "password": PASSWORD})
        assert status == http.client.FOUND, f"sign-in answered {status}"


def main() -> int:
    """Start, prove, load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    with serving(chosen.home) as port:
        return measure(chosen, port)


@contextmanager
def serving(home: Path) -> Iterator[int]:
    """``xingtu serve`` on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "XINGTU_HOME": str(home.absolute()), "PORTAL_DEMONSTRATION": "1", "PORTAL_ADDRESS": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    command = [sys.executable, "-c", "from xingtu.cli import main; main()", "serve", "--migrate", "--port", str(port)]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def measure(chosen: argparse.Namespace, port: int) -> int:
    """On a server that is starting."""
    public, officer = Browser(port), Browser(port)
    wait(public)
    officer.sign_in()
    _status, body = public.open("/rankings/")
    runs = dict.fromkeys(re.findall(r"/rankings/([0-9a-f]{12})/", body))
    (run,) = [run for run in runs if "合成单位" in public.open(f"/rankings/{run}/organisations/")[1]]
    proven = [page for page in pages(run) if proves(page, officer if page.signed_in else public)]
    load(proven, lambda page: officer if page.signed_in else public, rate=chosen.rate, seconds=chosen.seconds)
    return report(proven, chosen)


def wait(browser: Browser) -> None:
    """Until the server says it is ready."""
    for _try in range(600):
        try:
            if browser.open("/health/ready")[0] == http.client.OK:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start; see serve.log in the home")


def proves(page: Page, browser: Browser) -> bool:
    """Whether the page answers rightly; each process is warmed by the repetition."""
    dice = random.Random(1)  # noqa: S311 - the same subjects each time
    for _time in range(4):
        path = page.address(dice)
        status, body = browser.open(path)
        if status != http.client.OK or page.word not in body:
            print(
                f"left out: {page.name} {path}: status {status}, “{page.word}” {'there' if page.word in body else 'missing'}",
                file=sys.stderr,
            )
            return False
    return True


def load(proven: list[Page], browser_of: Callable[[Page], Browser], *, rate: float, seconds: float) -> None:
    """Open loop: the next request leaves on time, whatever became of the one before."""
    dice = random.Random(2)  # noqa: S311 - as above
    order = [proven[n % len(proven)] for n in range(int(rate * seconds))]
    dice.shuffle(order)
    begun = time.perf_counter() + 0.5

    def one(number: int, page: Page, path: str) -> None:
        due = begun + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        status, _body = browser_of(page).open(path)
        page.taken_ms.append((time.perf_counter() - due) * 1000)
        assert status == http.client.OK, f"{path}: {status}"

    with ThreadPoolExecutor(CLIENTS) as clients:
        waiting = [clients.submit(one, number, page, page.address(dice)) for number, page in enumerate(order)]
        for future in waiting:
            future.result()


def report(proven: list[Page], chosen: argparse.Namespace) -> int:
    """A table for docs/benchmarks.md; 1 when a page misses the goal."""
    print(f"{chosen.rate:g} requests a second for {chosen.seconds:g} s\n")
    print("| page | requests | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
    every = sorted(one for page in proven for one in page.taken_ms)
    for page in proven:
        print(line(page.name, sorted(page.taken_ms)))
    print(line("all", every))
    return int(any(quantile(sorted(page.taken_ms), 0.95) > GOAL_MS for page in proven))


def line(label: str, taken: list[float]) -> str:
    """A row of the table."""
    return f"| {label} | {len(taken):,} | " + " | ".join(f"{quantile(taken, share):,.0f}" for share in (0.5, 0.95, 0.99)) + " |"


def quantile(taken: list[float], share: float) -> float:
    """Of sorted values, the nearest rank."""
    return taken[min(len(taken) - 1, int(share * len(taken)))]


if __name__ == "__main__":
    sys.exit(main())
