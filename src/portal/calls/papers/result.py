"""结果: the list in force as Word and PDF, with the run it rests on and how to recompute it."""

from django.utils import timezone
from django.utils.translation import override

from portal.calls.models import Result
from portal.calls.papers.notice import columns_printed
from portal.calls.programmes import programme_of
from portal.calls.selectors.results import result_lines, result_words, runs_of
from portal.house.context import office
from portal.house.documents import Block, Fields, Heading, Note, Paper, Paragraph, Seal, Table


def in_groups(digest: str) -> str:
    """Sixteen characters at a time, so that a line can end between them."""
    return " ".join(digest[place : place + 16] for place in range(0, len(digest), 16))


def result_paper(result: Result) -> Paper:
    """With the office's red head."""
    with override("zh-hans"):
        version = result.notice.call.version
        notice, name = result.notice, f"{office().name}开源生态项目办公室"
        programme = programme_of(version)
        effect = "已奖励" if programme.money else "已列入" if programme.library else "已入选"
        rows = [
            tuple(effect if column["id"] == "result" else text or "—" for column, text in shown.labelled) for shown in result_lines(result)
        ]
        published = timezone.localdate(result.published_at)
        checks = [("规则", f"{version.name}（第 {version.version} 版）"), ("规则校验值", in_groups(version.policy_hash))]
        for run in runs_of(result):
            checks += [("运行编号", in_groups(run.run_id)), ("结果校验值", in_groups(run.results_hash))]
        replays = [f"xingtu replay xingtu-{run.short}.zip" for run in runs_of(result)]
        blocks: list[Block] = [
            *(Paragraph(line) for line in result_words(result).splitlines() if line.strip()),
            Table(columns_printed(notice), tuple(rows), caption="名单"),
            Heading("如何核对", numbered=False),
            Fields(tuple(checks)),
        ]
        if replays:
            blocks.append(Note(f"下载公开运行包后，在任何一台装有星图的电脑上执行 {'；'.join(replays)}，可逐字节重算。"))
        return Paper(
            title=f"关于公布{notice.call.name}结果的通知",
            masthead=f"{name}文件",
            blocks=tuple(blocks),
            footer=(f"规则校验值 {version.policy_hash[:16]}", *(f"运行 {run.short}" for run in runs_of(result)[:1])),
            seal=Seal(name, published),
            dated_on=published,
        )
