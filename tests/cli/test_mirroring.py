"""Do ``update``, ``serve``, ``export``, ``keys`` and the import of a bundle do what they say, from the command line?"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.risk.conftest import EVERY
from tests.store.risk.advisory_texts import held, read, state
from tests.stories.office import CHECKOUT, Answer, xingtu
from xingtu.risk.bundle_taking import rollbacks
from xingtu.risk.serving import MirrorServer
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.schema import open_risk


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    home = tmp_path / "filled"
    with closing(open_risk(home)) as database:
        take_in(database, state(), read(*EVERY), {}, whole=True)
    return home


@pytest.fixture
def policy(filled: Path, tmp_path: Path) -> Iterator[Path]:
    """A policy whose feed is the mirror of ``filled``."""
    server = MirrorServer(("127.0.0.1", 0), filled)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    folder = tmp_path / "policy"
    folder.mkdir()
    shutil.copy(CHECKOUT / "policy" / "risk.toml", folder)
    base = f"http://127.0.0.1:{server.server_port}"
    (folder / "feeds.toml").write_text(
        f'[[bucket]]\nid = "osv"\nbase = "{base}"\ninside = true\nlicence = "CC-BY-4.0"\necosystems = ["PyPI", "Nowhere"]\n'
    )
    yield folder
    server.shutdown()
    thread.join()
    server.server_close()


def asked(home: Path, *arguments: object, **environment: str) -> Answer:
    return xingtu("advisories", *arguments, home=home, **environment)


def test_an_update_says_how_each_source_went_and_ends_with_1_when_one_did_not(policy: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    answer = asked(home, "update", XINGTU_POLICY=str(policy))
    assert answer.code == 1
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert rows[0] == ["source", "how", "added", "changed", "removed", "unchanged", "refused", "fault"]
    assert rows[1] == ["osv/PyPI", "whole", "3", "0", "0", "0", "0", ""]
    assert rows[2][:2] == ["osv/Nowhere", ""]
    assert "大小写" in rows[2][7]
    again = asked(home, "update", "osv/PyPI", "--format", "json", XINGTU_POLICY=str(policy))
    assert again.code == 0
    assert json.loads(again.out)["sources"][0]["how"] == "unchanged"
    assert asked(home, "update", "nope", XINGTU_POLICY=str(policy)).code == 2


def test_a_bundle_goes_from_one_house_to_another_and_findings_follow(filled: Path, tmp_path: Path) -> None:
    island, key, out = tmp_path / "island", tmp_path / "city.key", tmp_path / "bundle.zip"
    assert asked(filled, "keys", "--make", tmp_path / "city").code == 0
    with closing(open_risk(filled)) as database:
        database.execute("UPDATE source_state SET address = ?", (str(tmp_path / "feeds" / "pypa"),))
    made = asked(filled, "export", "--key", key, "--out", out)
    assert (made.code, "第 1 号" in made.err) == (0, True)
    with zipfile.ZipFile(out) as archive:
        (address,) = (source["url"] for source in json.loads(archive.read("manifest.json"))["sources"])
    assert address == "pypa"
    assert "不信任" in asked(island, "import", out).err
    asked(island, "keys", "--trust", tmp_path / "city.pub")
    assert len(asked(island, "keys").out.split()) == 1
    with closing(open_risk(island)) as database:
        content = {("blob", "requirements"): Content((held("lantern", "0.9"),))}
        project = Project("a", "a", "tip", "2026-01-01T00:00:00Z")
        inventory_take(database, project, [("requirements.txt", "blob", "requirements")], content)
    taken = json.loads(asked(island, "import", out, "--format", "json").out)
    assert taken["sources"][0]["added"] == len(EVERY)
    assert sum(taken["evaluated"]["opened"].values()) == 1
    assert "同号" in asked(island, "import", out).err
    assert asked(island, "import", out, "--rollback", "演练").code == 0
    with closing(open_risk(island)) as database:
        assert [line["why"] for line in rollbacks(database)] == ["演练"]
    assert "由第 1 号退回到第 1 号：演练" in asked(island, "keys").err
    assert asked(filled, "export", "--key", key, "--out", out, "--since", "1").code == 2


@pytest.mark.parametrize("stopping", [signal.SIGINT, signal.SIGTERM])
def test_the_mirror_is_served_until_it_is_stopped(filled: Path, stopping: signal.Signals) -> None:
    environment = os.environ | {"XINGTU_HOME": str(filled), "XINGTU_LANG": "en", "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "xingtu.cli", "advisories", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        address = next(word for word in served.stderr.readline().split() if word.startswith("http://127.0.0.1:"))
        assert httpx.get(f"{address}/ecosystems.txt", trust_env=False).text == "Debian\nGIT\nGo\nPyPI\n"
        served.send_signal(stopping)
        served.stderr.read()
    assert served.returncode == 0


def test_a_house_without_advisories_serves_and_exports_nothing(tmp_path: Path) -> None:
    asked(tmp_path, "keys", "--make", tmp_path / "city")
    for arguments in (("serve",), ("export", "--key", tmp_path / "city.key", "--out", tmp_path / "x.zip")):
        answer = asked(tmp_path / "home", *arguments)
        assert answer.code == 2
        assert "advisories import" in answer.err
