"""Where does the engine's data lie for the portal, and which rule files does it go by?"""

import re
import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from portal.errors import Invalid, PortalError
from xingtu.settings import settings

HASH = re.compile(r"[0-9a-f]{64}")
APPLICANTS = "applicants"
"""Library of a call's snapshot alone: what its applications bring, registered or not."""
PROGRAMME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
YEAR = re.compile(r"（\d{4}）$| \d{4}$")
"""How a programme's name says of which year it is."""


def home() -> Path:
    """``XINGTU_HOME``."""
    return settings().home


def programme_files() -> dict[str, Path]:
    """Programme id → its file, of all programmes of the policy folder."""
    return {path.stem: path for path in sorted((settings().policy / "programmes").glob("*.toml"))}


def programme_names() -> dict[str, str]:
    """Programme id → what it is called in the reader's language, of those that can be run at any time; one that cannot be read by its id.

    Programmes that look only at what the applications of a call bring are run by freezing that call.
    """
    heads = {ident: _content(path) for ident, path in programme_files().items()}
    return {ident: _called(content) or ident for ident, content in heads.items() if _libraries(content) != [APPLICANTS]}


def programme_name(programme: str, policy_hash: str = "") -> str:
    """What one programme is called, in the version of that hash if one is given; the id where nothing can be read."""
    path = laid_down(programme, policy_hash) if policy_hash else programme_files().get(programme)
    return (_called(_content(path)) if path else "") or programme


def series_name(series: str) -> tuple[str, str]:
    """What the newest programme of a series (``contest`` of ``contest-2026``) is called in Chinese and English, without its year."""
    newest = max((path for ident, path in programme_files().items() if ident.rpartition("-")[0] == series), default=None)
    head = _content(newest).get("programme", {}) if newest else {}
    return YEAR.sub("", str(head.get("name") or series)), YEAR.sub("", str(head.get("name_en") or series))


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _libraries(content: dict[str, Any]) -> object:
    return content.get("repositories", {}).get("libraries")


def _called(content: dict[str, Any]) -> str:
    head = content.get("programme", {})
    english = (get_language() or "").startswith("en")
    return str((head.get("name_en") if english else "") or head.get("name") or "")


def laid_down(programme: str, policy_hash: str) -> Path:
    """Where the version of a programme whose bytes have this hash lies, or would lie."""
    return home() / "programmes" / policy_hash / f"{programme}.toml"


def programme_file(programme: str, policy_hash: str = "") -> Path:
    """The file of a programme: the published version of that hash, or without one the file of the policy folder.

    Raises:
        Invalid: there is none of that id, or the version was not laid down here.
    """
    if policy_hash:
        path = laid_down(programme, policy_hash) if HASH.fullmatch(policy_hash) and PROGRAMME.fullmatch(programme) else None
        if path is None or not path.is_file():
            raise Invalid(
                {"programme": f"本机没有 {programme} 校验值为 {policy_hash[:12]} 的规则文件；请重新发布，或从备份恢复 programmes 文件夹"}
            )
        return path
    files = programme_files()
    if programme not in files:
        raise Invalid({"programme": f"没有编号为 {programme} 的规则文件；可用的有：{'、'.join(files) or '（空）'}"})
    return files[programme]


def invented_hosts() -> dict[str, str]:
    """Hosts of ``$XINGTU_HOME/hosts.toml`` and the folders that stand for them: for a demonstration, never in production.

    Raises:
        PortalError: the file cannot be read.
    """
    path = home() / "hosts.toml"
    if settings().production or not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PortalError(f"{path} 不是可读的 TOML（{error}）；它只供演示，可以删去") from error
    return {str(host): str(folder) for host, folder in content.get("hosts", content).items()}
