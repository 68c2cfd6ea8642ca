"""Which kind of document of statements is this? Told by its content, never by its name."""

from xingtu.collect.statements.cyclonedx import is_cyclonedx, read_cyclonedx_vex
from xingtu.collect.statements.document import StatementDocument, content_of
from xingtu.collect.statements.openvex import is_openvex, read_openvex
from xingtu.errors import FeedRefused


def read_statements(content: bytes, *, days: int, project: str = "") -> StatementDocument:
    """Read an OpenVEX document, or the vulnerabilities of a CycloneDX one.

    days:     how long a statement without an end of its own holds (the policy's default)
    project:  id of the project it was handed in for, for which alone it may then speak; empty: for none

    Raises:
        FeedRefused: it is neither, or broken as a whole; one bad statement is set aside in ``refused`` and the rest is taken.
    """
    document = content_of(content)
    if is_openvex(document):
        return read_openvex(content, days=days, project=project)
    if is_cyclonedx(document):
        return read_cyclonedx_vex(content, days=days, project=project)
    raise FeedRefused("不是能读的声明文件；能读的有 OpenVEX 0.2.0 和 CycloneDX 1.4 至 1.7（JSON）")
