"""What does the living page show of each component? A template that is drawn and printed as it is, so that code and picture agree."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.errors import Sentence
from portal.house.charts import Bar, Series, multiple, ranking, sparkline
from portal.house.parts import Choice, Difference, Event, Facet, Reason, Stat, Step, Tab


@dataclass(frozen=True, slots=True)
class Specimen:
    """One component; its template is ``house/specimens/<id>.html``."""

    id: str
    title: Sentence
    about: Sentence

    @property
    def source(self) -> str:
        """The template as written."""
        return str(get_template(f"house/specimens/{self.id}.html").template.source).strip()  # type: ignore[attr-defined]

    def drawn(self, request: HttpRequest) -> str:
        """The component with the samples."""
        return get_template(f"house/specimens/{self.id}.html").render(samples(), request)


SPECIMENS = (
    Specimen("button", _("按钮"), _("一页只有一个主要动作；退回、撤销等次要动作用浅色；删除类动作用红色，并先经过确认页。")),
    Specimen("number", _("可以点开的数字"), _("数值、单位、来处。没有测到的写“未知”，不写 0。")),
    Specimen("tag", _("状态标签"), _("状态由文字说明，颜色只作提示。")),
    Specimen("chip", _("依据标记"), _("一句话从哪里来：核实过、本人声明、系统推断，还是不知道。")),
    Specimen("form", _("表单"), _("出错时，页首列出所有问题，每一条都能跳到对应的栏目。")),
    Specimen("facets", _("筛选"), _("放在列表左侧；手机上排在列表之前。")),
    Specimen("reasons", _("理由"), _("符合、不符合、待查，各有一句话和依据。")),
    Specimen("steps", _("办理进度"), _("先说办到哪一步，再说等谁。")),
    Specimen("timeline", _("经过"), _("最近的在上。")),
    Specimen("facts", _("要点"), _("名称和内容；没有填写的要看得出来。")),
    Specimen("stats", _("数字行"), _("只放读者会用来判断的几个数字。")),
    Specimen("datatable", _("数据表"), _("表头在滚动时保持可见；窄屏上每行变成一张卡片，或在表内横向滚动。")),
    Specimen("compare", _("对比表"), _("并排比较，不同之处有标记。")),
    Specimen("run_diff", _("两次运行的差异"), _("哪个数字变了，变了多少，为什么。")),
    Specimen("chart", _("图与表"), _("图上方一句话说明看到什么，旁边是同一批数据的表。")),
    Specimen("multiples", _("小图组"), _("同一坐标，一家一张；没有证据的月份画成空框。")),
    Specimen("tabs", _("同一事物的几个页面"), _("每个标签都是一个普通链接。")),
    Specimen("lines", _("人员与单位"), _("圆形是人，方形是单位。")),
    Specimen("file_row", _("文件"), _("名称、格式、大小、内容。")),
    Specimen("progress", _("进度条"), _("总数不明时显示进行中，不显示 0%。")),
    Specimen("notice", _("提示"), _("说明、成功、注意、有问题。")),
    Specimen("undo", _("撤销"), _("提交、撤回、声明、异议之后十分钟内可以撤销。")),
    Specimen("empty", _("空列表"), _("为什么没有，下一步做什么。")),
    Specimen("pager", _("分页"), _("保留其余查询条件。")),
)


class SampleForm(forms.Form):
    """A form that was sent with mistakes."""

    name = forms.CharField(label=_("项目名称"), help_text=_("与代码仓库首页上的名称一致。"), max_length=80)
    homepage = forms.URLField(label=_("代码仓库网址"), assume_scheme="https")
    kind = forms.ChoiceField(label=_("项目类型"), widget=forms.RadioSelect, choices=[("core", _("基础软件")), ("industry", _("工业软件"))])
    about = forms.CharField(label=_("简介"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    consent = forms.BooleanField(label=_("我确认以上内容属实"))


def samples() -> dict[str, Any]:
    """Invented values, the same every time."""
    at = datetime(2026, 9, 14, 2, 30, tzinfo=UTC)
    months = [f"2025-{month:02d}" for month in range(9, 13)] + [f"2026-{month:02d}" for month in range(1, 9)]
    companies = [
        Series(gettext("砺舟科技"), [12, 15, 9, 20, 22, 18, 25, 31, 28, 30, 34, 38]),
        Series(gettext("星渚大学"), [8, 8, 10, 7, None, None, 6, 9, 12, 11, 8, 10]),
        Series(gettext("云渡数据"), [0, 0, 2, 4, 6, 5, 9, 7, 8, 12, 10, 9]),
        Series(gettext("未知归属"), [5, 4, 6, 3, 5, 6, 4, 7, 5, 4, 6, 5]),
    ]
    bars = [Bar("gearsim", 18_240, "#", own=True), Bar("starfield-db", 12_907, "#"), Bar("openbridge", 7_311, "#"), Bar("lamp", None, "#")]
    return {
        "at": at,
        "until": datetime(2026, 9, 14, 2, 40, tzinfo=UTC),
        "sample_form": SampleForm({"name": "", "homepage": "gear", "kind": "core"}),
        "groups": [
            Facet(
                "field",
                gettext("重点领域"),
                [
                    Choice("industry", gettext("工业软件"), 42, selected=True),
                    Choice("ai", gettext("人工智能"), 31),
                    Choice("base", gettext("基础软件"), 18),
                ],
            ),
            Facet("state", gettext("状态"), [Choice("active", gettext("活跃"), 77), Choice("dormant", gettext("沉寂"), 14)]),
        ],
        "reasons": [
            Reason(gettext("许可证为 MulanPSL-2.0，属于开放源代码促进会认可的许可证。"), "pass", "#"),
            Reason(gettext("最近 12 个月内只有 1 名维护者合入过变更。"), "fail", "#"),
            Reason(gettext("依赖清单中有 3 个组件没有查到版本，不能判断是否受漏洞影响。"), "unknown", "#"),
        ],
        "steps": [
            Step(gettext("提交申请"), "done", at=at),
            Step(gettext("区县初审"), "done", at=at),
            Step(gettext("受理（形式审查）"), "now", gettext("市项目办正在核对材料，预计 9 月 21 日前答复。")),
            Step(gettext("专家评审")),
            Step(gettext("公示")),
        ],
        "events": [
            Event(at, gettext("区县初审通过"), gettext("材料齐全，予以上报。"), gettext("银汉区经信部门")),
            Event(datetime(2026, 9, 10, 1, 5, tzinfo=UTC), gettext("提交申请"), by=gettext("砺舟科技")),
        ],
        "facts": [
            (gettext("登记编号"), "xh-2026-0042"),
            (gettext("责任区县"), gettext("银汉区")),
            (gettext("首次发布"), "2024-03-18"),
            (gettext("项目主页"), None),
        ],
        "stats": [
            Stat(gettext("合入的变更"), 1318, gettext("个"), "#", gettext("近 12 个月")),
            Stat(gettext("计入的代码行"), 182_407, gettext("行"), "#", gettext("总行数的 61.2%")),
            Stat(gettext("贡献者"), 47, gettext("人"), "#", gettext("其中新人 9 人")),
            Stat(gettext("缺席系数"), None, "", "#", gettext("证据不完整")),
        ],
        "subjects": [("gearsim", "#"), ("starfield-db", "#")],
        "rows": [
            (gettext("许可证"), ["MulanPSL-2.0", "Apache-2.0"]),
            (gettext("活跃维护者"), ["6", "6"]),
            (gettext("最近发布"), ["2026-08-30", None]),
        ],
        "changes": [
            Difference(gettext("计入的代码行"), 18_021, 18_240, gettext("认领了一个邮箱，补入 219 行"), gettext("行"), href="#"),
            Difference(gettext("合入的变更"), 131, 131, "", gettext("个")),
            Difference(gettext("缺席系数"), None, 2, gettext("上次运行缺少一个仓库"), ""),
        ],
        "bars": bars,
        "ranking": ranking(bars, title=gettext("四个项目计入的代码行"), description=gettext("gearsim 最多，18,240 行；lamp 没有测到。")),
        "companies": [(one, multiple(companies, place, periods=months)) for place, one in enumerate(companies)],
        "months": months,
        "spark": sparkline([3, 5, None, 8, 13, 9, 14], title=gettext("七个月的变更数：3 至 14，其中一个月没有证据")),
        "tabs": [
            Tab(gettext("概况"), "#", current=True),
            Tab(gettext("贡献者"), "#", count=47),
            Tab(gettext("证据"), "#"),
            Tab(gettext("经过"), "#"),
        ],
        "page": Paginator(range(95), 10).page(3),
    }
