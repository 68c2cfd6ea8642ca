"""What can go wrong, and how precisely do we say it?

::

    XingtuError
    ├── CollectError            a repository, host or feed did not give what was asked
    │   ├── AddressRefused      the address is not one we may fetch from (scheme, private network, user info)
    │   ├── RepositoryGone      nothing is there any more, or it never was
    │   ├── RepositoryDamaged   objects are missing, history is cut; counts would be too low
    │   ├── GitFailed           git ended with an error nobody foresaw
    │   ├── BadRecord           one record of a feed is none; the rest is taken
    │   └── FeedRefused         a feed or bundle as a whole is not taken: signature, gap, rollback, size
    ├── PolicyError             a policy file cannot be carried out as written
    ├── DeclarationError        what people declared (city.toml, an imported table) contradicts itself
    ├── EvidenceError           a decision would rest on evidence that does not carry it
    │   ├── Incomplete          something is missing; the message names it
    │   ├── Contradictory       two inputs cannot both be true
    │   └── SignatureRefused    a signature is none, does not hold, or is of a kind not taken
    ├── CatalogueError          a file of a plug-in folder does not hold what its name promises
    ├── VersionError            two versions cannot be ordered
    │   ├── UnknownEcosystem    nobody has an ecosystem of that name
    │   ├── UnorderedEcosystem  it is known, but its versions have no order
    │   └── UnorderedVersion    a text is no version of its ecosystem (also a ValueError)
    ├── LockfileError           a dependency file is not what its name promises; says the line where one can be told
    └── ReplayError             a run cannot be recomputed here, or gives something else

Messages say what happened, to which thing, and what to do. The command line prints them as they are.
"""


class XingtuError(Exception):
    """Base of every error that is meant to be read by a person."""


class CollectError(XingtuError):
    """A repository, host or feed did not give what was asked."""


class AddressRefused(CollectError):
    """The address is not one we may fetch from."""


class RepositoryGone(CollectError):
    """Nothing is there any more, or it never was."""


class RepositoryDamaged(CollectError):
    """Objects are missing or history is cut, so counts would be too low."""


class GitFailed(CollectError):
    """git ended with an error nobody foresaw."""


class BadRecord(CollectError):
    """One record of a feed is none; the message names the place."""


class FeedRefused(CollectError):
    """A feed or bundle as a whole is not taken; what was there before stays."""


class PolicyError(XingtuError):
    """A policy file cannot be carried out as written."""


class DeclarationError(XingtuError):
    """What people declared contradicts itself or cannot be read."""


class EvidenceError(XingtuError):
    """A decision would rest on evidence that does not carry it."""


class Incomplete(EvidenceError):
    """Something is missing; the message names it."""


class Contradictory(EvidenceError):
    """Two inputs cannot both be true."""


class SignatureRefused(EvidenceError):
    """A signature is none, does not hold, or is of a kind not taken. ``flaw`` is the reason's name in ``collect/ssh_signature.py``."""

    def __init__(self, words: str, flaw: str) -> None:
        self.flaw = flaw
        super().__init__(words)


class CatalogueError(XingtuError):
    """A file of a plug-in folder does not hold what its name promises."""


class ReplayError(XingtuError):
    """A run cannot be recomputed here, or gives something else."""


class VersionError(XingtuError):
    """Two versions cannot be ordered."""


class UnknownEcosystem(VersionError):
    """Nobody has an ecosystem of that name."""


class UnorderedEcosystem(VersionError):
    """The ecosystem is known, but its versions have no order that could be computed."""


class UnorderedVersion(VersionError, ValueError):
    """A text is no version of its ecosystem. ``version`` is the text."""

    def __init__(self, words: str, version: str) -> None:
        self.version = version
        super().__init__(words)


class LockfileError(XingtuError):
    """A dependency file is not what its name promises. ``line`` counts from 1; None: no line can be told."""

    def __init__(self, words: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(words if line is None else f"第 {line} 行：{words}")
