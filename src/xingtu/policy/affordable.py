"""Can a programme ever cost more than its budget, and does its form ask what its money rules need?"""

from collections.abc import Sequence

from xingtu.policy.form import Field, Form
from xingtu.policy.grants import Grant
from xingtu.policy.money import worst_case_fen
from xingtu.policy.stacking import Stacking, worst_case_of_application_fen
from xingtu.policy.stanza import Stanza, near_zh
from xingtu.policy.track import Track

COUNTED, SUMMED = ("table", "attachment", "choices"), ("money", "integer")


def prove_affordable(
    stanza: Stanza, budget_fen: int, awards_at_most: int | None, *, tracks: Sequence[Track], grants: Sequence[Grant], stacking: Stacking
) -> None:
    """Refuse when some outcome costs more than the budget.

    Lists by place cost at most their tables. Amounts each application earns by itself are bounded by a most number of awards, or by a
    rule for what happens when they exceed the budget (``overflow``).

    Raises:
        PolicyError: the worst case, told part by part.
    """
    parts = [(track.id, worst_case_fen(track.table)) for track in tracks]
    parts += [(grant.id, worst_case_fen(grant.table)) for grant in grants if grant.table]
    single = worst_case_of_application_fen([grant for grant in grants if not grant.table], stacking)
    if single > budget_fen:
        stanza.refuse(f"一份申报最多可得 {yuan(single)}，超过预算 {yuan(budget_fen)}；请降低封顶金额或增加预算。")
    if single and stacking.overflow == "refuse":
        if awards_at_most is None:
            stanza.refuse(
                "没有写预算不够时怎么办；请在 [budget] 写 awards_at_most（最多奖励多少份），或在 [stacking] 写 overflow（如 “by_rank”）。"
            )
        parts.append((f"{awards_at_most} 份申报", single * awards_at_most))
    worst = sum(amount_fen for _, amount_fen in parts)
    if worst > budget_fen:
        each = "、".join(f"{name} {yuan(amount_fen)}" for name, amount_fen in parts)
        stanza.refuse(f"最多可能发出 {yuan(worst)}（{each}），超过预算 {yuan(budget_fen)}；请减少奖项或增加预算。")


def prove_facts_asked(root: Stanza, grants: Sequence[Grant], form: Form | None) -> None:
    """Refuse a money rule that reads an answer the form does not ask, or cannot count or add up.

    Raises:
        PolicyError: the grant, the fact, and the near field.
    """
    fields = {field.id: field for field in form.fields} if form else {}
    for grant in grants:
        for fact in grant.reads:
            if problem := _problem(fact, fields):
                root.refuse(f'grant "{grant.id}" 要用 {fact}，{problem}')


def yuan(amount_fen: int) -> str:
    """As messages say an amount."""
    return f"{amount_fen // 100:,}.{amount_fen % 100:02} 元"


def _problem(fact: str, fields: dict[str, Field]) -> str:
    kind, _, rest = fact.partition(".")
    if kind not in {"answer", "count", "sum"}:
        return ""
    name, _, column = rest.partition(".")
    field = fields.get(name)
    if field is None:
        return f"表单里没有 “{name}” 这一栏{near_zh(name, fields)}"
    if kind == "answer" and field.kind in {"table", "attachment"}:
        return f"“{name}” 是 {field.kind}，没有可用的答案；请改用 count.{name} 或 sum.{name}.列。"
    if kind == "count" and field.kind not in COUNTED:
        return f"“{name}” 是 {field.kind}，不能计数；只有 {'、'.join(COUNTED)} 可以。"
    if kind == "sum":
        columns = {one.id: one.kind for one in field.columns}
        if columns.get(column) not in SUMMED:
            return f"“{name}” 里没有可以相加的列 “{column}”（须是 {'、'.join(SUMMED)} 类）{near_zh(column, columns)}"
    return ""
