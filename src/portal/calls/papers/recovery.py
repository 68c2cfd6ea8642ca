"""追回告知书: what was promised, what was measured, how much is to come back, and that the recipient is heard first."""

from datetime import date

from portal.calls.calendar import due_after
from portal.calls.models import Application, Milestone
from portal.calls.papers.arrangement import recipient
from portal.calls.programmes import programme_of
from portal.calls.selectors.promises import due_back, promise_of
from portal.house.context import office
from portal.house.documents import Fields, Heading, Paper, Paragraph, Seal
from xingtu.policy.budget import amount_in_words
from xingtu.policy.grant_facts import yuan

HEARD_WITHIN = 5
"""Working days to answer in; the office confirms the period."""


def recovery_paper(application: Application, missed: list[Milestone], *, on: date) -> Paper:
    """For the recipient, from the office."""
    awards = list(application.awards.all())
    paid, back = sum(award.paid_fen for award in awards), due_back(application)
    answer_by, provisional = due_after(on, HEARD_WITHIN)
    programme = programme_of(application.call.version)
    promises = [(promise_of(one), one) for one in missed]
    reasons = tuple(
        (promise.name, f"期限 {one.due_on.isoformat()}；核查结果：{one.reason.rstrip('。') or '—'}；依据运行 {one.run_id[:12] or '—'}")
        for promise, one in promises
    )
    name = recipient(awards[0]) if awards else ""
    return Paper(
        title="奖补资金追回告知书",
        number=f"申报编号 {application.number}",
        blocks=(
            Paragraph(f"{name}：", indent=False),
            Paragraph(f"你单位（个人）经“{programme.name}”获得奖补资金人民币{amount_in_words(paid)}（¥{yuan(paid)}）。"),
            Heading("未达到的绩效目标"),
            Fields(reasons or (("绩效目标", "—"),), columns=1),
            Heading("拟追回的金额"),
            Paragraph(f"按项目规则，尚应退回人民币{amount_in_words(back)}（¥{yuan(back)}）。"),
            Heading("陈述和申辩"),
            Paragraph(
                f"对上述事实、依据和金额有异议的，可以在 {answer_by.isoformat()}{'（暂定）' if provisional else ''} 前提出书面陈述、"
                "申辩并附证明材料；核查结果可以用公开的工具对同一份证据重新计算。逾期未提出的，按上述金额办理追回。"
            ),
        ),
        footer=(f"规则校验值 {application.call.version.policy_hash[:16]}",),
        seal=Seal(office().name, on),
        dated_on=on,
    )
