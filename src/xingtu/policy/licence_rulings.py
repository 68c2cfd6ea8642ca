"""What did a named person rule about licences, for whom does it hold, and does it still hold today?

Three things can be ruled: whether one licence may go into another (``answer``), which licence a part of a repository has
(``concluded``), and that a match is no licence at all (``not_a_licence``, bound to the matching rule and the content it was seen in).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from xingtu.errors import DeclarationError

SCOPES = ("repository", "pair", "city")
"""One repository; one pair of licences wherever it is met; everything the city looks at."""
DECIDED = ("compatible", "review", "incompatible")


@dataclass(frozen=True, slots=True, order=True)
class Ruling:
    """One signed ruling. Empty fields narrow nothing. Days are ISO texts, as in the file."""

    id: str
    scope: str
    reason: str
    reviewer: str
    signed_by: str
    issued_on: str
    expires_on: str = ""
    reason_en: str = ""
    repository: str = ""
    """Where it holds; needed for scope ``repository``."""
    root: str = ""
    """The folder whose licence is concluded; the project itself is the empty string."""
    inbound: str = ""
    outbound: str = ""
    relation: str = ""
    distribution: str = ""
    answer: str = ""
    """compatible, review or incompatible."""
    concluded: str = ""
    """The licence that counts, as an SPDX expression."""
    not_a_licence: str = ""
    """The matching rule whose finding is no licence."""
    blob: str = ""
    """The content that was looked at; with ``not_a_licence`` or ``concluded`` it holds only for this content."""
    seen: tuple[str, ...] = ()
    """Sources with their versions that lay before the reviewer, as ``osadl@2024-05-21``; another version re-opens the ruling."""

    def why_not(self, on: date, versions: Mapping[str, str]) -> tuple[str, str] | None:
        """Why it does not hold on that day, in Chinese and English; None: it holds.

        versions: name of a source -> its version today
        """
        if not self.signed_by:
            return f"裁定 {self.id} 尚未签署", f"ruling {self.id} is not signed"
        if on < date.fromisoformat(self.issued_on):
            return f"裁定 {self.id} 自 {self.issued_on} 起才生效", f"ruling {self.id} holds only from {self.issued_on}"
        if self.expires_on and on >= date.fromisoformat(self.expires_on):
            return f"裁定 {self.id} 已于 {self.expires_on} 到期", f"ruling {self.id} ended on {self.expires_on}"
        for saw in self.seen:
            name, _, version = saw.partition("@")
            if versions.get(name, version) != version:
                return (
                    f"裁定 {self.id} 依据的 {saw} 已更新为 {name}@{versions[name]}，须重新裁定",
                    f"ruling {self.id} saw {saw}, which is now {name}@{versions[name]}; it has to be made anew",
                )
        return None


def in_force(rulings: Iterable[Ruling], on: date, versions: Mapping[str, str] | None = None) -> tuple[Ruling, ...]:
    """Those that hold on that day."""
    return tuple(ruling for ruling in rulings if ruling.why_not(on, versions or {}) is None)


def sound(ruling: Ruling) -> Ruling:
    """The ruling, when it decides exactly one thing and says where.

    Raises:
        DeclarationError: it decides nothing or several things, or its scope lacks what it is about.
    """
    decides = [name for name in ("answer", "concluded", "not_a_licence") if getattr(ruling, name)]
    faults = []
    if ruling.scope not in SCOPES:
        faults.append(f"scope 应是 {'、'.join(SCOPES)} 之一，现在是 {ruling.scope!r}")
    if len(decides) != 1:
        faults.append("answer、concluded、not_a_licence 必须且只能写一个")
    if ruling.answer and ruling.answer not in DECIDED:
        faults.append(f"answer 应是 {'、'.join(DECIDED)} 之一，现在是 {ruling.answer!r}")
    if ruling.answer and not (ruling.inbound and ruling.outbound):
        faults.append("answer 要写明 inbound 和 outbound")
    if (ruling.scope == "repository" or ruling.concluded) and not ruling.repository:
        faults.append("没有写 repository")
    if ruling.scope == "pair" and not ruling.answer:
        faults.append('scope = "pair" 只用于 answer')
    if ruling.not_a_licence and not ruling.blob:
        faults.append("not_a_licence 要写明所看内容的 blob")
    if ruling.expires_on and ruling.expires_on <= ruling.issued_on:
        faults.append(f"expires_on {ruling.expires_on} 不晚于 issued_on {ruling.issued_on}")
    if faults:
        raise DeclarationError(f"裁定 {ruling.id}：{'；'.join(faults)}；请改正。")
    return ruling
