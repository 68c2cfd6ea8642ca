"""How is SPDX in JSON read?"""

import re
from functools import partial

from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.sbom.document import Format, Sbom, is_object_saying
from xingtu.detect.sbom.spdx import sbom_of

ID = "spdx-json"
SAYS_SO = re.compile(rb'"spdxVersion"\s*:\s*"SPDX-')


def parse(text: str) -> Sbom:
    """What a document says.

    Raises:
        LockfileError: it is none.
    """
    return sbom_of(read_json(text), ID)


FORMAT = Format(ID, "SPDX JSON", partial(is_object_saying, SAYS_SO), parse)
