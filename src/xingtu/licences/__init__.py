"""How does the licence evidence of one tree come about, from its blobs to conclusions, conflicts, alarms and files?

``asked`` (which tree is meant) → ``examine`` (answers per blob, conclusions, one stored folder) → ``judged`` (another use in mind)
→ ``compare`` (two trees) → ``written`` (a file). Importing this package loads neither ScanCode nor Arrow.
"""

from xingtu.collect.asked import Asked, asked
from xingtu.licences.advised import advised
from xingtu.licences.compare import compare
from xingtu.licences.examine import Examined, examine, keep_index
from xingtu.licences.judging import Judging, Planned, judged, judging, remarks_of
from xingtu.licences.written import Form, Told, written

__all__ = [
    "Asked",
    "Examined",
    "Form",
    "Judging",
    "Planned",
    "Told",
    "advised",
    "asked",
    "compare",
    "examine",
    "judged",
    "judging",
    "keep_index",
    "remarks_of",
    "written",
]
