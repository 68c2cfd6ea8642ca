"""Do people of several organisations work on it?"""

from collections import Counter
from datetime import UTC, datetime

from xingtu.detect.posture.check import Check, Outcome, proportion
from xingtu.detect.posture.tree import Commit, Known, Tree, tree_of

COMMITS = 30
EACH = 5
"""Commits of the last 30 that somebody must have for the organisation to count."""
ENOUGH = 3
NO_ORGANISATION = frozenset(
    [
        *(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "icloud.com",
            "me.com",
            "mac.com",
        ),
        *(
            "protonmail.com",
            "proton.me",
            "pm.me",
            "gmx.de",
            "gmx.net",
            "gmx.com",
            "web.de",
            "mail.ru",
            "yandex.ru",
            "aol.com",
            "fastmail.com",
        ),
        *("qq.com", "vip.qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn"),
        *("aliyun.com", "users.noreply.github.com", "noreply.github.com", "user.noreply.gitee.com", "noreply.gitcode.com", "localhost"),
        *(
            "users.noreply.gitlab.com",
            "naver.com",
            "hey.com",
            "tutanota.com",
            "zoho.com",
            "yahoo.co.jp",
            "seznam.cz",
            "posteo.de",
            "mailbox.org",
        ),
    ]
)
"""Mailboxes anybody can have, and those hosts make up."""


def look(tree: Tree) -> Outcome:
    """An organisation is the domain of its people's mailboxes; a domain of one person alone, or a free one, says nothing."""
    commits, at = tree.known.commits, tree.known.as_of
    if commits is None:
        return Outcome(None, "没有给出历史", "no history was given")
    last = [commit for commit in commits if at is None or commit.committed_at <= at][:COMMITS]
    authors = Counter((commit.author, commit.organisation) for commit in last)
    regular = [organisation for (_, organisation), count in authors.items() if count >= EACH]
    people = Counter(organisation for _, organisation in {(commit.author, commit.organisation) for commit in commits})
    organisations = sorted({one for one in regular if people[one] > 1 and one and one not in NO_ORGANISATION})
    nowhere = sum(one not in organisations for one in regular)
    named = "、".join(organisations) or "无"
    zh = f"最近 {len(last)} 次提交中，提交 {EACH} 次以上的人来自 {len(organisations)} 个可辨认的单位（{named}）"
    said = ", ".join(organisations) or "none"
    en = f"in the last {len(last)} commits, those with {EACH} or more come from {len(organisations)} known organisations ({said})"
    if len(organisations) < ENOUGH and nowhere:
        return Outcome(
            None, f"{zh}，另有 {nowhere} 人用公共或个人邮箱，单位不明", f"{en}; {nowhere} more write from free or personal mailboxes"
        )
    return Outcome(proportion(len(organisations), ENOUGH), zh, en)


def _written(*domains: str) -> Tree:
    at = datetime(2026, 4, 1, tzinfo=UTC)
    commits = tuple(Commit(at, f"{number}", domain) for number, domain in enumerate(domains) for _ in range(EACH))
    commits += tuple(Commit(at, f"also {domain}", domain) for domain in domains if not domain.endswith("me.net"))
    return tree_of({"a": ""}, Known(as_of=at, commits=commits))


CHECK = Check(
    id="contributors",
    own_name="Contributors",
    name="多单位参与",
    name_en="Contributors of several organisations",
    risk="low",
    look=look,
    examples=[
        (_written("a.com", "b.com", "c.cn"), 10),
        (_written("a.com"), 3),
        (_written("a.com", "qq.com"), None),
        (_written("a.com", "me.net"), None),
        (tree_of({"a": ""}), None),
    ],
    differs=("单位取自提交邮箱的域名，而不是主机上的公司栏；公共邮箱和只有一人用的域名，单位不明，给“未知”而不是 0。",),
    differs_en=("Organisations are domains of mailboxes, not a field of a profile; free ones, and those of one person, make it unknown.",),
)
