"""What is asked before a draft begins, and in the few acts beside the form itself?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.register.vocabulary import choices_of, districts

NEW = "new"
"""Instead of a record: from a repository's address."""


class ApplyForm(forms.Form):
    """Who applies, and about what."""

    applicant = forms.ChoiceField(label=gettext_lazy("以谁的名义申报"), widget=forms.RadioSelect)
    record = forms.ChoiceField(label=gettext_lazy("申报什么"), widget=forms.RadioSelect)
    url = forms.CharField(
        label=gettext_lazy("仓库网址"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("还没有登记的项目填这里，如 https://gitee.com/组织/仓库。平台读取仓库，替您填好能看出来的内容。"),
    )
    district = forms.ChoiceField(
        label=gettext_lazy("所在区县（园区）"), required=False, help_text=gettext_lazy("以个人名义申报时填写，初审由所在区县办理。")
    )

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 -- as Django's
        applicants: Sequence[tuple[str, str]],
        records: Sequence[tuple[str, str]],
        by_url: bool,
        asks_district: bool,
        **named: Any,  # noqa: ANN401 -- as Django's
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["applicant"].choices = list(applicants)  # type: ignore[attr-defined]
        choices = [*records, *([(NEW, _("还没有登记的项目，用下面的仓库网址"))] if by_url else [])]
        self.fields["record"].choices = choices  # type: ignore[attr-defined]
        self.fields["district"].choices = [("", "—"), *choices_of(districts())]  # type: ignore[attr-defined]
        if len(applicants) == 1:
            self.initial["applicant"] = applicants[0][0]
        if len(choices) == 1:
            self.initial["record"] = choices[0][0]
        for name, asked in (("record", bool(choices)), ("url", by_url), ("district", asks_district)):
            if not asked:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A new project needs its address."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("record") == NEW and not given.get("url"):
            self.add_error("url", _("请填写仓库网址，或在上面选一个已经登记的。"))
        return given


class PartyForm(forms.Form):
    """A body, or a person."""

    organisation = forms.CharField(
        label=gettext_lazy("单位"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("18 位统一社会信用代码，或与营业执照一致的全称。"),
    )
    mailbox = forms.CharField(
        label=gettext_lazy("或者个人的邮箱"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("对方在平台的登录邮箱。对方没有账号时不会收到邀请。"),
    )
    part = forms.CharField(label=gettext_lazy("分工"), required=False, max_length=200)


class SubmitForm(forms.Form):
    """The applicant's word, for the version they have read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.CharField(widget=forms.HiddenInput, required=False)
    truth = forms.BooleanField(label=gettext_lazy("我已核对全部内容，保证真实、合法、完整，并对此负责。"))


class WithdrawForm(forms.Form):
    """Why, if they wish to say."""

    reason = forms.CharField(
        label=gettext_lazy("撤回的原因"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("可以不写。"),
    )


class ClarifyForm(forms.Form):
    """What the applicant says to one contradiction."""

    answer = forms.CharField(label=gettext_lazy("您的说明"), max_length=2_000, widget=forms.Textarea({"rows": 4}), strip=True)
