"""What does docs/programmes.md print of a programme file, so that it cannot say anything else? (Called by cog; ``make docs``.)"""

from collections.abc import Iterator
from pathlib import Path

from printing import POLICY, table

from xingtu import catalogue
from xingtu.decide.case import Question
from xingtu.policy.form import Field, Form
from xingtu.policy.grants import worst_case_fen
from xingtu.policy.libraries import Library, parse_libraries
from xingtu.policy.programme import CallTimes, Programme
from xingtu.policy.rubric import Review
from xingtu.policy.rule_use import RuleUse
from xingtu.policy.track import Track
from xingtu.run import rules_on_disk

YES, NO = "是 yes", "否 no"


def programmes() -> str:
    """All programmes as they were read and proven."""
    files = catalogue.programmes(POLICY).values()
    return "\n\n".join(_programme(_read(file)) for file in files) + "\n"


def _libraries() -> tuple[Library, ...]:
    return parse_libraries((POLICY / "libraries.toml").read_text("utf-8"), file_name="policy/libraries.toml")


def _read(file: Path) -> Programme:
    return rules_on_disk(file, POLICY).programme


def _programme(programme: Programme) -> str:
    parts = [
        f"## {programme.id}",
        f"**{programme.name}** {programme.name_en} · 版本 version {programme.version}",
        f"{programme.summary}\n{programme.summary_en}".strip(),
        "\n".join(_facts(programme)),
    ]
    if programme.form:
        parts += ["### 申报表 form", _form(programme.form)]
    if programme.rules and not programme.tracks:
        parts += ["### 条件 eligibility", "\n".join(f"- {_told(use, programme.form)}" for use in programme.rules)]
    parts += [_track(track) for track in programme.tracks]
    if programme.review:
        parts += ["### 评审 review", _review(programme.review)]
    if programme.grants:
        parts += ["### 金额 money", _grants(programme)]
    if programme.milestones:
        parts += ["### 后续节点 milestones", _milestones(programme)]
    parts += ["### 步骤 steps", _steps(programme)]
    if programme.unverified:
        parts += ["### 尚未核实的数字 numbers nobody has confirmed", "\n".join(f"- {place}" for place in programme.unverified)]
    return "\n\n".join(part for part in parts if part)


def _facts(programme: Programme) -> Iterator[str]:
    yield f"- 依据 basis：{programme.basis}"
    if programme.subject:
        yield f"- 对象 subject：{'、'.join(programme.subjects)}；申报人 applicants：{'、'.join(programme.applicants)}"
    if programme.co_applicants:
        yield f"- 联合申报 co-applicants：至多 at most {programme.co_applicants}"
    if programme.call:
        yield f"- 申报时间 call：{_call(programme.call)}"
    if programme.library:
        yield f"- 入库 enters：{programme.library}"
    if programme.valid_from or programme.valid_until:
        yield f"- 有效期 in force：{programme.valid_from or '…'} — {programme.valid_until or '…'}（含当日 last day included）"
    yield f"- 统计期 window：{programme.window}"
    yield f"- 看哪些仓库 repositories：{'、'.join(programme.libraries)}"
    if programme.evidence:
        yield f"- 证据 evidence shown：{'、'.join(f'[{metric}](metrics.md#{metric})' for metric in programme.evidence)}"
    yield f"- 联合作者 co-authors：{programme.coauthors}"
    yield f"- 证据不全时 on incomplete evidence：{programme.incomplete}"
    if notice := programme.notice:
        late = (
            f"，结束后 {notice.objection_days} 个工作日内仍可异议 objections for so many working days more" if notice.objection_days else ""
        )
        yield (
            f"- 公示 notice：{notice}（{notice.count_from}）{late}；匿名异议 anonymous：{notice.anonymous}；"
            f"须附 needs：{'、'.join(notice.needs)}；{notice.answer_within} 个工作日内答复 answered within；模板 masks：{notice.masks}"
        )
    if programme.budget_fen:
        most = f"，最多 {programme.awards_at_most} 份 awards at most" if programme.awards_at_most else ""
        yield f"- 预算 budget：{_yuan(programme.budget_fen)}{most}"
        yield f"- 审批 approvals：{' → '.join(programme.approvals)}"


def _call(call: CallTimes) -> str:
    freeze = {"deadline": "截止时冻结证据 evidence frozen at the deadline", "acceptance": "受理时冻结证据 evidence frozen on acceptance"}
    return f"{call.opens_at:%Y-%m-%d %H:%M} — {call.deadline_at:%Y-%m-%d %H:%M} UTC，{freeze[call.freeze]}"


def _form(form: Form) -> str:
    rows = []
    for section in form.sections:
        rows += [(f"{section.title} {section.title_en}", *_field(field)) for field in section.fields]
    return table(("节 section", "栏目 field", "名称 label", "类型 kind", "必填 required", "说明 notes"), rows)


def _field(field: Field) -> tuple[str, ...]:
    return f"`{field.id}`", f"{field.label} {field.label_en}", field.kind, YES if field.required else NO, "；".join(_notes(field))


def _notes(field: Field) -> Iterator[str]:
    if field.when:
        yield f"仅当 only when `{field.when.field}` = {' / '.join(field.when.one_of)}"
    bounds = " — ".join("…" if bound is None else str(bound) for bound in (field.at_least, field.at_most))
    if bounds != "… — …":
        yield bounds
    if field.options:
        yield " / ".join(option.label for option in field.options)
    if field.media:
        yield f"{'、'.join(field.media)} ≤ {field.max_bytes // 1_000_000} MB"
    if field.columns:
        yield f"列 columns：{'、'.join(column.label for column in field.columns)}"
    if field.fact:
        yield f"预填 prefilled from `{field.fact}`"
    if field.identifies:
        yield "匿名阶段隐去 hidden in blind phases"
    if field.personal:
        yield "个人信息，不公开 personal"


