"""Which form is a bill of materials written in? Told by its content, never by its name."""

from collections.abc import Mapping
from types import MappingProxyType

from xingtu.detect.lockfiles.format import ADDRESS, decoded
from xingtu.detect.sbom import cyclonedx_json, cyclonedx_xml, spdx_json, spdx_tag_value
from xingtu.detect.sbom.document import Format, Sbom
from xingtu.errors import LockfileError

FORMATS: Mapping[str, Format] = MappingProxyType(
    {one.id: one for one in (cyclonedx_json.FORMAT, cyclonedx_xml.FORMAT, spdx_json.FORMAT, spdx_tag_value.FORMAT)}
)


def recognise(content: bytes) -> Format | None:
    """The form a content claims to be in; None: it is no bill of materials we read."""
    plain = content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = content.decode("utf-16", "replace").encode("utf-8", "replace")
    return next((one for one in FORMATS.values() if one.is_of(plain)), None)


def read_sbom(content: bytes) -> Sbom:
    """What a document says.

    Raises:
        LockfileError: it is too large, no text, in no form we read, or broken as a whole; with the line where one can be told.
    """
    form = recognise(content)
    if form is None:
        names = "、".join(one.name for one in FORMATS.values())
        raise LockfileError(f"不是能读的物料清单（SBOM）；能读的有 {names}。")
    try:
        return form.parse(decoded(content))
    except LockfileError as refused:
        # the words may quote a line cut off in the middle of a password
        refused.args = (ADDRESS.sub("://…", str(refused)),)
        raise
