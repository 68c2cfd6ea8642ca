"""What is entered around a notice: the head's decisions, the draft's texts, an objection, and how it is answered."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.calls.models import Notice, ObjectionOutcome
from portal.calls.models.application import LETTERS
from portal.calls.services.shortlists import DECLINED, PANEL
from xingtu.policy.notice import NoticeRules

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

WRITTEN = forms.Textarea(attrs={"rows": 4})
LONG = forms.Textarea(attrs={"rows": 8})
GROUNDS = (
    ("false", _("申报内容不实")),
    ("copied", _("代码或成果抄自他人")),
    ("ineligible", _("不符合申报条件")),
    ("rights", _("侵犯他人权利")),
    ("conflict", _("评审应当回避而没有回避")),
    ("procedure", _("程序不当")),
    ("other", _("其他")),
)
OBJECTOR = {"name": _("姓名或单位名称"), "organisation": _("所在单位"), "phone": _("联系电话"), "address": _("联系地址")}
WHOLE = "0"
RECEIPT = re.compile(rf"[{LETTERS}]{{4}}(?:-[{LETTERS}]{{4}}){{3}}")


class ShortlistForm(forms.Form):
    """One decision on the ticked applications."""

    to = forms.ChoiceField(label=_("决定"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=_("退回合议或不通过时必填，申报人会原样看到。"),
    )

    def __init__(self, data: "QueryDict | None" = None, *, moves: Sequence[str]) -> None:
        super().__init__(data)
        named = {"approval": _("同意，按规则算出金额并送审批"), PANEL: _("退回合议"), DECLINED: _("不通过")}
        self.fields["to"].choices = [(move, label) for move, label in named.items() if move in moves]  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """Title and text; the dates and how to object are added by the platform."""

    title = forms.CharField(label=_("标题"), max_length=200)
    introduction = forms.CharField(
        label=_("正文"),
        widget=LONG,
        max_length=4000,
        help_text=_("写明依据和联系方式。公示期、异议期限和提出办法由平台按规则和工作日历写出。"),
    )


class ManyFiles(forms.FileField):
    """Some files, each with the checks of one."""

    widget = type("ManyFilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 -- Django's own types
        """All of them."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(ManyFiles, self).clean(one, initial) for one in given]


class ObjectionForm(forms.Form):
    """What anybody may say against a list, and who says it, which stays sealed."""

    line = forms.ChoiceField(label=_("针对"))
    grounds = forms.ChoiceField(label=_("理由"), choices=GROUNDS)
    compared = forms.URLField(
        label=_("原作的仓库地址"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("主张抄袭的请填写：平台据此比对首次出现的时间和相同的文件。"),
    )
    statement = forms.CharField(
        label=_("事实和依据"), widget=LONG, max_length=4000, help_text=_("会原样转给被异议方，请不要写您自己的姓名、单位和电话。")
    )
    files = ManyFiles(label=_("证明材料"), required=False, help_text=_("PDF、图片、Word 或 zip，最多 5 个，每个不超过 20 MB。"))

    def __init__(
        self, data: "QueryDict | None" = None, files: "MultiValueDict[str, Any] | None" = None, *, notice: Notice, rules: NoticeRules
    ) -> None:
        super().__init__(data, files)
        lines = [(str(line.position), _named(line.position, line.shown)) for line in notice.lines.all()]
        self.fields["line"].choices = [*lines, (WHOLE, _("整个名单"))]  # type: ignore[attr-defined]
        recorded = rules.anonymous == "record_only"
        if recorded:
            self.fields["anonymous"] = forms.BooleanField(label=_("匿名提出"), required=False, help_text=_("匿名异议只作记录，不予答复。"))
        asked = [*(need for need in rules.needs if need in OBJECTOR), *(key for key in ("organisation",) if key not in rules.needs)]
        for key in asked:
            self.fields[key] = forms.CharField(
                label=OBJECTOR[key],
                required=key in rules.needs and not recorded,
                max_length=200,
                help_text=_("加密保存，只有承办人能看到，每次查看都有记录。"),
            )
        if {"stamp", "signature"} & set(rules.needs):
            self.fields["files"].required = not recorded
            self.fields["files"].label = _("盖章或签名的异议书，以及证明材料")

    @property
    def objector(self) -> dict[str, str]:
        """Who says it."""
        return {key: self.cleaned_data[key].strip() for key in OBJECTOR if self.cleaned_data.get(key, "").strip()}


def _named(position: int, shown: dict[str, str]) -> str:
    names = [shown.get(key, "") for key in ("project", "organisation", "person")]
    return f"{position}. {' · '.join(name for name in names if name)}"


class FindingsForm(forms.Form):
    """What the handlers found."""

    findings = forms.CharField(label=_("核查情况"), widget=LONG, max_length=4000, help_text=_("查了什么、看到什么，依据在哪里。只供内部。"))
    opinion = forms.CharField(label=_("专家意见"), widget=WRITTEN, max_length=4000, required=False)


class RefuseForm(forms.Form):
    """Why it is not taken up."""

    reason = forms.CharField(label=_("不予受理的理由"), widget=WRITTEN, max_length=2000, help_text=_("异议人会看到。"))


class AnswerForm(forms.Form):
    """The answer and what it does to the list."""

    outcome = forms.ChoiceField(label=_("处理结果"), widget=forms.RadioSelect)
    answer = forms.CharField(label=_("给异议人的答复"), widget=LONG, max_length=4000)
    public_answer = forms.CharField(
        label=_("公开的答复"), widget=WRITTEN, max_length=2000, help_text=_("公示页上人人可见，申报人也会看到；不能透露异议人。")
    )

    def __init__(self, data: "QueryDict | None" = None, *, whole: bool, head: bool) -> None:
        super().__init__(data)
        kept = [
            (value, label)
            for value, label in ObjectionOutcome.choices
            if (head or value == ObjectionOutcome.DISMISSED)
            and not (whole and value in {ObjectionOutcome.REMOVED, ObjectionOutcome.REVIEWED})
        ]
        self.fields["outcome"].choices = kept  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """What the applicant says to it."""

    reply = forms.CharField(
        label=_("说明"), widget=LONG, max_length=4000, help_text=_("承办人会看到；请就事实作出说明，不要猜测异议人是谁。")
    )


class ReceiptForm(forms.Form):
    """The code an objector was given."""

    receipt = forms.CharField(label=_("异议编号"), max_length=24, help_text=_("提出异议后给出的四组字母和数字。"))

    def clean_receipt(self) -> str:
        """As it stands in an address: typed with blanks for hyphens, or in capitals, it is the same code."""
        receipt = "-".join(self.cleaned_data["receipt"].lower().split())
        if not RECEIPT.fullmatch(receipt):
            raise forms.ValidationError(_("异议编号是四组字母和数字，形如 abcd-efgh-jkmn-pqrs；请照提出异议后给出的填写。"))
        return receipt


class ResultForm(forms.Form):
    """What stands above the list in force."""

    text = forms.CharField(label=_("结果正文"), widget=WRITTEN, max_length=4000, required=False, help_text=_("可以不填，平台按规则写出。"))
