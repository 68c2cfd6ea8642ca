"""What holds for every test: no network, the same examples each time, a database and a home of the session's own."""

import dataclasses
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.postgres import Server

hypothesis_settings.register_profile("xingtu", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("xingtu")

pytest_plugins = ["tests.browser"]
SERVER = pytest.StashKey[Server]()
HOME = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """On which database, and whether the browser's pictures are kept."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="database of the portal's tests")
    parser.addoption("--screenshots", metavar="DIR", default="", help="folder that the browser's tests lay their pictures in")


def pytest_configure(config: pytest.Config) -> None:
    """Point the portal at a home and a database of this session; with xdist each worker has its own in the one server."""
    config.stash[HOME] = Path(tempfile.mkdtemp(prefix="xingtu-test-"))
    is_worker = hasattr(config, "workerinput")
    if config.option.database == "postgresql":
        if not is_worker:
            config.stash[SERVER] = Server()
            os.environ["DATABASE_URL"] = config.stash[SERVER].url()  # read by the workers, which start later
    else:
        os.environ.pop("DATABASE_URL", None)
    _settle_the_portal(config.stash[HOME])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing stays behind."""
    if SERVER in config.stash:
        config.stash[SERVER].stop()
    shutil.rmtree(config.stash[HOME], ignore_errors=True)


def _settle_the_portal(home: Path) -> None:
    """pytest-django read ``portal.settings`` before any option was known; nothing is connected yet."""
    from django.conf import settings  # noqa: PLC0415 - pytest-django says which settings
    from django.db import connections  # noqa: PLC0415 - likewise

    from portal.settings import _database  # noqa: PLC0415 - likewise

    settings.XINGTU = dataclasses.replace(settings.XINGTU, home=home)
    settings.STATIC_ROOT = home / "static"
    settings.STATIC_ROOT.mkdir()  # WhiteNoise warns about a folder that is not there
    default = _database(os.environ.get("DATABASE_URL", ""), home)
    default["CONN_MAX_AGE"] = 0
    if "sqlite3" in default["ENGINE"]:
        # a file, not memory: threads and the live server have connections of their own, as in production
        default["TEST"] = {"NAME": str(home / "test.sqlite")}
    settings.DATABASES["default"] = default
    connections.settings = connections.configure_settings(settings.DATABASES)
    if hasattr(connections._connections, "default"):
        del connections["default"]


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook sees every connection of this process, whichever library makes it."""
    if event == "socket.connect":
        one, address = arguments
        if not isinstance(one, socket.socket) or one.family == getattr(socket, "AF_UNIX", None):
            return
        host = str(address[0]) if isinstance(address, tuple) else ""
        if not _is_here(host):
            raise RuntimeError(f"a test tried to connect to {address!r}; tests use no network")
    elif event == "socket.getaddrinfo" and not _is_here(str(arguments[0] or "localhost")):
        raise RuntimeError(f"a test asked for the address of {arguments[0]!r}; hand it a resolver")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_the_network)
