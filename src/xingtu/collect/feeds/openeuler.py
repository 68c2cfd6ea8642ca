"""What do openEuler's advisories (OESA) say? OSV's format, with ways of their own.

Their package URLs are malformed (``&`` where ``?`` belongs), so packages are taken by ecosystem and name. One advisory is about many
CVEs: whatever stands in ``aliases`` is where it was taken from, or everything one update repairs would become one flaw.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from xingtu.collect.feeds.osv import Read, read_records
from xingtu.collect.osv_layouts import Found

ECOSYSTEM = "openEuler"
NUMBER = re.compile(r"OESA-[0-9]{4}-[0-9]{4,6}")


def read_openeuler(files: Iterable[Found], refused: dict[str, str]) -> Iterator[Read]:
    """(advisory, JSON bytes, digest) of every advisory; those that are none go into ``refused`` with the reason."""
    for advisory, text, digest in read_records(files, refused):
        if not NUMBER.fullmatch(advisory.id):
            refused[advisory.id] = "不是 openEuler 的公告编号（OESA-年份-序号）"
        elif not any(one.ecosystem == ECOSYSTEM for one in advisory.affected):
            refused[advisory.id] = f"没有涉及 {ECOSYSTEM} 的软件包"
        else:
            upstream = tuple(dict.fromkeys((*advisory.upstream, *advisory.aliases)))
            yield replace(advisory, aliases=(), upstream=upstream), text, digest
