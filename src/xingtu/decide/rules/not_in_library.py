"""尚未入库：申报的对象还不在某个库里吗？Is what the application is about not yet listed in a library?"""

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Parameters, Rule

LIBRARIES = "record.libraries"
SEEDS: Parameters = {"library": "seed_library"}


def judge(case: Case, parameters: Parameters) -> Judgement:
    """Who stands in it already need not be listed a second time; the yearly recheck keeps it there."""
    library, listed = str(parameters["library"]), case.facts.get(LIBRARIES)
    name, name_en = case.named(library)
    evidence = f"not_in_library {library}"
    if not isinstance(listed, list | tuple):
        return Judgement(
            Outcome.UNKNOWN,
            f"还不知道申报的对象是否已在{name}；请选择一条登记。",
            f"It is not known whether it stands in {name_en} already; choose a record.",
            evidence,
        )
    if library in listed:
        return Judgement(
            Outcome.FAIL,
            f"已在{name}，不必再次申报；入库以后由年度复核接续。",
            f"It stands in {name_en} already and need not apply again; the yearly recheck goes on from there.",
            evidence,
        )
    return Judgement(Outcome.PASS, f"尚不在{name}。", f"It does not stand in {name_en} yet.", evidence)


RULE = Rule(
    id="not_in_library",
    version=1,
    name="尚未入库",
    name_en="Not listed yet",
    basis="同一对象不重复入库",
    judge=judge,
    condition="尚未列入{library}",
    condition_en="Not listed in {library} yet",
    parameters={"library": "library"},
    needs=(LIBRARIES,),
    examples=[
        (Case("tianqi", facts={LIBRARIES: []}), SEEDS, Outcome.PASS),
        (Case("tianqi", facts={LIBRARIES: ["seed_library"]}), SEEDS, Outcome.FAIL),
        (Case("tianqi"), SEEDS, Outcome.UNKNOWN),
    ],
)
