"""What does a case rest on? Each piece of evidence by its name, leading to its page; one without a page stays text."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.cases.models import Case
from portal.errors import Sentence
from portal.house.things import Thing, page, things
from xingtu.policy.grant_facts import yuan

LABELS: dict[str, Sentence] = {
    "run": pgettext_lazy("一次", "运行"),
    "repository": gettext_lazy("仓库"),
    "commit": gettext_lazy("提交"),
    "path": gettext_lazy("文件"),
    "class": gettext_lazy("归类"),
    "metric": gettext_lazy("指标"),
    "person": gettext_lazy("人员"),
    "organisation": gettext_lazy("单位"),
    "record": gettext_lazy("登记"),
    "employment": gettext_lazy("任职声明"),
    "mailbox": gettext_lazy("邮箱认领"),
    "from_on": gettext_lazy("自"),
    "until_on": gettext_lazy("至（不含）"),
    "percent": gettext_lazy("工作量占比（%）"),
    "answer": gettext_lazy("单位意见"),
    "application": gettext_lazy("申报"),
    "milestone": gettext_lazy("绩效目标"),
    "finding": gettext_lazy("风险发现"),
    "amount_fen": gettext_lazy("金额（元）"),
}
RUN_PREFIX = 12
SHORT_COMMIT = 12


@dataclass(frozen=True, slots=True)
class Link:
    """One piece of evidence; ``href`` empty: shown as text."""

    label: Sentence
    text: str
    href: str = ""
    code: bool = False
    """Shown as it was written down, because nobody has a better name for it."""


def links_of(case: Case, acting: Acting, *, names: bool = False) -> list[Link]:
    """What the case is about, then what it rests on, in the order in which it was written down.

    ``names``: whether this reader may know who the people are.
    """
    pieces = {str(key): str(value) for key, value in ({case.subject_kind: case.subject} | case.evidence).items() if value not in {None, ""}}
    found = things(pieces.items())
    return [_link(key, value, found.get((key, value)), pieces.get("run", ""), acting, names=names) for key, value in pieces.items()]


def _link(key: str, value: str, thing: Thing | None, run: str, acting: Acting, *, names: bool) -> Link:
    label = LABELS.get(key) or key
    if key == "person":
        return _person(label, value, acting, names=names)
    if key == "metric" and run:
        return Link(label, thing.name if thing else value, page("evidence:metric", run[:RUN_PREFIX], value))
    if key == "mailbox":
        return Link(label, _("第 %(number)s 号") % {"number": value}, page("register:mailbox_ruling", value))
    if thing:
        return Link(label, thing.name, thing.href)
    if key == "amount_fen" and value.isdecimal():
        return Link(label, yuan(int(value)))
    return Link(label, value[:SHORT_COMMIT] if key in {"commit", "run"} else value, code=True)


def _person(label: Sentence, ident: str, acting: Acting, *, names: bool) -> Link:
    if ident == acting.actor_id:
        return Link(label, _("我"), page("evidence:work"))
    name = Person.objects.filter(pk=ident).values_list("name", flat=True).first() if names else ""
    return Link(label, name or _("保密"), page("evidence:person", ident) if names else "")
