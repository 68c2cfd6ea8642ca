"""Which reader understands this file?"""

from xingtu.resolve.imports.cncf_json import read_cncf_json
from xingtu.resolve.imports.gitdm import read_aliases, read_email_map, read_virtual_employers
from xingtu.resolve.imports.imported import Imported, OrganisationId
from xingtu.resolve.imports.spreadsheet import read_csv, read_workbook

WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
TEXT_TABLES = (".csv", ".tsv")


def read_affiliations(content: bytes, name: str, organisation: OrganisationId) -> Imported:
    """Statements about employers, whatever the form; without a telling name the content decides."""
    ending = name.lower()
    if ending.endswith(WORKBOOKS) or content.startswith(b"PK\x03\x04"):
        return read_workbook(content, name, organisation)
    if ending.endswith(TEXT_TABLES):
        return read_csv(content, name, organisation)
    if ending.endswith(".json") or content.lstrip()[:1] in (b"[", b"{"):
        return read_cncf_json(content, name, organisation)
    if any(line.lstrip().startswith(b"VirtualEmployer") for line in content.splitlines()):
        return read_virtual_employers(content, name, organisation)
    return read_email_map(content, name, organisation)


__all__ = ["read_affiliations", "read_aliases"]
