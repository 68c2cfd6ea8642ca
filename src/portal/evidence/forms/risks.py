"""What is handed in about a project's risks: a document of statements, or a bill of materials where no code is shown."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 20_000_000


class DocumentForm(forms.Form):
    """A file and what it is."""

    VEX, SBOM = "vex", "sbom"
    KINDS: ClassVar[list[tuple[str, Any]]] = [
        (VEX, _("声明（OpenVEX、CycloneDX VEX）")),
        (SBOM, _("物料清单（CycloneDX、SPDX），只用于没有登记仓库的项目")),
    ]
    kind = forms.ChoiceField(label=_("内容"), choices=KINDS, widget=forms.RadioSelect, initial=VEX)
    file = forms.FileField(label=_("文件"), help_text=_("20 MB 以内。声明逐条对应现有的发现，对应上的成为草稿，等风险监测员签署。"))

    def clean_file(self) -> Any:  # noqa: ANN401 - Django's uploaded file
        """Not too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 20 MB。"))
        return file
