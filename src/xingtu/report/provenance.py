"""What does a provenance report say in plain sentences, and what does it not say? Read from the report as it was stored."""

from collections.abc import Iterator, Mapping
from typing import Any

from xingtu.report.text import Text

SHOWS = (
    Text(
        "内容相同指逐字节相同；先后按提交的作者日期和合入主线的日期判断，两者都指向同一方才下结论。",
        "Equal means equal to the byte. Who was first goes by the author date and by the arrival on the main line; only where both "
        "point to "
        "the same side is it said.",
    ),
    Text(
        "两边共有的提交（复刻、镜像）、许可证文本、第三方代码、生成的文件和很小的文件不用来判断。",
        "Commits that both have (forks, mirrors), licence texts, third-party code, generated and very small files are not used to judge.",
    ),
)
SHOWS_NOT = (
    Text(
        "改写、改名变量、重新排版或翻译过的代码查不出来；没有查到不等于没有抄袭。",
        "Code that was edited, reformatted or translated is not found; finding nothing does not prove that nothing was copied.",
    ),
    Text(
        "日期由提交者自己填写，可以伪造；只有“本平台首次读到”的时间不能事后改动。",
        "Dates in commits are written by those who commit and can be forged; only the time this platform first read them cannot be "
        "changed.",
    ),
    Text(
        "相同不等于侵权：许可证可能允许使用，双方也可能都取自第三处。是否违规由人判断。",
        "Equal is not infringing: a licence may allow it, and both may have it from a third place. People judge that.",
    ),
    Text(
        "只比较本平台读过的仓库；没有登记的仓库不在其内。",
        "Only repositories that this platform has read are compared.",
    ),
)
LEFT_OUT = {
    "tiny": Text("很小的文件", "very small files"),
    "licence": Text("许可证等文本", "licence texts and the like"),
    "boilerplate": Text("人人都有的文件", "files everybody has"),
    "vendored": Text("第三方代码", "third-party code"),
    "generated": Text("生成的文件", "generated files"),
    "data": Text("数据文件", "data files"),
}
EARLIER = {
    "other": Text("对方在先", "the other first"),
    "subject": Text("被核对的在先", "the repository asked about first"),
    "unclear": Text("无法判断", "cannot be told"),
}
BUSY = 3
"""One in so many commits within one hour is worth telling."""
FEWEST_COMMITS = 30
OPENING_FILES, OPENING_PERCENT = 20, 50


def summary(report: Mapping[str, Any]) -> list[Text]:
    """The findings, a sentence each, the weightiest comparison first."""
    name = report["subject"]["name"]
    with_some = len(report["comparisons"])
    sentences = [
        Text(
            f"“{name}”与 {report['compared']} 个仓库比对，其中 {with_some} 个有值得看的共同内容。",
            f"“{name}” was compared with {report['compared']} repositories; {with_some} of them have something in common worth looking at.",
        )
    ]
    for comparison in report["comparisons"]:
        sentences += comparison_sentences(name, comparison)
    if report["not_compared"]:
        count = len(report["not_compared"])
        sentences.append(Text(f"有 {count} 个仓库没有读成，未能比对。", f"{count} repositories could not be read and were not compared."))
    return sentences


