"""Whose records do we give on, under which licence, and in which form?

A record is given on as it was published. Only its instants are put right where a client could not read them (no ``Z``, or the year 1
of a database that stamps them on publishing).
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable

INSTANTS = ("modified", "published", "withdrawn")
DATABASES: tuple[tuple[str, str, str], ...] = (
    ("GHSA-", "GitHub Advisory Database", "CC-BY-4.0"),
    ("PYSEC-", "PyPI Advisory Database", "CC-BY-4.0"),
    ("PSF-", "Python Software Foundation Database", "CC-BY-4.0"),
    ("GO-", "Go Vulnerability Database", "CC-BY-4.0"),
    ("RUSTSEC-", "RustSec Advisory Database", "CC0-1.0"),
    ("OSV-", "OSS-Fuzz", "CC-BY-4.0"),
    ("MAL-", "OpenSSF Malicious Packages", "Apache-2.0"),
    ("BIT-", "Bitnami Vulnerability Database", "Apache-2.0"),
    ("ALSA-", "AlmaLinux OSV Database", "MIT"),
    ("ALBA-", "AlmaLinux OSV Database", "MIT"),
    ("ALEA-", "AlmaLinux OSV Database", "MIT"),
    ("RLSA-", "Rocky Linux", "BSD-3-Clause"),
    ("RXSA-", "Rocky Linux", "BSD-3-Clause"),
    ("USN-", "Ubuntu Security Notices", "CC-BY-SA-4.0"),
    ("UBUNTU-", "Ubuntu Security Notices", "CC-BY-SA-4.0"),
    ("LSN-", "Ubuntu Security Notices", "CC-BY-SA-4.0"),
    ("HSEC-", "Haskell Security Advisories", "CC0-1.0"),
    ("RSEC-", "RConsortium Advisory Database", "Apache-2.0"),
    ("EEF-", "Erlang Ecosystem Foundation CNA", "CC-BY-4.0"),
    ("DRUPAL-", "Drupal Advisory Database", "MIT"),
    ("OSEC-", "OCaml Security Advisories", "CC0-1.0"),
    ("OHSA-", "OpenHarmony security disclosures", "Apache-2.0"),
)
"""Prefix of the ids -> the database that publishes them and the licence of its data, as osv.dev's ``docs/data.md`` states it."""
UNKNOWN = "（许可未注明 not stated）"


def database_of(ident: str) -> tuple[str, str]:
    """(database, licence) a record comes from, by its id; for the rest by what stands before the first hyphen, licence not stated."""
    for prefix, name, licence in DATABASES:
        if ident.startswith(prefix):
            return name, licence
    return ident.partition("-")[0], UNKNOWN


def attributed(idents: Iterable[str]) -> list[dict[str, object]]:
    """How many records of each database are among these, by name."""
    counts: dict[tuple[str, str], int] = {}
    for ident in idents:
        key = database_of(ident)
        counts[key] = counts.get(key, 0) + 1
    return [{"database": name, "licence": licence, "records": count} for (name, licence), count in sorted(counts.items())]


def served_text(database: sqlite3.Connection, ident: str) -> bytes:
    """A record as we give it on.

    Raises:
        LookupError: there is none of that id.
    """
    found = database.execute(
        "SELECT record, modified, published, withdrawn FROM advisory_text JOIN advisory USING (aid) WHERE id = ?", (ident,)
    ).fetchone()
    if found is None:
        raise LookupError(ident)
    return with_readable_instants(zlib.decompress(found[0]), found[1:])


def with_readable_instants(text: bytes, known: Iterable[str]) -> bytes:
    """The record with instants that end in Z; ``known``: modified, published and withdrawn as they were read."""
    record = json.loads(text)
    wrong = {}
    for key, instant in zip(INSTANTS, known, strict=True):
        value = record.get(key)
        if value and instant and not (value.endswith("Z") and value[:4] != "0001" and "T" in value):
            wrong[key] = instant
    return json.dumps(record | wrong, ensure_ascii=False).encode() if wrong else text
