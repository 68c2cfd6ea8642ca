"""What each kind of record has besides the kernel."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.register.models.record import Record


class DevelopmentStatus(models.TextChoices):
    """publiccode.yml ``developmentStatus``."""

    CONCEPT = "concept", _("概念")
    DEVELOPMENT = "development", _("开发中")
    BETA = "beta", _("测试版")
    STABLE = "stable", _("稳定")
    OBSOLETE = "obsolete", _("停止维护")


class BusinessModel(models.TextChoices):
    """S19: 商业服务模式."""

    DISTRIBUTION = "distribution", _("发行版开发")
    APPLIANCE = "appliance", _("一体机开发")
    UPGRADE = "upgrade", _("功能升级")
    OPERATION = "operation", _("运维服务")
    HOSTING = "hosting", _("托管")
    SAAS = "saas", _("SaaS")
    PLUGIN = "plugin", _("插件")
    ASSETS = "assets", _("素材")


class Project(Record):
    """An open source project; its repositories are rows of ``Repository``."""

    licence = models.CharField(_("许可证（SPDX 表达式）"), max_length=200, blank=True)
    """As declared by the owner."""
    development_status = models.CharField(_("开发状态"), max_length=20, choices=DevelopmentStatus.choices, blank=True)
    software_type = models.CharField(_("软件类型（publiccode）"), max_length=40, blank=True)
    languages = models.JSONField(_("编程语言"), default=list, blank=True)
    research_task = models.CharField(_("依托课题"), max_length=200, blank=True)
    publiccode = models.JSONField(default=dict, blank=True, editable=False)
    """What its publiccode.yml says beyond our own fields; given back when the file is exported."""

    class Meta:
        """Projects."""

        verbose_name = _("开源项目")


class Enterprise(Record):
    """What programmes know of an organisation; the legal body is ``Record.organisation``."""

    business_models = models.JSONField(_("商业服务模式"), default=list, blank=True)
    ospo = models.BooleanField(_("设有开源办公室"), default=False)
    employees = models.PositiveIntegerField(_("从业人数"), null=True, blank=True)
    donations = models.TextField(_("开源捐赠"), blank=True)

    class Meta:
        """Enterprises."""

        verbose_name = _("开源企业")


class Community(Record):
    """A developer or user community."""

    operator = models.CharField(_("运营方"), max_length=120, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    channels = models.TextField(_("交流渠道"), blank=True)

    class Meta:
        """Communities."""

        verbose_name = _("开源社区")


class Product(Record):
    """A product on open source; linked to the projects it builds on."""

    builds_on = models.ManyToManyField(Project, blank=True, related_name="products", verbose_name=_("基于的开源项目"))
    business_model = models.CharField(_("商业服务模式"), max_length=20, choices=BusinessModel.choices, blank=True)
    release = models.CharField(_("版本号"), max_length=40, blank=True)

    class Meta:
        """Products."""

        verbose_name = _("开源产品")


class Expert(Record):
    """A member of the committee or of a call's pool."""

    title = models.CharField(_("职称"), max_length=80, blank=True)
    employer = models.CharField(_("工作单位"), max_length=120, blank=True)
    term_until_on = models.DateField(_("聘期至（不含）"), null=True, blank=True)

    class Meta:
        """Experts."""

        verbose_name = _("专家")


class Partner(Record):
    """A third-party body or another partner: testing, IP, risk, arbitration, foundation, alliance."""

    services = models.JSONField(_("服务内容"), default=list, blank=True)
    accreditation = models.CharField(_("资质"), max_length=200, blank=True)

    class Meta:
        """Partners."""

        verbose_name = _("服务机构与合作方")
