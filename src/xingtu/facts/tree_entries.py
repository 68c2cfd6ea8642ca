"""One row per entry of a commit's tree: what stands where, before anything of it is read."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

FILE_MODES = ("100644", "100755", "100664")
SYMLINK, SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file, symbolic link or submodule; folders are not listed."""

    path: Annotated[str, Column("path from the top of the tree; bytes that are no UTF-8 stand as surrogates")]
    mode: Annotated[str, Column("git's mode: 100644, 100755, 120000 (symbolic link), 160000 (submodule)")]
    blob: Annotated[str, Column("object id of the content")]
    size_bytes: Annotated[int | None, Column("size of the content; None for a submodule or an object that is missing")]
