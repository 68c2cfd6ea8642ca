"""Which checks of Scorecard need a host's answers, so that a clone alone leaves them unknown?"""

from xingtu.facts.posture import CRITICAL, HIGH, LOW, CheckResult

WHY = (
    (
        "branch_protection",
        "Branch-Protection",
        "分支保护",
        "Branch protection",
        HIGH,
        "分支保护是主机上的设置",
        "branch protection is a setting of the host",
    ),
    (
        "ci_tests",
        "CI-Tests",
        "合并前测试",
        "Tests before merging",
        LOW,
        "测试是否在合并前通过，记在主机上",
        "whether tests passed before merging is recorded by the host",
    ),
    (
        *("cii_best_practices", "CII-Best-Practices", "最佳实践徽章", "Best practices badge", LOW),
        *("徽章登记在 bestpractices.dev", "the badge is registered at bestpractices.dev"),
    ),
    (
        "code_review",
        "Code-Review",
        "代码评审",
        "Code review",
        HIGH,
        "评审记在主机的合并请求里",
        "reviews are recorded in the host's requests",
    ),
    (
        "signed_releases",
        "Signed-Releases",
        "发布签名",
        "Signed releases",
        HIGH,
        "签名是发布附件，在主机上",
        "signatures are attached to releases, which the host holds",
    ),
    ("webhooks", "Webhooks", "网络钩子", "Webhooks", CRITICAL, "网络钩子是主机上的设置", "webhooks are settings of the host"),
)


def host_only() -> list[CheckResult]:
    """Each with the reason why it is unknown."""
    return [
        CheckResult(check, own_name, name, name_en, risk, None, f"{why}，只凭克隆看不到", f"{why_en}; a clone does not show it")
        for check, own_name, name, name_en, risk, why, why_en in WHY
    ]
