"""How does the text of a published programme become the very file a run is made with?

Every version lies in a folder named by the hash of its bytes, whole or not at all, and is never changed: a run made with it, next
year too, is made with the same rules. What cannot be carried out is not laid down. The engine takes seconds to load, so the
functions that need all of it load it when they are called.
"""

import tomllib
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.errors import Invalid
from portal.evidence.home import PROGRAMME, laid_down, programme_file
from portal.house.context import office
from xingtu.errors import PolicyError
from xingtu.store.files import write_whole

if TYPE_CHECKING:
    from xingtu.policy.programme import Programme

KEPT = 32


def programme_put(programme_id: str, text: str) -> str:
    """Lay a version down once it is proven to load; the hash of its bytes. The same text again is the same file.

    Raises:
        Invalid: it cannot be carried out as written.
    """
    programme_prove(programme_id, text)
    content = text.encode()
    policy_hash = sha256(content).hexdigest()
    path = laid_down(programme_id, policy_hash)
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return policy_hash


def programme_prove(programme_id: str, text: str) -> "Programme":
    """The programme a text describes.

    Raises:
        Invalid: it cannot be carried out as written; the sentence names place and remedy.
    """
    if not PROGRAMME.fullmatch(programme_id):
        raise Invalid({"programme": _("编号只能用小写字母、数字、点、下划线和连字符，并以字母或数字开头。")})
    try:
        return _loaded(programme_id, text)
    except PolicyError as error:
        raise Invalid({"text": str(error)}) from error


def programme_of(text: str) -> "Programme":
    """The programme of a text that was proven before; by the id it gives itself.

    Raises:
        Invalid: it cannot be carried out as written.
    """
    return programme_prove(_own_id(text), text)


def programme_text(programme_id: str, policy_hash: str) -> str:
    """The text of a version that was laid down.

    Raises:
        Invalid: it is not on this machine.
    """
    return programme_file(programme_id, policy_hash).read_text("utf-8")


def _own_id(text: str) -> str:
    try:
        return str(tomllib.loads(text).get("programme", {}).get("id", ""))
    except (ValueError, AttributeError):
        # what is wrong with the text is said by the loader, with its line
        return "programme"


@lru_cache(maxsize=KEPT)
def _loaded(programme_id: str, text: str) -> "Programme":
    from xingtu import catalogue  # noqa: PLC0415 - Ibis takes seconds to load
    from xingtu.policy.programme import load_programme  # noqa: PLC0415

    return load_programme(
        text,
        file_name=f"policy/programmes/{programme_id}.toml",
        metrics=catalogue.metrics(),
        rules=catalogue.rules(),
        office=office(),
    )
