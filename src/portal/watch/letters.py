"""In which words is a digest told, to chat tools in numbers, to mail and the portal with its list?"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Sentence
from portal.evidence.models import RiskLevel
from portal.evidence.risk_words import cause_text
from portal.house.charts import lang
from portal.watch.channel_kinds import Letter
from portal.watch.digests import CLOSED, EPSS, FIRST_LOOK, KEV, MALICIOUS, NEW, RETRACTED, SEVERITY
from portal.watch.models import Delivery, Digest, DigestKind

COUNTED: dict[str, Sentence] = {
    NEW: gettext_lazy("新发现"),
    MALICIOUS: gettext_lazy("恶意软件包"),
    KEV: gettext_lazy("新列入已知被利用清单"),
    SEVERITY: gettext_lazy("等级变化"),
    EPSS: gettext_lazy("被利用的可能性升高"),
    CLOSED: gettext_lazy("已消除"),
    RETRACTED: gettext_lazy("因公告更正不再受影响"),
    FIRST_LOOK: gettext_lazy("首次检测的项目"),
}
"""In the order in which they are told."""
UNRATED = gettext_lazy("未评级")


def level_name(level: str) -> str:
    """As people read it; no advisory says is not "low"."""
    return str(RiskLevel(level).label) if level else str(UNRATED)


def counts_of(content: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """(kind, label, how many)."""
    told = dict(content["counts"])
    return [(kind, str(label), told[kind]) for kind, label in COUNTED.items() if told.get(kind)]


def subject_of(digest: Digest) -> str:
    """One line; no project, no flaw."""
    day = _("%(month)d月%(day)d日") % {"month": digest.day.month, "day": digest.day.day}
    if digest.kind == DigestKind.IMMEDIATE:
        n = sum(n for kind, n in digest.content["counts"] if kind != FIRST_LOOK)
        return _("风险告警（%(day)s）：%(n)d 项需要立即处理") % {"day": day, "n": n}
    if digest.kind == DigestKind.WEEKLY:
        return _("风险周报（%(day)s）：本周没有变化") % {"day": day}
    return _("风险汇总（%(day)s）") % {"day": day}


def notes_of(content: Mapping[str, Any]) -> list[str]:
    """How fresh and how complete, in the reader's language; what is wrong first."""
    fresh = content["fresh"][lang()]
    oldest = fresh["oldest"]
    aged = [_("公告来源中取得最早的一个取得于 %(at)s（世界时）") % {"at": oldest.replace("T", " ").removesuffix("Z")}] if oldest else []
    return [*fresh["alarms"], fresh["coverage"], *([fresh["uncovered"]] if fresh["uncovered"] else []), *aged]


def open_line(content: Mapping[str, Any]) -> str:
    """What is open now, by level; beside it always stand freshness and coverage."""
    levels = [f"{level_name(level)} {n}" for level, n in content["open"].items() if n]
    if not levels:
        return _("目前没有比对出未消除的漏洞；这只说明已覆盖的组件，见数据时效与覆盖。")
    return _("目前未消除：%(levels)s") % {"levels": _("、").join(levels)}


def letter_of(digest: Digest, *, ident: str = "") -> Letter:
    """What goes out of it, in the language that is active."""
    content = digest.content
    return Letter(
        ident=ident,
        at=digest.made_at,
        kind=digest.kind,
        subject=subject_of(digest),
        counts=tuple(counts_of(content)),
        notes=(open_line(content), *notes_of(content)) if digest.kind == DigestKind.WEEKLY else tuple(notes_of(content)),
        link=f"{settings.ENVIRONMENT.address.rstrip('/')}/watch/digests/{digest.pk}/",
        detail=detail_of(content),
    )


def trial_letter(delivery: Delivery) -> Letter:
    """To see whether a channel works."""
    return Letter(
        ident=delivery.ident,
        at=delivery.made_at,
        kind="test",
        subject=_("这是一条测试消息"),
        counts=(),
        notes=(_("收到即表示渠道可用。以后有新的风险、已消除的风险，会在这里通知数目和链接。"),),
        link=f"{settings.ENVIRONMENT.address.rstrip('/')}/watch/channels/",
    )


def detail_of(content: Mapping[str, Any]) -> str:
    """The list as text, flaw by flaw, then what ended."""
    lines = list(_groups(content["groups"]))
    if content["ended"]:
        lines += ["", _("已经结束的："), *_groups(content["ended"])]
    for one in content["first_looks"]:
        levels = _("、").join(f"{level_name(level)} {n}" for level, n in one["counts"])
        lines.append(_("%(name)s 首次检测：%(levels)s") % {"name": one["name"], "levels": levels})
    if content["more"]:
        lines.append(_("另有 %(n)d 项未列出，请打开链接查看。") % {"n": content["more"]})
    return "\n".join(lines).strip()


def line_text(line: Mapping[str, Any]) -> str:
    """What happened to one project, without its name."""
    kind = str(COUNTED[line["kind"]])
    if line["kind"] == SEVERITY:
        return _("%(package)s：等级由%(before)s变为%(after)s") % {
            "package": line["package"], "before": level_name(line["before"]), "after": level_name(line["after"]),
        }  # fmt: skip
    text = f"{line['package']}：{kind}"
    if line["cause"]:
        text += _("，%(cause)s") % {"cause": cause_text(line["cause"])}
    if line["fixed"] and line["kind"] not in {CLOSED, RETRACTED}:
        text += _("；%(versions)s 起已修复") % {"versions": _("、").join(line["fixed"])}
    return text


def _groups(groups: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for one in groups:
        marks = [level_name(one["level"])]
        marks += [_("恶意软件包")] if one["malicious"] else []
        marks += [_("已知被利用")] if one["exploited"] else []
        yield f"{one['group']}（{_('、').join(marks)}）{one['summary']}"
        for line in one["lines"]:
            yield f"  {line['name']} {line_text(line)}"
