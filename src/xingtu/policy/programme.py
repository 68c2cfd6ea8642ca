"""What does a programme promise, and can every promise be kept?

One TOML file is one programme. It is loaded only if it can be carried out: the guards of ``flow``, the arithmetic of ``money`` and the
checks here run before anyone can apply. Amounts and thresholds nobody has confirmed carry ``verified = false`` and are listed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo

from xingtu.policy.affordable import prove_affordable, prove_facts_asked
from xingtu.policy.flow import AWARDED, LISTED, NOTICE, REVIEW, Step, read_steps
from xingtu.policy.form import Form
from xingtu.policy.form_stanza import read_form
from xingtu.policy.grants import Grant, read_grants
from xingtu.policy.libraries import RECORD_KINDS
from xingtu.policy.milestone import Milestone, read_milestones
from xingtu.policy.notice import NoticeRules, read_notice
from xingtu.policy.office import Office
from xingtu.policy.rubric import Review, read_review
from xingtu.policy.rule_use import Known, RuleUse, read_rules, unverified
from xingtu.policy.stacking import Stacking, read_stacking
from xingtu.policy.stanza import Stanza, near_zh, read_stanza
from xingtu.policy.track import Track, read_tracks, worst_cases_fen
from xingtu.policy.window import Window, read_window

Coauthors = Literal["author", "split", "each"]
Incomplete = Literal["refuse", "allow"]
Entry = Literal["open_call", "nominated", "ranking"]
Applicant = Literal["organisation", "person"]
Freeze = Literal["deadline", "acceptance"]
Approver = Literal["office_clerk", "office_head", "finance"]
SUBJECTS = ("person", *RECORD_KINDS)
"""What an application can be about: a person, or something in the register."""
DRAFT, TRACKING, RECOVERY = "draft", "tracking", "recovery"
LEAST_APPROVALS = 2
"""Money leaves only after this many different people have approved."""


@dataclass(frozen=True, slots=True)
class CallTimes:
    """freeze: on which evidence an application is judged, that of the call's deadline or of its own acceptance (a rolling call)."""

    opens_at: datetime
    deadline_at: datetime
    freeze: Freeze


@dataclass(frozen=True, slots=True)
class Programme:
    """The whole of one file.

    entry:      how one gets in: by applying, by being nominated, or by a place in the ranking of ``tracks``
    subject:    what an application is about, ``also_subjects`` what else it may be about; empty when nobody applies
    grants:     what an application earns, beside the places of a track; stacking: how that meets other money
    rules:      who may apply (in a ranking: what holds for every track)
    evidence:   metrics shown to applicant and reviewer
    incomplete: publish on incomplete evidence or refuse; money always refuses
    unverified: what nobody has confirmed, each with its source
    """

    id: str
    version: int
    name: str
    name_en: str
    basis: str
    summary: str
    summary_en: str
    entry: Entry
    subject: str
    also_subjects: tuple[str, ...]
    applicants: tuple[Applicant, ...]
    co_applicants: int
    library: str
    valid_from: date | None
    valid_until: date | None
    money: bool
    libraries: tuple[str, ...]
    window: Window
    coauthors: Coauthors
    incomplete: Incomplete
    call: CallTimes | None
    form: Form | None
    evidence: tuple[str, ...]
    rules: tuple[RuleUse, ...]
    review: Review | None
    tracks: tuple[Track, ...]
    grants: tuple[Grant, ...]
    stacking: Stacking
    steps: tuple[Step, ...]
    notice: NoticeRules | None
    milestones: tuple[Milestone, ...]
    budget_fen: int
    awards_at_most: int | None
    approvals: tuple[Approver, ...]
    unverified: tuple[str, ...]

    @property
    def applies(self) -> bool:
        """Whether people apply with a form, rather than being found by a ranking."""
        return self.entry != "ranking"

    @property
    def called(self) -> bool:
        """Whether there is a call of it: people apply, or the places of its run are claimed."""
        return self.applies or self.has_step("nominated")

    @property
    def subjects(self) -> tuple[str, ...]:
        """Everything an application may be about, the main kind first."""
        return (self.subject, *self.also_subjects) if self.subject else ()

    def has_step(self, step_id: str) -> bool:
        """Whether the flow has such a step."""
        return any(step.id == step_id for step in self.steps)

    def step(self, step_id: str) -> Step:
        """The step of that id.

        Raises:
            KeyError: there is none.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things stand in the file, for messages: a stanza that is not there is spoken of at the top."""

    root: Stanza
    head: Stanza
    repositories: Stanza
    call: Stanza | None
    evidence: Stanza | None
    review: Stanza | None
    notice: Stanza | None
    budget: Stanza | None

    def close(self) -> None:
        for stanza in (self.head, self.repositories, self.call, self.evidence, self.notice, self.budget, self.root):
            if stanza:
                stanza.close()


