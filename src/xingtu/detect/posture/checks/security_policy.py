"""Does the project say how to report a vulnerability?"""

import re

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.tree import GITHUB, Known, Tree, tree_of
from xingtu.facts.posture import PosturePlace
from xingtu.facts.tree_entries import TreeEntry

NAME = re.compile(
    r"(?i)(?:(?:\.github|\.gitee|\.gitlab|\.gitcode|docs?)/)?security(?:[._-](?:zh|zh[_-]cn|cn|en))?\.(?:md|markdown|adoc|rst)|安全(?:策略|政策|须知)\.md"
)
URL = re.compile(r"https?://[a-zA-Z0-9./?=_%:-]{1,400}")
MAILBOX = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9._%+-]{1,64}(?:@|\\?\[at\\?\])[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,20}(?![A-Za-z])")
SPECIFIC = re.compile(r"(?i)\b\d{1,4}\b|disclos|vuln|漏洞|披露")
FOR_LINKS, FOR_TEXT, FOR_SPECIFICS = 6, 3, 1
HITS = 2


def look(tree: Tree) -> Outcome:
    """Six points for a way to report, three for words beyond it, one for words on disclosure or time."""
    entries = [entry for entry in tree.files if NAME.fullmatch(entry.path)]
    if not entries:
        if tree.known.host in {GITHUB, ""}:
            return Outcome(
                None,
                "仓库里没有安全策略；GitHub 上可能放在组织的 .github 仓库里，看不到",
                "none in the tree; on GitHub it may stand in the organisation's .github repository",
            )
        return Outcome(0, "没有安全策略（SECURITY.md）", "no security policy (SECURITY.md)")
    return max((_judged(entry, tree.text(entry)) for entry in entries), key=lambda outcome: outcome.score or 0)


def _judged(entry: TreeEntry, text: str) -> Outcome:
    links = [*URL.findall(text), *MAILBOX.findall(text)]
    beyond = len("".join(text.split())) - sum(map(len, links))
    hits = sum(1 for line in text.splitlines() for _ in SPECIFIC.finditer(URL.sub("", line)))
    score = (FOR_LINKS if links else 0) + (FOR_TEXT if beyond > 1 and text.strip() else 0) + (FOR_SPECIFICS if hits >= HITS else 0)
    place = next((number for number, line in enumerate(text.splitlines(), 1) if URL.search(line) or MAILBOX.search(line)), None)
    missing = [
        *([] if links else [("没有报告渠道", "no way to report")]),
        *([] if hits >= HITS else [("没有披露说明或时限", "nothing on disclosure or time")]),
    ]
    zh = "有安全策略" + ("，但" + "、".join(one for one, _ in missing) if missing else "，写明渠道与披露")
    en = "a policy" + (
        ", but " + ", ".join(one for _, one in missing) if missing else " that names a way to report and how it is disclosed"
    )
    return Outcome(score, zh, en, (PosturePlace(entry.path, place),))


CHECK = Check(
    id="security_policy",
    own_name="Security-Policy",
    name="安全策略",
    name_en="Security policy",
    risk="medium",
    look=look,
    examples=[
        (tree_of({"SECURITY.md": "Report a vulnerability to https://a.example/report; we disclose after 90 days.\n"}), 10),
        (tree_of({"SECURITY.md": "发现漏洞请发到 sec@a.example，我们在 90 天内披露。\n"}), 10),
        (tree_of({".gitee/SECURITY.zh-CN.md": "请联系 https://a.example\n"}), 9),
        (tree_of({"SECURITY.md": "We care.\n"}), 3),
        (tree_of({"a": ""}), None),
        (tree_of({"a": ""}, Known(host="gitee.com")), 0),
    ],
    differs=("也认 .gitee、.gitlab、.gitcode 下的和中文的；没有时，若可能在 GitHub 组织仓库里，给“未知”。",),
    differs_en=(
        "Those below .gitee, .gitlab and .gitcode and Chinese ones count; unknown where GitHub may hold one for the organisation.",
    ),
)
