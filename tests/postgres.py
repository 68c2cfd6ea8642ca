"""How is a real PostgreSQL had for a test session? From Debian's binaries, in a folder of its own, on a unix socket, gone afterwards.

Durability is switched off: nothing of it outlives the session.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from xingtu.errors import XingtuError

OWNER = "xingtu"
BINARIES = Path("/usr/lib/postgresql")
SECONDS_TO_START = 60
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=80", "timezone=UTC")


class Server:
    """One running server; ``initdb`` refuses root, so root runs it as the user ``postgres``."""

    def __init__(self) -> None:
        binaries = newest_binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="xingtu-pg-"))
        self._user: dict[str, str | int | list[int]] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        folder = self.folder / "data"
        self._run(binaries / "initdb", "-D", folder, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = [argument for setting in CARELESS for argument in ("-c", setting)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", folder, "-k", self.folder, *settings],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                **self._user,  # type: ignore[arg-type]
            )
        atexit.register(self.stop)
        self._wait(binaries / "pg_isready")

    def url(self, database: str = "postgres") -> str:
        """What ``DATABASE_URL`` would say."""
        return f"postgresql://{OWNER}@{str(self.folder).replace('/', '%2F')}/{database}"

    def stop(self) -> None:
        """End it and remove its folder; harmless when done twice."""
        if self._process.poll() is None:
            self._process.send_signal(2)  # SIGINT: fast shutdown, connections are ended
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: object) -> None:
        made = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", check=False, **self._user)  # type: ignore[call-overload]
        if made.returncode:
            raise XingtuError(f"{command[0]}: {made.stderr}")

    def _wait(self, pg_isready: Path) -> None:
        for _try in range(SECONDS_TO_START * 10):
            if self._process.poll() is None and not subprocess.run([pg_isready, "-q", "-h", self.folder], check=False).returncode:
                return
            time.sleep(0.1)
        raise XingtuError(f"PostgreSQL did not start: {(self.folder / 'log').read_text('utf-8', 'replace')[-2000:]}")


def newest_binaries() -> Path:
    """Debian's folder of the newest installed server."""
    found = sorted((path.parent for path in BINARIES.glob("*/bin/initdb")), key=lambda path: float(path.parent.name))
    if not found:
        raise XingtuError("PostgreSQL is not installed: apt install postgresql (make system does it), or test with --database=sqlite")
    return found[-1]
