"""How does a draw read: to everybody under codes, to the office by name, and how does anybody recompute it?"""

from dataclasses import dataclass

from portal.accounts.models import Person
from portal.calls.models import Draw
from portal.evidence.doors import said


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """``place``: in the drawn order, 0 before the draw; ``name`` empty to the public."""

    place: int
    code: str
    chosen: bool
    reason: str = ""
    name: str = ""


GROUNDS = {
    "unavailable": ("暂不参加评审", "Not available"),
    "no_role": ("没有在任的专家角色", "Does not hold the role of an expert"),
    "term": ("不在聘期内", "Outside the term of office"),
    "field": ("不在所需领域", "Does not work in the field"),
    "load": ("任务已满", "Holds as many files as allowed"),
    "other_duty": ("审查或决定过其中的申报", "Has checked or decided on one of the applications"),
}
"""What the public reads; everything else is a relation to an applicant, and which is not public."""
RELATED = ("与申报方有利益关系", "Has a relation to an applicant")


def drawn_rows(draw: Draw, *, names: bool) -> list[DrawnRow]:
    """The pool, in the drawn order once there is one."""
    people = _names(draw) if names else {}
    if not draw.drawn_at:
        return [DrawnRow(0, entry["code"], chosen=False, name=people.get(entry["expert"], "")) for entry in draw.pool]
    experts = {entry["code"]: entry["expert"] for entry in draw.pool}
    over = {one["id"]: said(one["reason"], one["reason_en"]) for one in draw.result["passed_over"]}
    return [
        DrawnRow(n, code, code in draw.result["chosen"], over.get(code, ""), people.get(experts[code], ""))
        for n, code in enumerate(draw.result["order"], start=1)
    ]


def excluded_rows(draw: Draw, *, names: bool) -> list[DrawnRow]:
    """Who fell out before the draw; to the public the kind of reason only."""
    people = _names(draw) if names else {}
    return [
        DrawnRow(
            0, entry["code"], chosen=False, name=people.get(entry["expert"], ""),
            reason=said(entry["sentence"], entry["sentence_en"]) if names else said(*GROUNDS.get(entry["ground"], RELATED)),
        )
        for entry in draw.excluded
    ]  # fmt: skip


def recipe(draw: Draw) -> str:
    """Five lines of Python that print the digest and the order."""
    codes = " ".join(entry["code"] for entry in draw.pool)
    return "\n".join(
        (
            "import hashlib",
            f"codes = {codes!r}.split()",
            f"seed = {draw.seed!r}",
            r"""print(hashlib.sha256("".join(f"{c}\n" for c in sorted(codes)).encode()).hexdigest())""",
            """print(sorted(codes, key=lambda c: (hashlib.sha256(f"{seed}|{c}".encode()).hexdigest(), c)))""",
        )
    )


def _names(draw: Draw) -> dict[str, str]:
    idents = [entry["expert"] for entry in (*draw.pool, *draw.excluded)]
    return dict(Person.objects.filter(pk__in=idents).values_list("pk", "name"))
