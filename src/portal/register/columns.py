"""Which facts of a record do people write, for each kind, and how is each said?

One list makes the forms, the columns of workbooks, the content of revisions and the differences between them. How a cell or a
form's text becomes a value is in ``cells.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.errors import Sentence
from portal.register.models.record import Kind, Record
from portal.register.models.subjects import BusinessModel, Community, DevelopmentStatus, Enterprise, Expert, Partner, Product, Project
from portal.register.vocabulary import choices_of, districts, fields_vocabulary

Plain: TypeAlias = str | int | bool | list[str] | None
"""A value as it stands in a revision: text, ISO date, whole number, yes or no, ids or words."""
Options: TypeAlias = list[tuple[str, Sentence]]

MODELS: dict[Kind, type[Record]] = {
    Kind.PROJECT: Project,
    Kind.ENTERPRISE: Enterprise,
    Kind.COMMUNITY: Community,
    Kind.PRODUCT: Product,
    Kind.EXPERT: Expert,
    Kind.PARTNER: Partner,
}
LONGEST_WORDS = 40
"""Characters of one word of a list."""
MOST_WORDS = 30
SEPARATOR = "、"


class Shape(Enum):
    """What a column holds."""

    TEXT = "text"
    LONG = "long"
    URL = "url"
    CHOICE = "choice"
    CHOICES = "choices"
    WORDS = "words"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"
    ORGANISATION = "organisation"
    """Id of a legal body; written as its 统一社会信用代码."""
    PROJECTS = "projects"
    """Ids of registered projects."""


LISTS = frozenset({Shape.CHOICES, Shape.WORDS, Shape.PROJECTS})


def _none() -> Options:
    return []


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the model's; ``needed``: without it the record cannot be submitted."""

    name: str
    label: Sentence
    shape: Shape = Shape.TEXT
    needed: bool = False
    longest: int = 0
    help: Sentence = ""
    options: Callable[[], Options] = _none

    @property
    def empty(self) -> Plain:
        """The value of a cell left empty."""
        if self.shape in LISTS:
            return []
        if self.shape is Shape.FLAG:
            return False
        return None if self.shape in {Shape.DATE, Shape.NUMBER} else ""


def _of(choices: type[DevelopmentStatus | BusinessModel]) -> Callable[[], Options]:
    return lambda: [(member.value, member.label) for member in choices]


def _districts() -> Options:
    return [*choices_of(districts())]


def _fields() -> Options:
    return [*choices_of(fields_vocabulary().fields)]


