"""What does an officer write down of a flaw? The parts of an OSV record that match packages; read as an import reads it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.evidence.models import RiskLevel
from portal.evidence.services.advisories import ecosystems_matched

CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{2,99}")
WORDS = {RiskLevel.CRITICAL: "CRITICAL", RiskLevel.HIGH: "HIGH", RiskLevel.MEDIUM: "MODERATE", RiskLevel.LOW: "LOW"}
MOST = 500


class AdvisoryForm(forms.Form):
    """One flaw of one package."""

    summary = forms.CharField(label=_("一句话说明"), max_length=300, help_text=_("什么组件，有什么漏洞，能造成什么后果。"))
    details = forms.CharField(label=_("详细说明"), required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 5}))
    aliases = forms.CharField(
        label=_("其他编号"),
        required=False,
        max_length=500,
        help_text=_("CVE、GHSA 等编号，以空格分开；有编号的会与其他来源的同一漏洞合并。"),
    )
    ecosystem = forms.ChoiceField(label=_("生态"))
    package = forms.CharField(label=_("组件名"), max_length=200, help_text=_("按该生态的写法，如 Maven 的 组:名。"))
    introduced = forms.CharField(label=_("自哪个版本起受影响"), required=False, max_length=100, help_text=_("不填表示从最早的版本起。"))
    fixed = forms.CharField(label=_("哪个版本已修复"), required=False, max_length=100, help_text=_("这个版本起不再受影响。"))
    last_affected = forms.CharField(
        label=_("最后一个受影响的版本"), required=False, max_length=100, help_text=_("还没有修复版本、但知道到哪个版本为止时填写。")
    )
    versions = forms.CharField(
        label=_("或逐个列出受影响的版本"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个。"),
    )
    level = forms.ChoiceField(label=_("级别"), required=False)
    references = forms.CharField(
        label=_("公开链接"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个 https 网址。"),
    )
    basis = forms.CharField(
        label=_("依据"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("何处、何时公开发布，供复核人核对，不公开。尚未公开的漏洞不得在此录入，请按工单保密处理。"),
    )

    def __init__(self, *arguments: Any, **named_: Any) -> None:  # noqa: ANN401 - as Django's forms take them
        super().__init__(*arguments, **named_)
        ecosystem, level = self.fields["ecosystem"], self.fields["level"]
        if isinstance(ecosystem, forms.ChoiceField) and isinstance(level, forms.ChoiceField):
            ecosystem.choices = [("", "—"), *((name, name) for name in ecosystems_matched())]
            level.choices = [("", _("未评级")), *((value, RiskLevel(value).label) for value in WORDS)]

    def clean_aliases(self) -> list[str]:
        """Each one an id."""
        found = self.cleaned_data["aliases"].replace(",", " ").replace("，", " ").replace("、", " ").split()
        found = [one.upper() if CVE.fullmatch(one.upper()) else one for one in found]
        for one in found:
            if not ALIAS.fullmatch(one):
                raise forms.ValidationError(_("“%(one)s”不是编号。") % {"one": one[:40]})
        return list(dict.fromkeys(found))

    def clean_versions(self) -> list[str]:
        """One a line."""
        return list(dict.fromkeys(self.cleaned_data["versions"].split()))[:MOST]

    def clean_references(self) -> list[str]:
        """Addresses of pages."""
        found = self.cleaned_data["references"].split()
        for one in found:
            try:
                good = urlsplit(one).scheme == "https" and bool(urlsplit(one).hostname)
            except ValueError:
                good = False
            if not good:
                raise forms.ValidationError(_("“%(one)s”不是 https 网址。") % {"one": one[:80]})
        return found

    def clean(self) -> dict[str, Any]:
        """An end is either the one or the other."""
        given = super().clean() or self.cleaned_data
        if given.get("fixed") and given.get("last_affected"):
            self.add_error("last_affected", _("“已修复的版本”和“最后一个受影响的版本”只填一个。"))
        if not any(given.get(name) for name in ("introduced", "fixed", "last_affected", "versions")):
            self.add_error("introduced", _("请写清受影响的版本：起止版本，或逐个列出。"))
        return given

    def content(self) -> dict[str, Any]:
        """As OSV writes it, without id and times."""
        given = self.cleaned_data
        package: dict[str, Any] = {"package": {"ecosystem": given["ecosystem"], "name": given["package"].strip()}}
        if any(given[name] for name in ("introduced", "fixed", "last_affected")):
            events = [{"introduced": given["introduced"].strip() or "0"}]
            events += [{name: given[name].strip()} for name in ("fixed", "last_affected") if given[name]]
            package["ranges"] = [{"type": "ECOSYSTEM", "events": events}]
        if given["versions"]:
            package["versions"] = given["versions"]
        made: dict[str, Any] = {"schema_version": "1.7.5", "summary": given["summary"], "affected": [package]}
        made |= {"details": given["details"]} if given["details"] else {}
        made |= {"aliases": given["aliases"]} if given["aliases"] else {}
        made |= {"references": [{"type": "ADVISORY", "url": url} for url in given["references"]]} if given["references"] else {}
        return made | ({"database_specific": {"severity": WORDS[RiskLevel(given["level"])]}} if given["level"] else {})


class ReasonForm(forms.Form):
    """Why an entry is returned or withdrawn."""

    reason = forms.CharField(label=_("理由"), max_length=300)
