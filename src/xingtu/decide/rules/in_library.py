"""已入库：申报的对象现在在某个库里吗？Is what the application is about listed in a library now?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

LIBRARIES = "record.libraries"
SEEDS: Parameters = {"library": "seed_library"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Only a listing in force counts; what left the library is no longer in it."""
    library, listed = str(parameters["library"]), case.facts.get(LIBRARIES)
    name, name_en = case.named(library)
    evidence = f"in_library {library}"
    if not isinstance(listed, list | tuple):
        return Judgement(
            Outcome.UNKNOWN,
            f"还不知道申报的对象是否在{name}；请选择一条登记。",
            f"It is not known whether it stands in {name_en}; choose a record.",
            evidence,
        )
    if library in listed:
        return Judgement(Outcome.PASS, f"现在在{name}。", f"It stands in {name_en} now.", evidence)
    return Judgement(Outcome.FAIL, f"现在不在{name}。", f"It does not stand in {name_en} now.", evidence)


RULE = Rule(
    id="in_library",
    version=1,
    name="已入库",
    name_en="Listed",
    basis="支持和补贴面向目录之内的对象（实施方案 三（五）、四（二））",
    judge=judge,
    condition="已列入{library}",
    condition_en="Listed in {library}",
    parameters={"library": "library"},
    needs=(LIBRARIES,),
    examples=[
        (Case("tianqi", facts={LIBRARIES: ["seed_library"]}), SEEDS, Outcome.PASS),
        (Case("tianqi", facts={LIBRARIES: ["pilots"]}), SEEDS, Outcome.FAIL),
        (Case("tianqi", facts={LIBRARIES: []}), SEEDS, Outcome.FAIL),
        (Case("tianqi"), SEEDS, Outcome.UNKNOWN),
    ],
)