def load_programme(
    text: str,
    *,
    file_name: str,
    metrics: Collection[str],
    rules: Collection[str],
    office: Office,
    libraries: Collection[str] = (),
) -> Programme:
    """The programme a file describes.

    rules:     ids; when it is a mapping to rules (``catalogue.rules()``), their parameters are proven too
    libraries: ids; when given, the libraries the file names are proven too

    Raises:
        PolicyError: the file cannot be carried out as written; the message names file, place and remedy.
    """
    root = read_stanza(text, file_name)
    at = _places(root)
    known = Known(metrics, rules, libraries)
    form = read_form(root)
    shared_rules = read_rules(root, known, None if root.has("track") else form)
    tracks = read_tracks(root, known, shared_rules)
    head = at.head
    programme = Programme(
        id=head.text("id"),
        version=head.integer("version", at_least=1),
        name=head.text("name"),
        name_en=head.text("name_en"),
        basis=head.text("basis"),
        summary=head.text("summary", default=""),
        summary_en=head.text("summary_en", default=""),
        entry=cast("Entry", head.text("entry", default="ranking", one_of=get_args(Entry))),
        subject=head.text("subject", one_of=SUBJECTS) if head.has("subject") else "",
        also_subjects=_some_of(head, "also_subjects", SUBJECTS),
        applicants=cast("tuple[Applicant, ...]", _some_of(head, "applicants", get_args(Applicant))),
        co_applicants=head.integer("co_applicants", default=0, at_most=50),
        library=head.text("library", default=""),
        valid_from=head.day("valid_from") if head.has("valid_from") else None,
        valid_until=head.day("valid_until") if head.has("valid_until") else None,
        money=head.flag("money"),
        libraries=at.repositories.texts("libraries"),
        window=read_window(root.inner("window")),
        coauthors=cast("Coauthors", head.text("coauthors", default="author", one_of=get_args(Coauthors))),
        incomplete=cast("Incomplete", head.text("incomplete", default="refuse", one_of=get_args(Incomplete))),
        call=_call(at.call) if at.call else None,
        form=form,
        evidence=_evidence(at.evidence, known) if at.evidence else (),
        rules=shared_rules,
        review=read_review(at.review) if at.review else None,
        tracks=tracks,
        grants=(grants := read_grants(root)),
        stacking=(stacking := read_stacking(root)),
        steps=read_steps(root),
        notice=read_notice(at.notice) if at.notice else None,
        milestones=(milestones := read_milestones(root, known, form)),
        budget_fen=at.budget.integer("amount_fen", at_least=1) if at.budget else 0,
        awards_at_most=at.budget.integer("awards_at_most", at_least=1) if at.budget and at.budget.has("awards_at_most") else None,
        approvals=cast("tuple[Approver, ...]", head.texts("approvals", default=())),
        unverified=(
            *_unverified(at),
            *unverified(shared_rules),
            *_unverified_of_tracks(tracks),
            *_unverified_promises(grants, stacking, milestones),
        ),
    )
    at.close()
    _prove_names(programme, at, known, file_name)
    _prove_entry(programme, at)
    _prove_in_force(programme, at, office)
    _prove_flow(programme, at, office)
    _prove_money(programme, at)
    return programme


def _places(root: Stanza) -> _Places:
    def optional(key: str) -> Stanza | None:
        return root.inner(key) if root.has(key) else None

    return _Places(
        root, root.inner("programme"), root.inner("repositories"),
        optional("call"), optional("evidence"), optional("review"), optional("notice"), optional("budget"),
    )  # fmt: skip