def _told(use: RuleUse, form: Form | None) -> str:
    """The rule in words, then its id: what applicants read and what the file says."""
    fields = form.fields if form else ()
    names = {thing.id: (thing.name, thing.name_en) for thing in (*catalogue.metrics().values(), *_libraries())}
    names |= {f"{field.id}.{option.id}": (option.label, option.label_en) for field in fields for option in field.options}
    questions = {field.id: Question(field.label, field.label_en, field.kind) for field in fields}
    zh, en = catalogue.rules()[use.id].told(use.parameters, names=names, questions=questions)
    return f"{zh.rstrip('。')} {en}（[{use.id}](rules.md#{use.id})）"


def _review(review: Review) -> str:
    facts = [
        f"- 专家 experts：{review.experts}，至少 {review.at_least} 份评分 scores at least，到会至少 {review.quorum} 人 quorum",
        f"- 汇总 aggregate：{review.aggregate}；分差警示 spread alarm：{review.spread_alarm}；通过线 pass mark：{review.pass_mark or '—'}",
        f"- 回避年限 recusal：{review.recusal_years} 年 years；每人至多 load：{review.load}",
    ]
    criteria = [
        (f"`{one.id}`", f"{one.name} {one.name_en}", one.weight if one.counts else "不计分 does not count", one.scale, one.help)
        for one in review.criteria
    ]
    phases = [
        (
            f"`{one.id}`", f"{one.name} {one.name_en}", YES if one.applicant_names else NO, YES if one.reviewer_names else NO,
            one.others, YES if one.scores else NO, one.working_days,
        )
        for one in review.phases
    ]  # fmt: skip
    shown = (
        "阶段 phase",
        "名称 name",
        "见申报人 applicants named",
        "见专家 experts named",
        "见他人评分 others",
        "可打分 scores",
        "工作日 days",
    )
    return "\n\n".join(
        ("\n".join(facts), table(("指标 criterion", "名称 name", "权重 weight", "满分 scale", "说明 help"), criteria), table(shown, phases))
    )


def _grants(programme: Programme) -> str:
    rows = [
        (
            f"`{grant.id}`",
            f"{grant.name} {grant.name_en}",
            grant.kind,
            _yuan(worst_case_fen(grant)),
            YES if grant.verified else NO,
            grant.source,
        )
        for grant in programme.grants
    ]
    stacking = programme.stacking
    facts = [f"- 多项之间 together：{stacking.grants}", f"- 超出预算时 beyond the budget：{stacking.overflow}"]
    facts += [f"- 只享受一次 once per：{stacking.once_per}"] if stacking.once_per else []
    facts += [f"- 不同时享受 not with：{'、'.join(stacking.not_with)}（{stacking.take}）"] if stacking.not_with else []
    if stacking.max_per_subject_year_fen:
        facts.append(f"- 每年每家至多 at most a year：{_yuan(stacking.max_per_subject_year_fen)}")
    heads = ("项 grant", "名称 name", "算法 kind", "每份至多 at most each", "已核实 verified", "出处 source")
    return f"{table(heads, rows)}\n\n" + "\n".join(facts)


def _milestones(programme: Programme) -> str:
    rows = [
        (f"`{one.id}`", f"{one.name} {one.name_en}", one.months, _told(one.rule, programme.form), one.warn_days, one.recover_share)
        for one in programme.milestones
    ]
    return table(("节点 milestone", "名称 name", "月 months", "条件 rule", "提前几天预警 warned days before", "追回比例 recovered"), rows)


def _steps(programme: Programme) -> str:
    rows = [
        (f"`{step.id}`", f"{step.shown} {step.shown_en}", step.actor, "、".join(step.moves) or "（终 end）", step.due_days or "", step.late)
        for step in programme.steps
    ]
    heads = ("步骤 step", "公开显示 shown", "谁办 actor", "下一步 moves to", "工作日 days", "逾期 late")
    return table(heads, rows)


def _track(track: Track) -> str:
    heads = [f"- 对象 subject：{track.subject}", f"- 排名指标 ranked by：[{track.metric}](metrics.md#{track.metric})"]
    heads += [f"- 同时列出 also shown：{'、'.join(f'[{metric}](metrics.md#{metric})' for metric in track.show)}"] if track.show else []
    heads += [f"- 规则 rules：{'、'.join(_use(use) for use in track.rules)}"]
    heads += [f"- 并列 ties：{track.ties}" + (f"（{'、'.join(track.tie_break)}）" if track.tie_break else "")]
    awards = [(f"{a.from_place}—{a.to_place}", _yuan(a.amount_fen), YES if a.verified else NO, a.source) for a in track.table.awards]
    paid = table(("名次 places", "每名 each", "已核实 verified", "出处 source"), awards)
    return "\n\n".join([f"### {track.id}：{track.name} {track.name_en}", "\n".join(heads), *([paid] if awards else [])])


def _use(use: RuleUse) -> str:
    given = "，".join(f"{name} = {value}" for name, value in use.parameters.items())
    return f"[{use.id}](rules.md#{use.id})" + (f"（{given}）" if given else "")


def _yuan(amount_fen: int) -> str:
    return f"{amount_fen // 100:,}.{amount_fen % 100:02} 元"
