"""Are known vulnerabilities open in what it depends on?"""

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.tree import Known, Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace


def look(tree: Tree) -> Outcome:
    """One point less for each group of advisories."""
    known = tree.known
    if known.vulnerabilities is None:
        zh = known.vulnerabilities_note or "没有核查过漏洞；先运行 xingtu audit"
        return Outcome(None, zh, known.vulnerabilities_note_en or "not audited; run xingtu audit first")
    places = tuple(PosturePlace(path, line, name) for name, path, line in known.vulnerabilities)
    count = len({name for name, _, _ in known.vulnerabilities})
    zh, en = f"有 {count} 组公告涉及所用版本", f"{count} groups of advisories touch the versions it uses"
    note = f"（{known.vulnerabilities_note}）" if known.vulnerabilities_note else ""
    note_en = f" ({known.vulnerabilities_note_en})" if known.vulnerabilities_note_en else ""
    return Outcome(max(BEST - count, 0), zh + note, en + note_en, places)


CHECK = Check(
    id="vulnerabilities",
    own_name="Vulnerabilities",
    name="已知漏洞",
    name_en="Known vulnerabilities",
    risk="high",
    look=look,
    examples=[
        (tree_of({"a": ""}), None),
        (tree_of({"a": ""}, Known(vulnerabilities=())), 10),
        (tree_of({"a": ""}, Known(vulnerabilities=(("A-1", "go.mod", 3), ("A-1", "b/go.mod", 4), ("A-2", "go.mod", 5)))), 8),
    ],
    differs=("只看锁文件里写明的版本，公告来自本地镜像；没有核查过就是“未知”。",),
    differs_en=("Only versions that lock files name, against the local mirror; not audited is unknown.",),
)
