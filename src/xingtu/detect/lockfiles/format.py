"""What is a format of dependency file: which files are of it, what do they say, and what do they leave unsaid?

A reader is pure and total: it answers what the file says or raises ``LockfileError`` with the line; it never guesses a version, and
never answers nothing for a file that is not what its name promises.
"""

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xingtu.errors import LockfileError
from xingtu.facts.components import LOCKED, PATH, REGISTRY, RUNTIME, UNRESOLVED, Component
from xingtu.versions.purl import normal_name

LARGEST_BYTES = 64 * 1024 * 1024
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
"""PowerShell writes UTF-16 when ``pip freeze`` is redirected into a file."""

DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
USER = re.compile(r"(?<=://)[^/@\s]*@")
QUERY = re.compile(r"(://[^\s?#]*)\?[^\s#]*")
ADDRESS = re.compile(r"://[^\s'\"]*")
ENCODINGS = re.compile("utf-8|(us-)?ascii|iso-8859-([1-9]|1[013456])|windows-125[0-8]|gbk|gb2312|gb18030|big5|shift_jis|euc-(jp|kr)")


@dataclass(frozen=True, slots=True)
class Found:
    """What one file says.

    includes: other files it names as its own parts (``-r base.txt``), relative to its folder
    notes:    what it does not say, in words for the reader of the inventory
    """

    components: tuple[Component, ...]
    includes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A self-describing format. ``examples`` are its first tests and its documentation.

    version:   goes up when the same file may be read differently
    resolved:  a lockfile with exact versions; False: a declaration, whose packages are unresolved
    wants:     whether a path is of this format
    parse:     what a text (already decoded, line ends as they are) says
    examples:  (path, text, components it names)
    refused:   texts that must be an error
    """

    id: str
    version: int
    name: str
    ecosystem: str
    resolved: bool
    source: str
    wants: Callable[[str], bool]
    parse: Callable[[str], Found]
    examples: Sequence[tuple[str, str, Sequence[Component]]]
    refused: Sequence[str]
    caveats: Sequence[str] = ()

    def read(self, content: bytes) -> Found:
        """What a file says.

        Raises:
            LockfileError: it is too large, no text, or not of this format; with the line where one can be told.
        """
        try:
            return self.parse(decoded(content))
        except LockfileError as refused:
            # the words may quote a line cut off in the middle of a password
            refused.args = (ADDRESS.sub("://…", str(refused)),)
            raise


def decoded(content: bytes) -> str:
    """The text of a file, without byte order mark.

    Raises:
        LockfileError: it is too large or no text.
    """
    if len(content) > LARGEST_BYTES:
        raise LockfileError(f"文件有 {len(content)} 字节，超过上限 {LARGEST_BYTES} 字节，未读取。")
    mark, encoding = next(((mark, name) for mark, name in BOMS if content.startswith(mark)), (b"", "utf-8"))
    body = content[len(mark) :]
    if not mark and (declared := DECLARED.match(content)):
        encoding = declared[1].decode().lower()
        if not ENCODINGS.fullmatch(encoding):
            raise LockfileError(f"XML 声明的编码 {encoding[:40]!r} 无法识别。", 1)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as broken:
        raise LockfileError(f"不是 {encoding} 文本（第 {broken.start} 字节）。", body[: broken.start].count(b"\n") + 1) from None
    if (zero := text.find("\0")) >= 0:
        raise LockfileError("含有空字符，不是文本文件。", text.count("\n", 0, zero) + 1)
    return text


def component(
    ecosystem: str,
    name: str,
    version: str = "",
    *,
    requirement: str = "",
    quality: str = "",
    scope: str = RUNTIME,
    direct: bool | None = None,
    line: int | None = None,
    via: Sequence[str] = (),
    origin: str = REGISTRY,
    source: str = "",
) -> Component:
    """A row; without a version it is unresolved."""
    return Component(
        ecosystem=ecosystem,
        name=normal_name(ecosystem, name),
        version=version,
        requirement=without_credentials(requirement),
        quality=quality or (LOCKED if version else UNRESOLVED),
        scope=scope,
        direct=direct,
        line=line,
        via=tuple(via),
        origin=origin,
        source="" if origin == PATH else public_address(source),
    )


def without_credentials(text: str) -> str:
    """A text in which no address names a user, a password or a query."""
    return QUERY.sub(r"\1", USER.sub("", text))


def public_address(address: str) -> str:
    """An address without user, password, query and fragment: lock files hold tokens of private registries."""
    address = address.split("#", 1)[0].split("?", 1)[0]
    return without_credentials(address)


def base(path: str) -> str:
    """The file's name without its folder."""
    return path.rpartition("/")[2]
