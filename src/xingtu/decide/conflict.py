"""What is a conflict of interest called, how heavy is it, and in which words is it told?

Sentences name organisations, projects and people, and never hold a mailbox: every name passes ``report.privacy`` where it is gathered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Kind = Literal["block", "ask", "note"]
KINDS: tuple[Kind, ...] = ("block", "ask", "note")
"""Heaviest first. A block cannot be overridden (the fact is contested instead), an ask needs a reason, a note is only told."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody may not judge. The texts take the evidence by name."""

    kind: Kind
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One expert, one application, one ground; ``evidence`` is JSON: dates, counts, ids of commits."""

    expert: str
    application: str
    kind: Kind
    ground: str
    sentence: str
    sentence_en: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


GROUNDS: dict[str, Ground] = {
    "applicant": Ground(
        "block",
        "专家本人是这项申报的申报人或共同申报人。",
        "The expert is the applicant or a co-applicant.",
    ),
    "same_organisation": Ground(
        "block",
        "专家{period}在申报方“{organisation}”任职（依据：{source}），在 {years} 年回避期内。",
        "The expert belonged to the applicant “{organisation}” {period_en} (source: {source_en}), within the {years} years of recusal.",
    ),
    "colleague": Ground(
        "block",
        "专家与申报人“{person}”{period}同在“{organisation}”任职，在 {years} 年回避期内。",
        "The expert and the applicant “{person}” both belonged to “{organisation}” {period_en}, within the {years} years of recusal.",
    ),
    "own_project": Ground(
        "block",
        "专家是申报项目“{record}”的登记人。",
        "The expert registered the project “{record}” that the application is about.",
    ),
    "own_project.account": Ground(
        "block",
        "申报项目的仓库“{repository}”在专家本人的代码平台账号名下。",
        "The repository “{repository}” of the application lies under the expert's own account of its host.",
    ),
    "own_project.maintainer": Ground(
        "block",
        "专家是申报项目的仓库“{repository}”的主要维护者：全部合入变更中占 {percent}%（{count} 个），最近一次在 {until_on}。",
        "The expert is a main maintainer of the repository “{repository}”: {percent}% of all merged changes ({count}), the last "
        "on {until_on}.",
    ),
    "employment_contested": Ground(
        "ask",
        "专家声明{period}在申报方“{organisation}”任职，单位对此有异议，尚无定论。",
        "The expert claims to have belonged to the applicant “{organisation}” {period_en}; the organisation contests it, undecided.",
    ),
    "organisation_mailbox": Ground(
        "ask",
        "专家认领的邮箱属于申报方“{organisation}”的域名，但没有相应的任职声明，任职时间未知。",
        "A mailbox the expert claims lies in a domain of the applicant “{organisation}”, without an employment claim: the dates are "
        "unknown.",
    ),
    "once_colleague": Ground(
        "ask",
        "专家与申报人“{person}”在 {years} 年内都曾在“{organisation}”任职，时间没有重叠。",
        "The expert and the applicant “{person}” both belonged to “{organisation}” within {years} years, but not at the same time.",
    ),
    "former_maintainer": Ground(
        "ask",
        "专家曾是申报项目的仓库“{repository}”的主要维护者（合入变更占 {percent}%），最近一次在 {until_on}，早于 {years} 年回避期。",
        "The expert once was a main maintainer of “{repository}” ({percent}% of all merged changes), the last on {until_on}, before the "
        "{years} years of recusal.",
    ),
    "same_repository": Ground(
        "ask",
        "专家{period}在申报项目的仓库“{repository}”有 {changes} 个合入变更、{reviews} 次评审（达到 {asked} 次即须说明）。",
        "The expert has {changes} merged changes and {reviews} reviews in the applicant's repository “{repository}” {period_en} "
        "(from {asked} on a reason is needed).",
    ),
    "common_repository": Ground(
        "ask",
        "专家与申报方“{who}”{period}都参与了仓库“{repository}”：专家 {count} 次，对方 {other_count} 次（合入变更与评审合计）。",
        "The expert and “{who}” of the application both worked in the repository “{repository}” {period_en}: the expert {count} times, "
        "the other side {other_count} times (merged changes and reviews).",
    ),
    "co_authored": Ground(
        "ask",
        "专家与申报方“{who}”{period}在仓库“{repository}”共同署名 {count} 个提交。",
        "The expert and “{who}” of the application are both authors of {count} commits in “{repository}” {period_en}.",
    ),
    "shared_reviews": Ground(
        "ask",
        "专家与申报方“{who}”{period}在仓库“{repository}”互相评审过 {count} 个提交。",
        "The expert and “{who}” of the application reviewed each other's commits in “{repository}” {period_en}: {count}.",
    ),
    "rival_application": Ground(
        "ask",
        "专家对同一征集中的另一项申报（{other_application}）应当回避，与这项申报是竞争关系。",
        "The expert must not judge another application of the same call ({other_application}), which competes with this one.",
    ),
    "past_award": Ground(
        "ask",
        "专家与申报方“{who}”曾在 {on} 同获一项奖励（{award}）。",
        "The expert and “{who}” of the application shared an award on {on} ({award}).",
    ),
    "large_repository": Ground(
        "note",
        "专家与申报方同在大型仓库“{repository}”（{contributors} 位贡献者，专家 {count} 次）；超过 {crowd} 人的仓库不作为须说明的理由。",
        "The expert and the applicant meet in the large repository “{repository}” ({contributors} contributors; the expert {count} times); "
        "with more than {crowd} people that alone asks for no reason.",
    ),
    "few_changes": Ground(
        "note",
        "专家{period}在申报项目的仓库“{repository}”有 {changes} 个合入变更、{reviews} 次评审，不到 {asked} 次。",
        "The expert has {changes} merged changes and {reviews} reviews in the applicant's repository “{repository}” {period_en}, "
        "fewer than {asked}.",
    ),
}

SOURCES = {
    "employment": ("任职声明", "employment claim"),
    "grant": ("平台中的单位成员身份", "member of the organisation here"),
    "expert_record": ("专家库登记", "expert register"),
    "commits": ("以该单位名义的提交", "commits made for the organisation"),
}


def conflict(expert: str, application: str, wording: str, **evidence: Any) -> Conflict:  # noqa: ANN401 - JSON of any shape
    """A conflict in its words; ``wording`` is a key of ``GROUNDS``, the ground's id the part before the dot."""
    ground = GROUNDS[wording]
    since, until = evidence.get("from_on"), evidence.get("until_on")
    source = SOURCES.get(str(evidence.get("source", "")), ("", ""))
    said = evidence | {"period": _period(since, until)}
    said_en = evidence | {"period_en": _period_en(since, until)}
    return Conflict(
        expert,
        application,
        ground.kind,
        wording.partition(".")[0],
        ground.zh.format(**said | {"source": source[0]}),
        ground.en.format(**said_en | {"source_en": source[1]}),
        {name: value for name, value in evidence.items() if value not in (None, "", (), [])},
    )


def day(value: date | None) -> str | None:
    """As evidence holds it."""
    return value.isoformat() if value else None


def _period(since: str | None, until: str | None) -> str:
    if not since and not until:
        return ""
    return f" {since or '（起始日不详）'} 至 {until or '今'} "


def _period_en(since: str | None, until: str | None) -> str:
    if not since and not until:
        return "(dates unknown)"
    return f"from {since or 'an unknown day'} until {until or 'now'}"
