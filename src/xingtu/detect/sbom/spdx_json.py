"""How is SPDX in JSON read?"""

import re

from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.sbom.document import Format, Sbom
from xingtu.detect.sbom.spdx import sbom_of

ID = "spdx-json"
SAYS_SO = re.compile(rb'"spdxVersion"\s*:\s*"SPDX-')


def parse(text: str) -> Sbom:
    """What a document says.

    Raises:
        LockfileError: it is none.
    """
    return sbom_of(read_json(text), ID)


def is_of(content: bytes) -> bool:
    """A JSON object in which the format names itself."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and SAYS_SO.search(content) is not None


FORMAT = Format(ID, "SPDX JSON", is_of, parse)
