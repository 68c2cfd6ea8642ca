"""When are two mailboxes the same, and which mailboxes does a code host give to an account?

Compared as runs compare them; a test holds this against the engine's own rule, which the register may not import.
"""

import re
import unicodedata

_ACCOUNT = re.compile(r"(?P<account>\d+)(?:\+[^@]*|-[^@]+)?@(?P<host>users?\.noreply\.[a-z0-9.-]+)")
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NOBODY = re.compile(r"no-?reply@|@localhost|@(.*\.)?(invalid|local|localdomain)$", re.IGNORECASE)
NOREPLY = {
    "github": ("{id}+@users.noreply.github.com", "{login}@users.noreply.github.com"),
    "gitlab": ("{id}+@users.noreply.gitlab.com",),
    "gitee": ("{id}+@user.noreply.gitee.com", "{login}@user.noreply.gitee.com", "{id}+@users.noreply.gitee.com"),
    "gitcode": ("{login}@noreply.gitcode.com",),
}
"""Written into commits instead of the person's own mailbox; whoever signs in there has proven them too."""


def normalised_mailbox(text: str) -> str:
    """Lower case, ' at ' read as '@'; a noreply mailbox keeps its account number, not its login."""
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    if "@" not in plain:
        plain = plain.replace(" at ", "@")
    match = _ACCOUNT.fullmatch(plain)
    return f"{match['account']}+@{match['host']}" if match else plain


def is_noreply(address: str) -> bool:
    """Whether nobody reads letters sent there."""
    return ".noreply." in address or "@noreply." in address


def identifies_somebody(address: str) -> bool:
    """Whether a normalised mailbox can be one person's at all."""
    if not _MAILBOX.fullmatch(address):
        return False
    return is_noreply(address) or not _NOBODY.search(address)


def noreply_mailboxes(host: str, *, login: str, native_id: str) -> list[str]:
    """What the host writes into commits for this account, normalised."""
    given = {"login": login, "id": native_id}
    return [
        normalised_mailbox(shape.format(**given))
        for shape in NOREPLY.get(host, ())
        if all(given[name] for name in given if f"{{{name}}}" in shape)
    ]
