"""会议纪要: who sat, what each item rests on, how it was voted, where to sign."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from portal.calls.models import ItemOutcome
from portal.house.documents import Block, Column, Fields, Heading, Note, Numbered, Paper, Paragraph, Signatures, Table
from xingtu.report.numbers import yuan

OUTCOMES = {ItemOutcome.SUPPORT: "建议支持", ItemOutcome.REJECT: "不予支持", ItemOutcome.AGAIN: "重新评审", "": "未作结论"}


def minutes_paper(content: Mapping[str, Any], version: int) -> Paper:
    """The paper of one version; the same for the same content."""
    held_on = date.fromisoformat(content["held_on"])
    return Paper(
        title=f"{content['call']}评审合议会议纪要",
        number=f"第 {version} 版",
        blocks=tuple(_blocks(content)),
        footer=tuple(
            line
            for line in (
                f"规则校验值 {content['policy_hash'][:16]}",
                f"运行 {content['run'][:12]}" if content["run"] else "",
                f"纪要第 {version} 版",
            )
            if line
        ),
        dated_on=held_on,
        landscape=True,
    )


def _blocks(content: Mapping[str, Any]) -> Iterator[Block]:
    present, absent = content["present"], content["absent"]
    yield Heading("会议情况")
    yield Fields(
        (
            ("日期", content["held_on"]), ("地点", content["place"]), ("组长", content["chair"]),
            ("法定人数", f"{content['quorum']} 人"), ("到会", f"{len(present)} 人：{'、'.join(present)}"),
            ("缺席", "、".join(absent) or "无"),
        ),
        columns=2,
    )  # fmt: skip
    yield Heading("议定事项")
    items = content["items"]
    yield Paragraph(
        f"会议按规则规定的汇总方法（{content['method']}）所得分数的次序，逐项审议 {len(items)} 份申报。"
        "应当回避的成员在该项审议前离席，不参加讨论和表决。"
    )
    yield Table(
        (
            Column("序号", 1, "center"), Column("申报编号", 3), Column("申报名称", 4), Column("申报单位（个人）", 4),
            Column("汇总分", 2, "right"), Column("表决（同意/反对/弃权/回避）", 3, "center"), Column("结论", 2), Column("理由和依据", 7),
        ),
        tuple(
            (
                str(n), item["number"] or "", item["title"], item["applicant"],
                f"{item['score']}（{item['scores']} 个评分）" if item["score"] else "—",
                " / ".join(str(count) for count in item["votes"]), _outcome(item), _grounds(item),
            )
            for n, item in enumerate(items, start=1)
        ),
    )  # fmt: skip
    if out := [item for item in items if item["recused"]]:
        yield Heading("回避情况")
        yield Numbered(tuple(f"{item['number']}：{'、'.join(item['recused'])} 回避。" for item in out))
    if content["draws"]:
        yield Heading("专家抽取")
        yield Numbered(
            tuple(
                f"抽取 {draw['id']}：名册校验值 {draw['digest'][:16]}，种子 {draw['seed']}（{draw['source']}），可按公布的方法重算。"
                for draw in content["draws"]
            )
        )
    if content["corrections"]:
        yield Heading("更正")
        yield Numbered(tuple(f"{one['on']}：{one['text']}" for one in content["corrections"]))
    if not content["closed"]:
        yield Note("会议尚未结束，本版为过程稿。")
    yield Signatures(("组长（签字）", "记录人（签字）", *(f"{name}（签字）" for name in present if name != content["chair"])))


def _outcome(item: Mapping[str, Any]) -> str:
    words = OUTCOMES[item["outcome"]]
    return f"{words}，{yuan(item['amount_fen'])}" if item["amount_fen"] else words


def _grounds(item: Mapping[str, Any]) -> str:
    lines = [item["grounds"]]
    if item["alarm"]:
        lines.append("专家分歧超过规则界限。")
    if item["run"]:
        lines.append(f"证据见运行 {item['run']}。")
    return " ".join(line for line in lines if line)
