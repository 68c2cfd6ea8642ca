"""What has a firm that cannot show its code declared about the components it uses: who, when, in which document?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declaration:
    """One bill of materials as it was handed in. Never proof of what is in the code; kept apart from what git shows.

    project, name:  whose it is, and what that is called
    declared_by:    who handed it in; declared_at: when, RFC 3339 in UTC
    author, tools, created_at, subject, ident: what the document says of itself; empty: nothing
    components:     packages with a version; unresolved: named without saying which package or version
    refused:        places in the document that could not be used
    """

    project: str
    name: str
    digest: str
    declared_by: str
    declared_at: str
    format: str
    spec_version: str
    ident: str
    author: str
    tools: tuple[str, ...]
    created_at: str
    subject: str
    subject_version: str
    components: int
    unresolved: int
    refused: int
    says_incomplete: bool
