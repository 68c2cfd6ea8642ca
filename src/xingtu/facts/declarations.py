"""What has a firm that cannot show its code declared about the components it uses, and where does code say otherwise?"""

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


@dataclass(frozen=True, slots=True)
class Differing:
    """A package the two do not agree on; versions only one of them names, and the scopes each says."""

    ecosystem: str
    package: str
    declared: tuple[str, ...]
    shown: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of a declared bill of materials and what the code's dependency files name. ``agreed``: packages with the same versions in both.

    left_out:   in the code, not declared; invented: declared, not in the code; other_version: in both, not at the same versions
    """

    agreed: int
    left_out: tuple[Differing, ...]
    invented: tuple[Differing, ...]
    other_version: tuple[Differing, ...]

    @property
    def is_none(self) -> bool:
        """The two say the same."""
        return not (self.left_out or self.invented or self.other_version)
