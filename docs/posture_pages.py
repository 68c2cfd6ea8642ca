"""What do the pages on posture and secrets print from the code?"""

from xingtu import catalogue
from xingtu.detect.posture.host_only import host_only
from xingtu.detect.secrets.rule import rules

RISKS = {"critical": "严重 critical", "high": "高 high", "medium": "中 medium", "low": "低 low"}
CONFIDENCES = {"high": "高 high", "medium": "中 medium", "low": "低 low"}


def checks() -> str:
    """Every check with a score from a clone, and in what it differs from Scorecard's."""
    lines = ["| 检查 check | 风险 risk | 与 Scorecard 的不同 differs |", "| --- | --- | --- |"]
    for check in catalogue.checks().values():
        differs = "<br>".join(f"{zh} {en}" for zh, en in zip(check.differs, check.differs_en, strict=True)) or "—"
        lines.append(
            f"| [{check.own_name}](../src/xingtu/detect/posture/checks/{check.id}.py) {check.name} | {RISKS[check.risk]} | {differs} |"
        )
    return "\n".join(lines) + "\n"


def unknown_checks() -> str:
    """Every check that a clone leaves unknown, and why."""
    lines = ["| 检查 check | 风险 risk | 为什么未知 why unknown |", "| --- | --- | --- |"]
    lines += [f"| {one.own_name} {one.name} | {RISKS[one.risk]} | {one.reason}。{one.reason_en}. |" for one in host_only()]
    return "\n".join(lines) + "\n"


def secret_rules() -> str:
    """Every rule about secrets."""
    lines = ["| 规则 rule | 查找 finds | 程度 confidence |", "| --- | --- | --- |"]
    lines += [f"| `{rule.id}` | {rule.name} {rule.name_en} | {CONFIDENCES[rule.confidence]} |" for rule in rules()]
    return "\n".join(lines) + "\n"
