"""What does somebody say against a fact?"""

from django import forms
from django.utils.translation import gettext_lazy as _

WRONGS = [
    ("not_mine", _("不是我做的")),
    ("mine", _("是我做的，却没有算作我的（先到“我的邮箱和任职”认领邮箱，多半不用提异议）")),
    ("class", _("不计入的理由不对")),
    ("employer", _("所属单位或日期不对")),
    ("other", _("其他")),
]


class ObjectionForm(forms.Form):
    """The fact itself stands in the address."""

    wrong = forms.ChoiceField(label=_("哪里不对"), choices=WRONGS, widget=forms.RadioSelect)
    statement = forms.CharField(
        label=_("应当是什么，依据在哪里"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2_000,
        help_text=_("写明事实和依据即可，不要写身份证号、电话等个人信息。经办人和您都能看到。"),
    )
