"""What does somebody fill in about a record, its repositories, its place in a library? Fields come from ``columns.py``.

Forms only carry what was typed; what it means, and whether it can be so, is said by the services, as for a cell of a workbook.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Organisation
from portal.accounts.roles import Act, Scope
from portal.register.columns import SEPARATOR, Column, Plain, Shape, columns_of
from portal.register.models import Kind, Listing, Ownership, Record
from portal.register.vocabulary import choices_of, libraries_of


class RecordForm(forms.Form):
    """All columns of a kind; ``version`` is what the reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, kind: str, acting: Acting, content: Mapping[str, Plain] | None = None, version: int = 0
    ) -> None:
        super().__init__(data, initial={"version": version})
        self.columns = columns_of(kind)
        for column in self.columns:
            field = _field(column, acting, content or {})
            field.initial = _initial(column, content or {}, acting)
            self.fields[column.name] = field

    def values(self) -> dict[str, Any]:
        """As typed, by column."""
        return {column.name: self.cleaned_data.get(column.name) for column in self.columns}


class ReasonForm(forms.Form):
    """Why; the version the reader saw stays with the act."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=gettext_lazy("对方会原样看到，并留痕。")
    )


class VersionForm(forms.Form):
    """An act that needs no words."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RepositoryForm(forms.Form):
    """A repository's address in any form, and its name."""

    url = forms.CharField(
        label=gettext_lazy("仓库网址"),
        max_length=500,
        help_text=gettext_lazy("浏览器里看到的网址或克隆地址都可以，如 https://gitee.com/组织/仓库。平台会换成规范的地址。"),
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=200, required=False, help_text=gettext_lazy("不填则用仓库自己的名字。"))


class RepositoryChangeForm(RepositoryForm):
    """The rest of what can be said of a repository."""

    aliases = forms.CharField(
        label=gettext_lazy("同一仓库的其他网址"), widget=forms.Textarea({"rows": 2}), required=False, help_text=gettext_lazy("每行一个。")
    )
    branches = forms.CharField(
        label=gettext_lazy("另行读取的分支"),
        widget=forms.Textarea({"rows": 2}),
        required=False,
        help_text=gettext_lazy("每行一个。默认分支总是读取，不用填。"),
    )


class OfficerProofForm(forms.Form):
    """An officer's word on whose a repository is."""

    reason = forms.CharField(
        label=gettext_lazy("凭什么认定归属"), max_length=300, help_text=gettext_lazy("如来函文号、核对过的材料；会留痕。")
    )
    how = forms.CharField(widget=forms.HiddenInput, initial=Ownership.OFFICER.value)


class PlainReasonForm(forms.Form):
    """Why, and nothing else."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ListingForm(forms.Form):
    """Into which library, by which decision."""

    library = forms.ChoiceField(label=gettext_lazy("名录"))
    basis = forms.CharField(
        label=gettext_lazy("依据（文号、公示链接）"), max_length=300, help_text=gettext_lazy("没有依据不能列入；依据会公开。")
    )

    def __init__(self, data: QueryDict | None = None, *, record: Record) -> None:
        super().__init__(data)
        inside = set(Listing.objects.filter(record=record, removed_on__isnull=True).values_list("library", flat=True))
        free = tuple(library for library in libraries_of(record.kind) if library.id not in inside)
        self.fields["library"].choices = choices_of(free)  # type: ignore[attr-defined] # a ChoiceField


class ImportForm(forms.Form):
    """A workbook, and what becomes of its new rows."""

    file = forms.FileField(
        label=gettext_lazy("Excel 文件（.xlsx）"), help_text=gettext_lazy("最多 5 MB、1,000 行。WPS 表格请另存为 .xlsx。")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("登记的类别"),
        required=False,
        choices=[("", gettext_lazy("按模板自动识别")), *Kind.choices],
        help_text=gettext_lazy("只有自己做的表才需要选。"),
    )
    target = forms.ChoiceField(
        label=gettext_lazy("新登记导入后"),
        choices=[
            ("submit", gettext_lazy("进入“待核对”")),
            ("register", gettext_lazy("材料已核对，直接予以登记")),
            ("draft", gettext_lazy("先存为草稿")),
        ],
        widget=forms.RadioSelect,
        initial="submit",
    )


class ExportForm(forms.Form):
    """Which kind, and for what."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Kind.choices)
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200, help_text=gettext_lazy("会留痕，如“报送市项目办 11 月月报”。"))


class PubliccodeForm(forms.Form):
    """A publiccode.yml, pasted or sent."""

    text = forms.CharField(
        label=gettext_lazy("publiccode.yml 的内容"), widget=forms.Textarea({"rows": 14, "spellcheck": "false"}), required=False, strip=False
    )
    file = forms.FileField(label=gettext_lazy("或上传文件"), required=False)


def _field(column: Column, acting: Acting, content: Mapping[str, Plain]) -> forms.Field:  # noqa: PLR0911 -- one line a shape
    named: dict[str, Any] = {"label": column.label, "required": column.needed, "help_text": column.help}
    match column.shape:
        case Shape.CHOICE:
            return forms.ChoiceField(choices=[("", _("请选择")), *column.options()], **named)
        case Shape.CHOICES:
            return forms.MultipleChoiceField(choices=column.options(), widget=forms.CheckboxSelectMultiple, **named)
        case Shape.FLAG:
            return forms.BooleanField(**named)
        case Shape.ORGANISATION if acting.scope(Act.RECORD_EDIT) not in {Scope.CITY, Scope.DISTRICT}:
            named |= {"label": _("所属单位"), "help_text": _("只能选您所在的单位；不属于任何单位就留空。")}
            return forms.ChoiceField(choices=_own_organisations(acting, content), **named)
        case Shape.LONG:
            return forms.CharField(widget=forms.Textarea({"rows": 5}), strip=False, **named)
        case Shape.DATE:
            return forms.CharField(widget=forms.DateInput({"type": "date"}), **named)
        case Shape.NUMBER:
            return forms.CharField(widget=forms.TextInput({"inputmode": "numeric"}), **named)
        case Shape.URL:
            return forms.CharField(widget=forms.URLInput, **named)
        case _:
            return forms.CharField(max_length=column.longest or None, **named)


def _own_organisations(acting: Acting, content: Mapping[str, Plain]) -> list[tuple[str, str]]:
    held = Grant.objects.held_on(timezone.localdate()).filter(person_id=acting.actor_id, organisation__isnull=False)
    rows = dict(held.values_list("organisation_id", "organisation__name"))
    now = str(content.get("organisation") or "")
    if now and now not in rows:
        rows[now] = now
    return [("", _("不属于任何单位")), *((str(ident), name) for ident, name in rows.items())]


def _initial(column: Column, content: Mapping[str, Plain], acting: Acting) -> Any:  # noqa: ANN401 -- what a widget takes
    value = content.get(column.name)
    if column.shape in {Shape.WORDS, Shape.PROJECTS} and isinstance(value, list):
        return SEPARATOR.join(value)
    if column.shape is Shape.ORGANISATION and value and acting.scope(Act.RECORD_EDIT) in {Scope.CITY, Scope.DISTRICT}:
        return Organisation.objects.filter(pk=value).values_list("uscc", flat=True).first() or value
    if value is None and column.name == "district":
        return acting.district
    if value is None and column.name == "organisation":
        return acting.organisation_id
    return value
