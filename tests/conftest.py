"""What holds for every test: no network, and the same examples each time."""

import ipaddress
import socket
import sys

from hypothesis import HealthCheck, settings

settings.register_profile("xingtu", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("xingtu")


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
