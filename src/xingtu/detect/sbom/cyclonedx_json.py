"""How is CycloneDX in JSON read?"""

import re
from functools import partial

from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.sbom.cyclonedx import sbom_of
from xingtu.detect.sbom.document import Format, Sbom, is_object_saying
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


FORMAT = Format(ID, "CycloneDX JSON", partial(is_object_saying, SAYS_SO), parse)