def comparison_sentences(name: str, found: Mapping[str, Any]) -> list[Text]:
    """What one comparison says."""
    other = found["other"]["name"]
    told = []
    if found["shared_commits"]:
        told.append(
            Text(
                f"“{name}”与“{other}”有 {found['shared_commits']:,} 个相同的提交，是同一段历史（复刻或镜像）；随之而来的 "
                f"{found['common_files']:,} "
                "份内容不说明谁抄了谁。",
                f"“{name}” and “{other}” share {found['shared_commits']:,} commits, one history (fork or mirror); the "
                f"{found['common_files']:,} "
                "contents that came with it do not say who copied.",
            )
        )
    if found["earlier_in_other"]:
        told.append(
            Text(
                f"另有 {found['earlier_in_other']:,} 份内容先出现在“{other}”，后出现在“{name}”；“{name}”现有的 "
                f"{found['tip_files']:,} 个文件中有 "
                f"{found['tip_files_from_other']:,} 个（{_percent(found['tip_files_from_other'], found['tip_files'])}）、"
                f"{found['tip_lines_from_other']:,} 行（{_percent(found['tip_lines_from_other'], found['tip_lines'])}）属于此类。",
                f"{found['earlier_in_other']:,} contents stood in “{other}” before they stood in “{name}”: of the "
                f"{found['tip_files']:,} files "
                f"that “{name}” has now {found['tip_files_from_other']:,} "
                f"({_percent(found['tip_files_from_other'], found['tip_files'], 'below 1%')}), {found['tip_lines_from_other']:,} lines "
                f"({_percent(found['tip_lines_from_other'], found['tip_lines'], 'below 1%')}).",
            )
        )
    if found["earlier_in_subject"]:
        told.append(
            Text(
                f"有 {found['earlier_in_subject']:,} 份内容先出现在“{name}”，后出现在“{other}”。",
                f"{found['earlier_in_subject']:,} contents stood in “{name}” before they stood in “{other}”.",
            )
        )
    if found["unclear"]:
        told.append(
            Text(
                f"与“{other}”相同的内容中有 {found['unclear']:,} 份无法判断先后：日期相互矛盾，或历史不完整。",
                f"Of {found['unclear']:,} contents shared with “{other}” nobody can tell who was first: dates contradict each other "
                f"or history "
                "is cut.",
            )
        )
    if found["patches"]:
        told.append(
            Text(
                f"有 {found['patches']:,} 处改动在两边以不同的提交各做了一次，其中 {found['patches_earlier_in_other']:,} 处“{other}”在先。",
                f"{found['patches']:,} changes were made on both sides in different commits, {found['patches_earlier_in_other']:,} "
                f"of them "
                f"first in “{other}”.",
            )
        )
    return told


def signals(side: Mapping[str, Any], *, back_dated_days: int) -> list[Text]:
    """What in a history calls for a question, with the honest reason it may have."""
    return list(_signals(side["signals"], back_dated_days))


def _signals(seen: Mapping[str, Any], days: int) -> Iterator[Text]:
    if seen["shallow"]:
        yield Text("历史被截断（浅克隆），更早的提交看不到。", "History is cut (a shallow clone); earlier commits are out of sight.")
    if seen["back_dated"]:
        yield Text(
            f"{seen['back_dated']:,} 个提交的作者日期比提交日期早 {days} 天以上，最多早 {seen['largest_gap_days']:,} 天；变基、"
            f"补交旧补丁也会这样。",
            f"{seen['back_dated']:,} commits were written more than {days} days before they were committed, at most "
            f"{seen['largest_gap_days']:,} days; rebasing and old patches do that too.",
        )
    if seen["ahead"]:
        yield Text(
            f"{seen['ahead']:,} 个提交的作者日期晚于提交日期一天以上，通常是时钟不准或改过日期。",
            f"{seen['ahead']:,} commits were written more than a day after they were committed: a wrong clock, or changed dates.",
        )
    if seen["backwards"]:
        yield Text(
            f"{seen['backwards']:,} 个提交比它的前一个提交还早一天以上，通常是时钟不准或改过日期。",
            f"{seen['backwards']:,} commits are more than a day older than the one before: a wrong clock, or changed dates.",
        )
    if seen["commits"] >= FEWEST_COMMITS and seen["busiest_hour_commits"] * BUSY >= seen["commits"]:
        yield Text(
            f"{seen['commits']:,} 个提交中有 {seen['busiest_hour_commits']:,} 个在同一小时内提交：历史整体重写过，或从别处迁入。",
            f"{seen['busiest_hour_commits']:,} of {seen['commits']:,} commits were committed within one hour: history was rewritten "
            f"or moved "
            "here.",
        )
    if seen["opening_files"] >= OPENING_FILES and seen["opening_percent"] >= OPENING_PERCENT:
        yield Text(
            f"第一个提交一次带入 {seen['opening_files']:,} 个文件，现有文件的 {seen['opening_percent']}% 至今未改："
            f"代码在别处写成后整体导入。",
            f"The first commit brought {seen['opening_files']:,} files, and {seen['opening_percent']}% of the files stand unchanged "
            f"since: "
            "the code was written elsewhere and imported whole.",
        )


def _percent(part: int, whole: int, little: str = "不到 1%") -> str:
    percent = part * 100 // whole if whole else 0
    return little if part and not percent else f"{percent}%"
