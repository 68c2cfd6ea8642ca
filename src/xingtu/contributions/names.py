"""Under which name is somebody shown who gave none, so that no mailbox is published?"""

import re
from collections import defaultdict
from collections.abc import Collection

import pyarrow as pa

from xingtu.resolve.addresses import ADDRESS_LIKE
from xingtu.resolve.authorship import Resolution

ADDRESS = re.compile(r"^.*?([^\s<>@]+)@\S.*$", re.DOTALL)


def names_of(who: Resolution, commits: pa.Table, trailers: pa.Table) -> dict[str, str]:
    """Names by person id. Whoever gave a mailbox for a name and has no other is called after it, without the mailbox being shown."""
    people = dict(zip(who.people["person"].to_pylist(), who.people["name"].to_pylist(), strict=True))
    commit = commits.select(["commit", "author_name_mapped", "author_email_mapped"]).rename_columns(["commit", "name", "email"])
    authors = who.authorship.select(["commit", "person"]).join(commit, "commit")
    named = who.trailer_credits.select(["commit", "number", "person"])
    named = named.join(trailers.select(["commit", "number", "name", "email"]), ["commit", "number"])
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for table in (authors, named):
        for person, name, email in zip(*(table[column].to_pylist() for column in ("person", "name", "email")), strict=True):
            seen[person].add((name, email))
    return {person: _called_after_mailbox(seen[person]) or name for person, name in people.items()}


def without_mailbox(text: str) -> str:
    """What stands before the '@' of the mailbox in ``text``; the text itself when there is none."""
    return ADDRESS.sub(r"\1", text)


def _called_after_mailbox(seen: Collection[tuple[str, str]]) -> str:
    """``peng.wang@…`` → Peng Wang, ``wudi@…`` → wudi; empty for somebody with a name of their own."""
    local_parts = {without_mailbox(text) for pair in seen for text in pair if ADDRESS_LIKE.search(text)}
    folded = {part.casefold() for part in local_parts}
    own = [name for name, _ in seen if name.strip() and not ADDRESS_LIKE.search(name) and name.casefold() not in folded]
    without_name = any(not name.strip() or ADDRESS_LIKE.search(name) for name, _ in seen)
    if own or not without_name or not local_parts:
        return ""
    # capitals are kept where somebody wrote them, and come first in the order of text
    words = min(local_parts).split(".")
    return " ".join(word[:1].upper() + word[1:] for word in words) if len(words) > 1 else words[0]
