"""Which fixed words do reports and the command line say, in both languages?"""

from types import MappingProxyType

from xingtu.report.text import Lang, Text


def say(key: str, lang: Lang, **values: object) -> str:
    """The wording of ``key``, with ``{values}`` put in."""
    wording = TEXTS[key].said(lang)
    return wording.format(**values) if values else wording


def outcome(ident: str, lang: Lang) -> str:
    """The label of an outcome."""
    return say(f"outcome.{ident}", lang)


TEXTS = MappingProxyType(
    {
        # words
        "product": Text("星图", "Xingtu"),
        "unknown": Text("未知", "unknown"),
        "none": Text("无", "none"),
        "colon": Text("：", ": "),
        "comma": Text("、", ", "),
        "stop": Text("。", ". "),
        "language.other": Text("English", "中文"),
        "with_unit": Text("{name}（{unit}）", "{name} ({unit})"),
        "skip": Text("跳到正文", "Skip to content"),
        "place": Text("名次", "Place"),
        "unknown.organisation": Text("单位未知", "Organisation unknown"),
        "unplaced": Text("不排名", "not ranked"),
        "name": Text("名称", "Name"),
        "person": Text("贡献者", "Contributor"),
        "organisation": Text("单位", "Organisation"),
        "why": Text("原因", "Why"),
        "organisations": Text("所属单位", "Organisation"),
        "outcome": Text("结果", "Outcome"),
        "amount": Text("奖励金额", "Award"),
        "reasons": Text("理由", "Reasons"),
        "repository": Text("仓库", "Repository"),
        "commit": Text("提交", "Commit"),
        "author": Text("作者", "Author"),
        "landed": Text("合入日期", "Landed on"),
        "share": Text("份额", "Share"),
        "added": Text("新增行", "Added"),
        "deleted": Text("删除行", "Deleted"),
        "gross_lines": Text("git 统计的行 +/−", "Lines by git +/−"),
        "credited_lines": Text("计入的行 +/−", "Credited lines +/−"),
        "evidence": Text("证据", "Evidence"),
        "unit": Text("单位", "Unit"),
        "version": Text("版本", "Version"),
        "month": Text("月份", "Month"),
        "class": Text("类别", "Class"),
        "meaning": Text("含义", "Meaning"),
        "total": Text("合计（git 统计）", "Total, as git counts"),
        "outcome.awarded": Text("拟奖励", "Proposed for award"),
        "outcome.ranked": Text("列入排名", "Ranked"),
        "outcome.excluded": Text("不参与排名", "Not ranked"),
        "outcome.unresolved": Text("待核实", "To be verified"),
        # state
        "state.label": Text("当前状态", "Where this stands"),
        "state.publishable": Text("可以公示", "May be published"),
        "state.publishable.sentence": Text(
            "证据完整：每个仓库应读的提交都已读到。名次和金额在公示期满前不是最终结果。",
            "The evidence is complete: every expected commit of every repository was read. "
            "Places and amounts are not final until the notice period has ended.",
        ),
        "state.publishable.incomplete": Text(
            "证据不完整，规则文件允许照样公布：缺什么，逐个仓库写在下面；未读到的不算作零。",
            "The evidence is incomplete and the rule file allows publishing all the same: what is missing stands below, "
            "repository by repository, and is never taken for zero.",
        ),
        "state.refused": Text("不得公示", "Not for publication"),
        "state.refused.sentence": Text(
            "本次排名只供内部核对，不能作为公示或发放奖励的依据。原因：",
            "This ranking is for checking only. It must not be published or paid on. Reasons:",
        ),
        "state.refused.short": Text(
            "不得公示：本页数字只供内部核对。", "Not for publication: the numbers on this page are for checking only."
        ),
        "state.to_reasons": Text("查看原因", "See the reasons"),
        "notes": Text("阅读前须知", "Before you read"),
        # index
        "facts": Text("基本信息", "At a glance"),
        "window": Text("统计窗口", "Window"),
        "basis": Text("依据", "Basis"),
        "city": Text("主办城市", "City"),
        "repositories": Text("仓库", "Repositories"),
        "repositories.n": Text("{n} 个", "{n}"),
        "run": Text("运行编号", "Run"),
        "rankings": Text("排名", "Rankings"),
        "track.sentence": Text("按“{metric}”（{unit}）从多到少排列。", "Ordered by {metric} ({unit}), most first. "),
        "track.definition": Text("怎么算的", "How it is counted"),
        "track.conditions": Text("参加条件", "Conditions"),
        "track.empty": Text("本组没有符合条件的名单。", "Nobody is ranked in this track."),
        "track.beside": Text(
            "列出但不参与排名（机器人、AI 代理、单位未知或未达条件者）",
            "Shown, not ranked (bots, AI agents, unknown organisations, conditions not met)",
        ),
        "row.door": Text("查看 {name} 的明细", "How {name} got this number"),
        "charts": Text("图示", "In pictures"),
        "table.of": Text("数据表：{title}", "Data: {title}"),
        "chart.activity": Text("每月合入的变更", "Merged changes by month"),
        "chart.activity.sentence": Text(
            "窗口内各月合入默认分支的变更数；斜线格表示该月证据缺失，不是零。",
            "Changes merged into the default branch in each month of the window; hatched means the month's evidence is missing, not zero.",
        ),
        "chart.lines": Text("git 统计的新增行去了哪里", "Where the lines git counts went"),
        "chart.lines.sentence": Text(
            "每一行恰好属于一类，各类相加等于 git 的统计；只有“计入”一类用于排名。",
            "Every line belongs to exactly one class and the classes add up to git's count; only the credited class is ranked.",
        ),
        "chart.concentration.person": Text("“{metric}”集中在多少人手里", "{metric}: how few people carry them"),
        "chart.concentration.organisation": Text("“{metric}”集中在多少家单位", "{metric}: how few organisations carry them"),
        "chart.all.person": Text("共 {n} 人", "all {n} people"),
        "chart.all.organisation": Text("共 {n} 家", "all {n} organisations"),
        "chart.concentration.sentence": Text(
            "曲线升得越快，项目越依赖少数{who}。", "The faster the curve rises, the fewer {who} carry the project. "
        ),
        "chart.half.person": Text("前 {n} 人合计过半", "{n} people hold at least half"),
        "chart.half.organisation": Text("前 {n} 家合计过半", "{n} organisations hold at least half"),
        "chart.first": Text("前几名", "First"),
        "chart.cumulative": Text("合计占比", "Together"),
        "who.person": Text("贡献者", "people"),
        "who.organisation": Text("单位", "organisations"),
        "changes.unit": Text("个", "changes"),
        "lines.unit": Text("行", "lines"),
        "missing.month": Text("缺", "?"),
        "completeness": Text("证据是否完整", "Is the evidence complete?"),
        "completeness.sentence": Text(
            "应读提交数来自 git 自己的计数；读到的少于应读的，就不能用于发放奖励。",
            "The expected number is git's own count; where less was read, no money may rest on it.",
        ),
        "expected": Text("应读提交", "Expected commits"),
        "measured": Text("读到提交", "Commits read"),
        "completeness.column": Text("完整度", "Completeness"),
        "missing": Text("缺什么、怎么办", "What is missing, and the remedy"),
        "complete": Text("完整", "complete"),
        "tip": Text("冻结于提交", "Frozen at commit"),
        "metrics": Text("指标定义", "Definitions"),
        "source": Text("出处", "Source"),
        "caveats": Text("注意", "Caveats"),
        "recompute": Text("自己算一遍", "Recompute it yourself"),
        "recompute.sentence": Text(
            "任何人都可以在自己的机器上重算本次运行；结果一致时显示“完全一致”，否则指出第一处不同。",
            "Anybody can recompute this run; the command says “identical” or shows the first difference.",
        ),
        "files": Text("下载", "Downloads"),
        "about": Text("来源与版本", "Provenance"),
        "about.sentence": Text(
            "运行编号由下列全部输入的内容哈希得出：任何一项变动，编号就会不同。",
            "The run id is a hash over the content of all inputs below: change one, and the id changes.",
        ),
        "results": Text("结果哈希", "Hash of the results"),
        "engine": Text("引擎版本", "Engine version"),
        "programme.version": Text("计划与版本", "Programme and version"),
        "input": Text("输入", "Input"),
        "hash": Text("内容哈希", "Content hash"),
        "footer": Text("由星图引擎 {version} 生成 · 运行编号 {run}", "Made by the Xingtu engine {version} · run {run}"),
        "contents": Text("本页内容", "On this page"),
        # subject
        "back": Text("返回排名", "Back to the ranking"),
        "standing": Text("名次与结果", "Standing"),
        "identity": Text("为什么认定是同一人（单位）", "Why these are held to be one"),
        "counted": Text("计入的变更", "What was counted"),
        "counted.sentence": Text("共 {n} 个提交计入。", "{n} commits were counted."),
        "counted.none": Text("窗口内没有计入的变更。", "Nothing in the window was counted."),
        "set_aside": Text("没有计入的变更，及其原因", "What was not counted, and why"),
        "set_aside.none": Text("没有被排除的变更。", "Nothing was set aside."),
        "set_aside.n": Text("{n} 个提交", "{n} commits"),
        "lines": Text("行数：git 统计多少，计入多少", "Lines: what git counts, what is credited"),
        "lines.unmeasured": Text(
            "另有 {n} 个提交的改动读不出，它们的行数未知，没有加进下表。",
            "The lines of {n} more commits could not be read; they are unknown and not in the table.",
        ),
        "check": Text("自己核对", "Check it yourself"),
        "check.sentence": Text(
            "在该仓库的克隆里执行 git show 加提交编号，即可看到原始改动；下面的命令重现本页全部理由。",
            "Run git show with the commit id in a clone to see the change itself; the command below prints this page's reasons again.",
        ),
        "objection": Text(
            "对某一项认定有异议的，请在公示期内向主办单位提出，写明本页的运行编号和提交编号。更正后将重新运行，本次运行仍原样保留。",
            "To object, write to the office within the notice period and give this page's run id and the commit id. "
            "A correction leads to a new run; this run stays as it is.",
        ),
        # files
        "sheet.about": Text("说明", "About"),
        "sheet.repositories": Text("仓库", "Repositories"),
        "sheet.counted": Text("计入的变更", "Counted changes"),
        "sheet.set_aside": Text("未计入的变更", "Changes not counted"),
        "sheet.metrics": Text("指标定义", "Definitions"),
        "sheet.omitted": Text(
            "表“{name}”有 {rows} 行，超过 Excel 的上限，只写在 CSV 和 Parquet 文件中。",
            "Table “{name}” has {rows} rows, more than Excel holds; it is in the CSV and Parquet files only.",
        ),
        "sheet.private": Text("内部资料：含姓名与邮箱，不得外传。", "Internal: holds names and mailboxes. Do not pass on."),
        "table": Text("工作表", "Sheet"),
        "column": Text("列", "Column"),
        "subject": Text("对象编号", "Subject id"),
        "publishable": Text("可否公示", "May be published"),
        # terminal
        "scan.title": Text("扫描结果", "Scan"),
        "scan.commits": Text("提交", "Commits"),
        "scan.files": Text("文件变更", "File changes"),
        "scan.problems": Text("问题与办法", "Problems and remedies"),
        "scan.seconds": Text("用时（秒）", "Seconds"),
        "scan.problem": Text("{repository}：{problem} {remedy}", "{repository}: {problem} {remedy}"),
        "next": Text("结果在 {where}。下一步：{command}", "The result is in {where}. Next: {command}"),
        "more": Text("另有 {n} 行未显示，全部见报告。", "{n} more rows are in the report."),
    }
)
