"""申报书（空白样式）: what a form will ask, to be read and prepared on paper before anybody signs in."""

from django.utils.translation import override

from portal.calls.models import Call
from portal.calls.programmes import programme_of
from portal.calls.selectors.programme_words import FIELD_KINDS, Question, words_of
from portal.house.documents import Block, Column, Fields, Heading, Note, Paper, Table

ROWS = 3


def blank_form_paper(call: Call) -> Paper:
    """Every question in its order, with room to write."""
    with override("zh-hans"):
        programme = programme_of(call.version)
        blocks: list[Block] = [
            Note("本样式供准备材料时使用；正式申报请在星图平台填写，由平台生成带内容码的申报书。标 * 的必填。"),
        ]
        for group in words_of(programme).groups:
            blocks.append(Heading(group.title))
            blocks += [_block(question) for question in group.questions]
        return Paper(
            title=f"{call.name}申报书",
            subtitle="（空白样式）",
            blocks=tuple(blocks),
            footer=(f"规则校验值 {call.version.policy_hash[:16]}", f"征集编号 {call.pk}"),
            dated_on=None,
        )


def _block(question: Question) -> Block:
    label = f"{question.label}{' *' if question.required else ''}"
    if question.columns:
        return Table(
            tuple(Column(name) for name in question.columns), tuple(tuple("" for _ in question.columns) for _ in range(ROWS)), caption=label
        )
    notes = "；".join([question.kind, *question.notes]) if question.notes or question.kind != str(FIELD_KINDS["text"]) else ""
    return Fields(((label, f"（{notes}）" if notes else " "),))
