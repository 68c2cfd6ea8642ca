"""申报书（空白样式）: what a form will ask, to be read and prepared on paper before anybody signs in."""

from django.utils.translation import override

from portal.calls.models import Call
from portal.calls.programmes import programme_of
from portal.calls.selectors.programme_words import Question, words_of
from portal.calls.vocabulary import FIELD_KINDS
from portal.house.documents import Block, Column, Fields, Heading, Note, Paper, Table

ROWS = 3
PREFILLED = ("由系统按已有事实预填，请核对",)
"""Of no use on paper."""


def blank_form_paper(call: Call) -> Paper:
    """Every question in its order, with room to write."""
    with override("zh-hans"):
        programme = programme_of(call.version)
        blocks: list[Block] = [
            Note("本样式供准备材料时使用；正式申报请在星图平台填写，由平台生成带内容码的申报书。标 * 的必填。"),
        ]
        for group in words_of(programme).groups:
            blocks.append(Heading(group.title))
            rows: list[tuple[str, str]] = []
            for question in group.questions:
                if not question.columns:
                    rows.append((_label(question), _hint(question)))
                    continue
                if rows:
                    blocks.append(Fields(tuple(rows)))
                    rows = []
                empty = tuple("" for _name in question.columns)
                blocks.append(Table(tuple(Column(name) for name in question.columns), (empty,) * ROWS, caption=_label(question)))
            if rows:
                blocks.append(Fields(tuple(rows)))
        return Paper(
            title=f"{call.name}申报书",
            subtitle="（空白样式）",
            blocks=tuple(blocks),
            footer=(f"规则校验值 {call.version.policy_hash[:16]}", f"征集编号 {call.pk}"),
            dated_on=None,
        )


def _label(question: Question) -> str:
    return f"{question.label} *" if question.required else question.label


def _hint(question: Question) -> str:
    """What may be answered, in brackets; a line of text needs no hint."""
    said = [] if question.kind == str(FIELD_KINDS["text"]) else [question.kind]
    said += [note for note in question.notes if note not in PREFILLED]
    return f"（{'；'.join(said)}）" if said else " "