def _some_of(stanza: Stanza, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of words, each known and written once; absent: none."""
    words = stanza.texts(key, default=())
    for word in words:
        if word not in known:
            stanza.refuse(f"{key} 中的 “{word}” 不在可选值之内{near_zh(word, known)}")
        if words.count(word) > 1:
            stanza.refuse(f"{key} 中的 “{word}” 写了两次；请只留一个。")
    return words


def _call(stanza: Stanza) -> CallTimes:
    freeze = cast("Freeze", stanza.text("freeze", default="deadline", one_of=get_args(Freeze)))
    call = CallTimes(stanza.instant("opens_at"), stanza.instant("deadline_at"), freeze)
    if call.opens_at >= call.deadline_at:
        stanza.refuse("opens_at（开始）不早于 deadline_at（截止），没有人来得及申报；请改正。")
    return call


def _evidence(stanza: Stanza, known: Known) -> tuple[str, ...]:
    metrics = stanza.texts("metrics")
    for metric in metrics:
        known.prove_metric(stanza, "metrics", metric)
        if metrics.count(metric) > 1:
            stanza.refuse(f"metrics 中的 “{metric}” 写了两次；请只留一个。")
    return metrics


def _prove_names(programme: Programme, at: _Places, known: Known, file_name: str) -> None:
    stem = PurePath(file_name).stem
    if programme.id != stem:
        at.head.refuse(f"id = “{programme.id}” 与文件名 {stem} 不同；请改成同一个名字。")
    if not programme.libraries:
        at.repositories.refuse("libraries 是空的；请写明哪些库中的仓库参加，如 [“seed_library”]。")
    if programme.library:
        known.prove_library(at.head, "library", programme.library)
        if not programme.has_step(LISTED):
            at.head.refuse(f"library = “{programme.library}”，却没有 {LISTED}（入库）这一步；请补上该步骤，或删去 library。")


def _prove_entry(programme: Programme, at: _Places) -> None:
    """Whoever is to apply must be told who may, about what, until when, and with which form."""
    if bool(programme.summary) != bool(programme.summary_en):
        at.head.refuse("summary 与 summary_en 须同时写。")
    if programme.also_subjects and programme.subject in {"", *programme.also_subjects}:
        at.head.refuse("also_subjects 写在 subject 之外，且不含 subject 本身；请改正。")
    if not programme.applies:
        if not programme.tracks:
            at.root.refuse("没有任何榜单；请至少写一段 [[track]]，或在 [programme] 写 entry = “open_call”（公开征集）。")
        return
    for key, value in (("summary", programme.summary), ("subject", programme.subject), ("applicants", programme.applicants)):
        if not value:
            at.head.refuse(f"接受申报的项目须写 {key}；请补上。")
    if programme.form is None:
        at.root.refuse("接受申报的项目须有表单；请至少写一段 [[section]]。")
    if programme.entry == "open_call" and programme.call is None:
        at.root.refuse("公开征集（entry = “open_call”）须写 [call]：opens_at（开始）与 deadline_at（截止）。")
    first = programme.steps[0]
    if (first.id, first.actor) != (DRAFT, "applicant"):
        at.root.refuse(f"接受申报的项目第一步须是 {DRAFT}（草稿），由 applicant 办理；现在是 “{first.id}”（{first.actor}）。")


def _prove_in_force(programme: Programme, at: _Places, office: Office) -> None:
    """Nobody applies under rules that do not hold yet, or no longer."""
    begin, end = programme.valid_from or date.min, programme.valid_until or date.max
    if begin > end:
        at.head.refuse(f"valid_from = {begin} 晚于 valid_until = {end}；请对调。")
    if programme.call and at.call:
        zone = ZoneInfo(office.time_zone)
        opens_on, deadline_on = (moment.astimezone(zone).date() for moment in (programme.call.opens_at, programme.call.deadline_at))
        if opens_on < begin:
            at.call.refuse(f"{opens_on} 开始申报，而规则 {begin} 才生效（valid_from）；请改其中一个。")
        if deadline_on > end:
            at.call.refuse(f"{deadline_on} 截止申报，而规则 {end} 就失效（valid_until）；请改其中一个。")


def _prove_flow(programme: Programme, at: _Places, office: Office) -> None:
    if programme.has_step(REVIEW) != (programme.review is not None):
        at.root.refuse("评审步骤（review）与 [review]（怎样评审）须同时写；请补上缺的一样。")
    if programme.notice is None:
        if programme.has_step(NOTICE):
            at.root.refuse("有公示步骤（notice），却没有 [notice] 写明公示多少天。")
    elif not programme.has_step(NOTICE):
        (at.notice or at.root).refuse("写了 [notice]，却没有公示步骤（notice）；请补上步骤，或删去这一段。")
    elif not programme.notice.period.at_least(office.notice_floor):
        # the programme may ask for a longer notice than the city's floor, never a shorter one
        (at.notice or at.root).refuse(
            f"公示期 {programme.notice} 短于{office.name}的下限 {office.notice_floor}；请延长（下限按工作日计时，须写 unit = “working”）。"
        )
    if programme.milestones and not programme.has_step(TRACKING):
        at.root.refuse(f"写了后续节点（milestone），却没有 {TRACKING}（绩效跟踪）这一步；没有人会去核查，请补上。")
    recovering = [milestone.id for milestone in programme.milestones if milestone.recover_share.strip("0.")]
    if recovering and not (programme.money and programme.has_step(RECOVERY)):
        at.root.refuse(f"节点 {'、'.join(recovering)} 写了追回比例，须有资金（money = true）和 {RECOVERY}（追回）这一步；请补上。")


def _prove_money(programme: Programme, at: _Places) -> None:
    head, budget = at.head, at.budget or at.root
    earns = bool(worst_cases_fen(programme.tracks) or programme.grants)
    if not programme.money:
        if earns or programme.budget_fen or at.root.has("stacking"):
            head.refuse("写了奖金、补助或预算，却标为 money = false；请改成 true，或删去金额。")
        return
    if not earns:
        head.refuse("标为 money = true，却没有写怎样算钱；请写 [[grant]] 或 [[track.award]]，或改成 money = false。")
    for track in programme.tracks:
        if not track.selects:
            head.refuse(f"榜单 {track.id} 既没有 places（取前几名）也没有 minimum（达到多少），不选出任何人；发放资金的项目请至少写一个。")
    if programme.incomplete != "refuse":
        head.refuse("发放资金的项目不能在证据不全时公布（incomplete = “allow”）；请改成 “refuse”。")
    if not programme.has_step(AWARDED):
        head.refuse("发放资金的项目必须有 awarded 这一步，才能保证先公示、后奖励。")
    _prove_approvals(programme, head)
    if not programme.budget_fen:
        budget.refuse("发放资金的项目必须写 [budget] amount_fen（分）。")
    prove_facts_asked(at.root, programme.grants, programme.form)
    prove_affordable(
        budget, programme.budget_fen, programme.awards_at_most,
        tracks=programme.tracks, grants=programme.grants, stacking=programme.stacking,
    )  # fmt: skip


def _prove_approvals(programme: Programme, head: Stanza) -> None:
    for role in programme.approvals:
        if role not in get_args(Approver):
            head.refuse(f"approvals 中的 “{role}” 不能审批资金{near_zh(role, get_args(Approver))}")
    if len(set(programme.approvals)) < LEAST_APPROVALS or len(set(programme.approvals)) < len(programme.approvals):
        head.refuse(f"approvals 须写至少 {LEAST_APPROVALS} 个互不相同的审批角色；同一角色不能审批两次。")


def _unverified(at: _Places) -> Iterator[str]:
    """Places whose numbers are proposals, each with where they come from."""
    for stanza in (at.budget, at.review, at.notice):
        if stanza:
            verified, source = stanza.flag("verified"), stanza.text("source")
            if not verified:
                yield f"{stanza.label}：{source}"


def _unverified_of_tracks(tracks: tuple[Track, ...]) -> Iterator[str]:
    for track in tracks:
        if not track.verified:
            yield f'track "{track.id}"：{track.source}'
        for award in track.table.awards:
            if not award.verified:
                yield f'track "{track.id}", award {award.from_place}—{award.to_place}：{award.source}'


def _unverified_promises(grants: tuple[Grant, ...], stacking: Stacking, milestones: tuple[Milestone, ...]) -> Iterator[str]:
    for grant in grants:
        if not grant.verified:
            yield f'grant "{grant.id}"：{grant.source}'
    if not stacking.verified:
        yield f"[stacking]：{stacking.source}"
    for milestone in milestones:
        if not milestone.verified:
            yield f'milestone "{milestone.id}"：{milestone.source}'
