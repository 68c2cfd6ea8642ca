"""Which words do audits say, in both languages?"""

from types import MappingProxyType

from xingtu.report.text import Lang, Text, said


def say(key: str, lang: Lang, **values: object) -> str:
    """The wording of ``key``, with ``{values}`` put in."""
    return said(WORDS, key, lang, **values)


def named(kind: str, ident: str, lang: Lang) -> str:
    """The name of one of a closed set of ids (``level``, ``urgency``, ``state``, …); an id nobody named is shown as it is."""
    found = WORDS.get(f"{kind}.{ident}")
    return found.said(lang) if found else ident


WORDS = MappingProxyType(
    {
        "comma": Text("、", ", "),
        "colon": Text("：", ": "),
        "unknown": Text("未知", "unknown"),
        # levels
        "level.critical": Text("严重", "critical"),
        "level.high": Text("高危", "high"),
        "level.medium": Text("中危", "medium"),
        "level.low": Text("低危", "low"),
        "level.none": Text("无影响", "none"),
        "level.": Text("未评级", "unrated"),
        "severity.cvss_v4": Text("CVSS 4", "CVSS 4"),
        "severity.cvss_v3": Text("CVSS 3", "CVSS 3"),
        "severity.cvss_v2": Text("CVSS 2", "CVSS 2"),
        "severity.text": Text("来源自述", "as the source says"),
        "severity.": Text("没有来源给出等级", "no source gives a level"),
        # order of work
        "urgency.malicious": Text("恶意软件包", "malicious package"),
        "urgency.exploited": Text("已被利用", "exploited"),
        "urgency.likely": Text("很可能被利用", "likely to be exploited"),
        "urgency.rest": Text("其余", "rest"),
        # how a finding stands
        "state.open": Text("待处置", "open"),
        "state.under_investigation": Text("调查中", "under investigation"),
        "state.waived": Text("已豁免", "waived"),
        "state.fixed": Text("声明已修复", "stated as fixed"),
        "state.not_affected": Text("声明不受影响", "stated as not affected"),
        "reopened.expired": Text("声明已到期", "the statement has expired"),
        "reopened.severity": Text("等级升高", "the level has risen"),
        "reopened.kev": Text("已被利用", "it is exploited now"),
        "reopened.widened": Text("受影响的版本范围扩大", "more versions are affected now"),
        "reopened.version": Text("版本已不是声明所指的", "the version is not the one it was said of"),
        "scope.runtime": Text("运行", "runtime"),
        "scope.dev": Text("开发", "dev"),
        "scope.test": Text("测试", "test"),
        "scope.build": Text("构建", "build"),
        "scope.optional": Text("可选", "optional"),
        "scope.unknown": Text("范围未知", "scope unknown"),
        "direct.yes": Text("直接", "direct"),
        "direct.no": Text("间接", "indirect"),
        "via": Text("经 {via}", "via {via}"),
        # head
        "head": Text(
            "{commit} · {files} 个依赖文件 · {components} 个组件 · {at} 审计",
            "{commit} · {files} dependency files · {components} components · audited {at}",
        ),
        "copies": Text(
            "{n} 个文件夹是他人作品的副本，没有版本可查，未比对：{names}",
            "{n} folders are copies of other people's work; no version is written, so they were not compared: {names}",
        ),
        "open": Text("未解析（只写了范围，没有锁定版本）：{names}", "Unresolved (a range, and no locked version): {names}"),
        "file.open": Text("{path} {n} 条", "{path} {n}"),
        "fault": Text("{place} 未能读取：{words}", "{place} could not be read: {words}"),
        "fault.short": Text("内容有误", "its content is broken"),
        "vex.fault": Text("声明文件中有读不懂的条目：{words}", "A statement could not be read: {words}"),
        # findings
        "findings": Text("{open} 项待处置（共发现 {n} 项）", "{open} open of {n} findings"),
        "findings.aside": Text(
            "{open} 项待处置；另有 {aside} 项只涉及测试数据、示例或声明的最低版本",
            "{open} open; {aside} more only in tests' data, examples or a least version declared",
        ),
        "findings.clean": Text(
            "在 {covered} 个已覆盖的组件中，没有版本被已载入的公告触及（来源与覆盖见下）",
            "None of the {covered} components covered has a version that a loaded advisory touches (sources and coverage below)",
        ),
        "findings.blind": Text(
            "无从判断：这些组件没有可比对的公告", "Nothing can be said: there are no advisories to compare these components with"
        ),
        "findings.nothing_held": Text("无从判断：没有读到任何带版本的组件", "Nothing can be said: no component with a version was read"),
        "fixed": Text("修复于 {fixed}", "fixed in {fixed}"),
        "fixed.all": Text("{n} 项，全部修复于 {fixed}", "{n}, all of them fixed in {fixed}"),
        "fixed.some": Text("{n} 项，{mended} 项有修复版本", "{n}, {mended} of them with a fixed version"),
        "fixed.unknown": Text("没有已知的修复版本", "no fixed version known"),
        "kev": Text("已被利用（KEV，{on} 列入）", "exploited (KEV, listed {on})"),
        "related": Text(
            "{flaws} 提到相关的 {cve} 已被利用（KEV，{on} 列入）；相关不等于同一漏洞，请人工核对",
            "{flaws} names {cve} as related, which is exploited (KEV, listed {on}); related is not the same flaw, somebody should look",
        ),
        "ransomware": Text("用于勒索软件", "used by ransomware"),
        "epss": Text("EPSS {share}（{on}）", "EPSS {share} ({on})"),
        "days": Text("{n} 天内处置（{because}）", "within {n} days ({because})"),
        "because.malicious": Text("恶意软件包", "malicious"),
        "because.kev": Text("已被利用", "exploited"),
        "because.unrated": Text("未评级", "unrated"),
        "sample": Text("测试数据或示例", "tests' data or example"),
        "minimum": Text("按声明的最低版本", "by the least version declared"),
        "until": Text("至 {on}", "until {on}"),
        "by": Text("{who} 声明", "stated by {who}"),
        "reopened": Text("重新打开：{why}", "open again: {why}"),
        "unapplied": Text("{who} 的声明未采用（不在信任名单）", "a statement by {who} is not applied (not trusted)"),
        "minimum.many": Text(
            "{place} 声明的最低 Go 版本 {version} 被 {n} 条公告触及；实际用哪一版构建没有写明，不计入门禁。{fixed}",
            "{n} advisories touch the least Go release {version} declared at {place}; which one builds is not written, so the gate does "
            "not count them. {fixed}",
        ),
        "minimum.fixed": Text("声明 {fixed} 或更高可避开全部", "Declaring {fixed} or later avoids all of them"),
        "samples.many": Text(
            "另有 {n} 项只在测试数据或示例中，不计入门禁：{names}",
            "{n} more only in tests' data or examples, not counted by the gate: {names}",
        ),
        "more": Text("另有 {n} 组；全部见 --format json", "{n} more packages; all of them with --format json"),
        "and_more": Text("等 {n} 处", "and more, {n} in all"),
        # gate
        "gate.pass": Text("通过门禁 {gate}（{name}）", "Gate {gate} ({name}) passed"),
        "gate.fail": Text("未通过门禁 {gate}（{name}）", "Gate {gate} ({name}) failed"),
        "gate.insufficient": Text("依据不足，门禁 {gate}（{name}）不作结论", "Too little is known for gate {gate} ({name}) to answer"),
        "result.pass": Text("通过", "pass"),
        "result.fail": Text("未通过", "fail"),
        "result.insufficient": Text("依据不足", "insufficient"),
        "reason.malicious": Text("{n} 个恶意软件包：{names}", "{n} malicious: {names}"),
        "reason.kev": Text("{n} 项已被利用（KEV）：{names}", "{n} known to be exploited (KEV): {names}"),
        "reason.severity": Text("{n} 项等级达到{limit}：{names}", "{n} rated {limit} or above: {names}"),
        "reason.epss": Text("{n} 项 EPSS 达到 {limit}：{names}", "{n} with an EPSS of {limit} or above: {names}"),
        "reason.unrated": Text("{n} 项没有来源给出等级：{names}", "{n} that no source gives a level: {names}"),
        "reason.no_advisories": Text("没有载入任何漏洞公告", "no advisories are loaded"),
        "reason.source_never": Text("来源从未载入：{names}", "never loaded: {names}"),
        "reason.source_stale": Text("来源超过 {limit} 天没有更新：{names}", "not updated for more than {limit} days: {names}"),
        "reason.source_old": Text("来源的最新一条早于 {limit} 天前：{names}", "newest record more than {limit} days old: {names}"),
        "reason.signal_missing": Text("门禁要看而没有载入：{names}", "asked for by the gate and not loaded: {names}"),
        "reason.no_files": Text("没有任何依赖文件", "there is no dependency file"),
        "reason.uncovered": Text(
            "{value} 的组件没有公告来源或无法排序（上限 {limit}）", "{value} of the components have no source or no order ({limit} allowed)"
        ),
        "reason.unevaluable": Text(
            "{value} 个组件的软件包有公告，其版本范围无法判断",
            "{value} components whose package has a record with a range that cannot be evaluated",
        ),
        "reason.unresolved": Text(
            "{value} 的条目没有锁定版本（上限 {limit}）", "{value} of the entries have no locked version ({limit} allowed)"
        ),
        "reason.fault": Text("未能读取：{names}", "could not be read: {names}"),
        # columns
        "column.urgency": Text("处置顺序", "order of work"),
        "column.level": Text("等级", "level"),
        "column.score": Text("分数", "score"),
        "column.severity_source": Text("等级来源", "level from"),
        "column.group": Text("编号", "id"),
        "column.ids": Text("公告", "advisories"),
        "column.ecosystem": Text("生态", "ecosystem"),
        "column.package": Text("软件包", "package"),
        "column.versions": Text("版本", "versions"),
        "column.fixed": Text("修复于", "fixed in"),
        "column.places": Text("位置", "places"),
        "column.scope": Text("范围", "scope"),
        "column.direct": Text("直接", "direct"),
        "column.via": Text("经由", "via"),
        "column.kev": Text("KEV 列入", "KEV listed"),
        "column.epss": Text("EPSS", "EPSS"),
        "column.epss_on": Text("EPSS 日期", "EPSS of"),
        "column.days": Text("期限（天）", "days"),
        "column.state": Text("状态", "state"),
        "column.counted": Text("计入门禁", "counted"),
        "column.project": Text("项目", "project"),
        "yes": Text("是", "yes"),
        "no": Text("否", "no"),
        # who is affected
        "affected.title": Text("{asked}：{projects} 个项目受影响", "{asked}: {projects} projects affected"),
        "affected.none": Text(
            "{asked}：已登记的项目中没有持有受影响的版本（来源与覆盖见下）",
            "{asked}: no registered project holds an affected version (sources and coverage below)",
        ),
        "affected.package": Text("{asked}：{projects} 个项目持有", "{asked}: held by {projects} projects"),
        "affected.package.none": Text(
            "{asked}：已登记的项目中没有持有（来源与覆盖见下）", "{asked}: held by no registered project (sources and coverage below)"
        ),
        "withdrawn": Text("已撤回 {on}", "withdrawn {on}"),
        "not_touched": Text("没有已载入的公告触及", "no loaded advisory touches it"),
        "help.of_rule": Text("修复版本：{fixed}", "Fixed in: {fixed}"),
    }
)