_NAME = Column("name", _("名称"), needed=True, longest=120)
_NAME_EN = Column("name_en", _("英文名称"), longest=160)
_SUMMARY = Column(
    "summary", _("一句话介绍"), needed=True, longest=150, help=_("不超过 150 字，说清它做什么、给谁用。名录和检索结果里显示这一句。")
)
_SUMMARY_EN = Column("summary_en", _("一句话介绍（英文）"), longest=150)
_DESCRIPTION = Column("description", pgettext_lazy("column", "介绍"), Shape.LONG, longest=10_000)
_HOMEPAGE = Column("homepage", _("主页"), Shape.URL, longest=200)
_DISTRICT = Column("district", _("区县（园区）"), Shape.CHOICE, needed=True, options=_districts, help=_("由这里的主管部门核对。"))
_FIELDS = Column("fields", _("重点领域"), Shape.CHOICES, options=_fields, help=_("可选多个。"))
_ORGANISATION = Column(
    "organisation", _("所属单位（统一社会信用代码）"), Shape.ORGANISATION, longest=60, help=_("18 位；单位要先在平台上登记。")
)
_KERNEL = (_NAME, _NAME_EN, _SUMMARY, _SUMMARY_EN, _DESCRIPTION, _HOMEPAGE, _DISTRICT, _FIELDS, _ORGANISATION)

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.PROJECT: (
        *_KERNEL,
        Column(
            "licence", _("许可证（SPDX 表达式）"), longest=200, help=_("如 Apache-2.0、MulanPSL-2.0；多个许可证写成 MIT OR Apache-2.0。")
        ),
        Column("development_status", _("开发状态"), Shape.CHOICE, options=_of(DevelopmentStatus)),
        Column("software_type", _("软件类型（publiccode）"), longest=40, help=_("如 standalone/web、library、addon。")),
        Column("languages", _("编程语言"), Shape.WORDS, help=_("用顿号隔开，如 Rust、Python。")),
        Column("research_task", _("依托课题"), longest=200),
    ),
    Kind.ENTERPRISE: (
        *_KERNEL,
        Column("business_models", _("商业服务模式"), Shape.CHOICES, options=_of(BusinessModel), help=_("可选多个。")),
        Column("ospo", _("设有开源办公室"), Shape.FLAG),
        Column("employees", _("从业人数"), Shape.NUMBER),
        Column("donations", _("开源捐赠"), Shape.LONG, longest=4_000, help=_("捐给谁、何时、多少。")),
    ),
    Kind.COMMUNITY: (
        *_KERNEL,
        Column("operator", _("运营方"), longest=120),
        Column("founded_on", _("成立日期"), Shape.DATE),
        Column("channels", _("交流渠道"), Shape.LONG, longest=4_000, help=_("论坛、群、邮件列表的公开网址，每行一个。")),
    ),
    Kind.PRODUCT: (
        *_KERNEL,
        Column("builds_on", _("基于的开源项目"), Shape.PROJECTS, help=_("填写项目的编号，用顿号隔开；编号见项目登记页的网址。")),
        Column("business_model", _("商业服务模式"), Shape.CHOICE, options=_of(BusinessModel)),
        Column("release", _("版本号"), longest=40),
    ),
    Kind.EXPERT: (
        Column("name", _("姓名"), needed=True, longest=120),
        *_KERNEL[1:],
        Column("title", _("职称"), longest=80),
        Column("employer", _("工作单位"), longest=120),
        Column("term_until_on", _("聘期至（不含）"), Shape.DATE),
    ),
    Kind.PARTNER: (
        *_KERNEL,
        Column("services", _("服务内容"), Shape.WORDS, help=_("用顿号隔开，如 测试认证、知识产权。")),
        Column("accreditation", _("资质"), longest=200),
    ),
}


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of a kind, in the order of its form."""
    return COLUMNS[Kind(kind)]


def column_of(kind: str, name: str) -> Column | None:
    """One column by name; None when the kind has none of that name."""
    return next((column for column in columns_of(kind) if column.name == name), None)


def said(column: Column, value: Plain, names: Mapping[str, str] | None = None) -> str:
    """A value as people read it; ``names``: of organisations and projects by id, ids stand for those it lacks."""
    known = dict(column.options()) if column.options is not _none else (names or {})
    match column.shape:
        case Shape.CHOICES | Shape.WORDS | Shape.PROJECTS:
            words = value if isinstance(value, list) else []
            return (gettext("、")).join(str(known.get(word, word)) for word in words)
        case Shape.CHOICE | Shape.ORGANISATION:
            return str(known.get(str(value or ""), value or ""))
        case Shape.FLAG:
            return gettext("是") if value else gettext("否")
        case _:
            return "" if value is None else str(value)


def content_of(record: Record) -> dict[str, Plain]:
    """All fields of a typed record, and its state, as a revision keeps them."""
    content: dict[str, Plain] = {"state": record.state}
    for column in columns_of(record.kind):
        content[column.name] = _plain(record, column)
    return content


def _plain(record: Record, column: Column) -> Plain:
    if column.shape is Shape.ORGANISATION:
        return record.organisation_id or ""
    if column.shape is Shape.PROJECTS:
        return sorted(project.pk for project in getattr(record, column.name).all()) if record.pk and not record._state.adding else []  # noqa: SLF001 -- Django's own mark of an unsaved row
    value = getattr(record, column.name)
    if column.shape is Shape.DATE:
        return value.isoformat() if value else None
    if column.shape in LISTS:
        return list(value)
    return str(value) if isinstance(value, Promise) else value


def missing(content: Mapping[str, Plain], kind: str) -> Sequence[Column]:
    """Columns without which the record cannot be submitted."""
    return [column for column in columns_of(kind) if column.needed and not content.get(column.name)]
