"""Where does what a case rests on stand? Evidence as links, by the names of pages of the apps above; one without a page stays text."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Case
from portal.errors import Sentence

LABELS: dict[str, Sentence] = {
    "run": _("运行"),
    "repository": _("仓库"),
    "commit": _("提交"),
    "path": _("文件"),
    "class": _("归类"),
    "metric": _("指标"),
    "person": _("人员"),
    "organisation": _("单位"),
    "record": _("登记"),
    "employment": _("任职声明"),
    "mailbox": _("邮箱认领"),
    "from_on": _("自"),
    "until_on": _("至（不含）"),
    "percent": _("工作量占比（%）"),
    "answer": _("单位意见"),
}
PAGES = {
    "run": "evidence:run",
    "record": "register:record",
    "organisation": "evidence:organisation",
    "person": "evidence:person",
    "employment": "register:employment",
    "mailbox": "register:mailbox_ruling",
    "lead": "register:lead",
}
RUN_PREFIX = 12


@dataclass(frozen=True, slots=True)
class Link:
    """One piece of evidence; ``href`` empty: shown as text."""

    label: Sentence
    text: str
    href: str = ""


def links_of(case: Case) -> list[Link]:
    """What the case is about, then what it rests on, in the order in which it was written down."""
    pieces = {case.subject_kind: case.subject} | {str(key): value for key, value in case.evidence.items()}
    return [
        Link(LABELS.get(key) or key, str(value), _address(key, str(value), str(case.evidence.get("run", ""))))
        for key, value in pieces.items()
        if value not in {None, ""}
    ]


def _address(key: str, value: str, run: str) -> str:
    if key == "metric" and run:
        return _reverse("evidence:metric", run[:RUN_PREFIX], value)
    return _reverse(PAGES[key], value[:RUN_PREFIX] if key == "run" else value) if key in PAGES else ""


def _reverse(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
