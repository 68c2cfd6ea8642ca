"""How is CycloneDX in JSON read?"""

import re

from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.sbom.cyclonedx import sbom_of
from xingtu.detect.sbom.document import Format, Sbom
from xingtu.errors import LockfileError

ID = "cyclonedx-json"
SAYS_SO = re.compile(rb'"bomFormat"\s*:\s*"CycloneDX"')


def parse(text: str) -> Sbom:
    """What a document says.

    Raises:
        LockfileError: it is none.
    """
    document = read_json(text)
    if document.get("bomFormat") != "CycloneDX":
        raise LockfileError("顶层没有 bomFormat: CycloneDX，不是 CycloneDX 文件。", document.lines.get("bomFormat"))
    return sbom_of(document, ID)


def is_of(content: bytes) -> bool:
    """A JSON object in which the format names itself."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and SAYS_SO.search(content) is not None


FORMAT = Format(ID, "CycloneDX JSON", is_of, parse)
