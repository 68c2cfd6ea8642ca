"""In which words does the portal tell of a finding: why it began and ended, and in which scope a package is used?"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.errors import Sentence

CAUSES: dict[str, Sentence] = {
    "first_seen": gettext_lazy("首次检查时已经存在"),
    "dependency_added": gettext_lazy("新加入了这个依赖"),
    "version_changed": gettext_lazy("换成了受影响的版本"),
    "advisory_published": gettext_lazy("新发布的公告"),
    "advisory_widened": gettext_lazy("公告扩大了受影响范围"),
    "upgraded": gettext_lazy("已换成不受影响的版本"),
    "removed": gettext_lazy("已移除这个依赖"),
    "advisory_narrowed": gettext_lazy("公告缩小了受影响范围"),
    "withdrawn": gettext_lazy("公告已撤回"),
    "project_left": gettext_lazy("项目不再登记"),
    "joined": gettext_lazy("与另一处发现合并（公告互为别名）"),
    "rebuilt": gettext_lazy("风险库重建后不再出现"),
}
ENDINGS: dict[str, Sentence] = {
    "expired": gettext_lazy("声明已到期"),
    "severity": gettext_lazy("漏洞等级比签署时更高"),
    "kev": gettext_lazy("签署后被列入已知被利用清单（KEV）"),
    "widened": gettext_lazy("公告扩大了受影响范围"),
    "version": gettext_lazy("换了版本，原来的理由只对旧版本成立"),
}
SCOPES: dict[str, Sentence] = {
    "runtime": pgettext_lazy("用途", "运行"),
    "dev": pgettext_lazy("用途", "开发"),
    "test": pgettext_lazy("用途", "测试"),
    "build": pgettext_lazy("用途", "构建"),
    "optional": pgettext_lazy("用途", "可选"),
    "unknown": gettext_lazy("用途未注明"),
}
KINDS: dict[str, Sentence] = {
    "new": gettext_lazy("新发现"),
    "closed": gettext_lazy("已消失"),
    "severity": gettext_lazy("等级变化"),
    "kev": gettext_lazy("列入已知被利用清单（KEV）"),
    "epss": gettext_lazy("被利用的可能性升高（EPSS）"),
    "retracted": gettext_lazy("公告更正，不再受影响"),
    "malicious": gettext_lazy("恶意软件包"),
}
"""Of events."""


def cause_text(cause: str) -> str:
    """Why it began or ended."""
    return str(CAUSES.get(cause) or cause or _("原因未记录"))


def scope_text(scope: str) -> str:
    """For what a package is used."""
    return str(SCOPES.get(scope) or scope)
