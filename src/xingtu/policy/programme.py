"""What does a programme promise, and can every promise be kept?

One TOML file is one programme. It is loaded only if it can be carried out: the guards of ``flow``, the arithmetic of ``money`` and the
checks here run before anyone can apply. Amounts and thresholds nobody has confirmed carry ``verified = false`` and are listed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, cast

from xingtu.policy.flow import NOTICE, Step, read_steps
from xingtu.policy.money import worst_case_fen
from xingtu.policy.office import NoticeLength, Office, notice_length
from xingtu.policy.stanza import Stanza, read_stanza
from xingtu.policy.track import Known, Track, read_tracks, worst_cases_fen
from xingtu.policy.window import Window, read_window

Coauthors = Literal["author", "split", "each"]
Incomplete = Literal["refuse", "allow"]
LEAST_APPROVALS = 2
"""Money leaves only after this many different people have approved."""


@dataclass(frozen=True, slots=True)
class Programme:
    """``incomplete``: publish on incomplete evidence or refuse; money always refuses. ``unverified`` names what nobody has confirmed."""

    id: str
    version: int
    name: str
    name_en: str
    basis: str
    money: bool
    libraries: tuple[str, ...]
    window: Window
    coauthors: Coauthors
    incomplete: Incomplete
    tracks: tuple[Track, ...]
    steps: tuple[Step, ...]
    notice: NoticeLength | None
    budget_fen: int
    approvals: tuple[str, ...]
    unverified: tuple[str, ...]


def load_programme(text: str, *, file_name: str, metrics: Collection[str], rules: Collection[str], office: Office) -> Programme:
    """The programme a file describes.

    rules: ids; when it is a mapping to rules (``catalogue.rules()``), their parameters are proven too

    Raises:
        PolicyError: the file cannot be carried out as written; the message names file, place and remedy.
    """
    root = read_stanza(text, file_name)
    head, repositories = root.inner("programme"), root.inner("repositories")
    notice = root.inner("notice") if root.has("notice") else None
    budget = root.inner("budget") if root.has("budget") else None
    tracks = read_tracks(root, Known(metrics, rules))
    programme = Programme(
        id=head.text("id"),
        version=head.integer("version", at_least=1),
        name=head.text("name"),
        name_en=head.text("name_en"),
        basis=head.text("basis"),
        money=head.flag("money"),
        libraries=repositories.texts("libraries"),
        window=read_window(root.inner("window")),
        coauthors=cast("Coauthors", head.text("coauthors", default="author", one_of=("author", "split", "each"))),
        incomplete=cast("Incomplete", head.text("incomplete", default="refuse", one_of=("refuse", "allow"))),
        tracks=tracks,
        steps=read_steps(root),
        notice=notice_length(notice) if notice else None,
        budget_fen=budget.integer("amount_fen", at_least=1) if budget else 0,
        approvals=head.texts("approvals", default=()),
        unverified=_unverified(tracks, [stanza for stanza in (budget, notice) if stanza]),
    )
    for stanza in (head, repositories, notice, budget, root):
        if stanza:
            stanza.close()
    _prove_names(programme, head, repositories, file_name)
    _prove_notice(programme, notice or root, office)
    _prove_money(programme, head, budget or root)
    return programme


def _prove_names(programme: Programme, head: Stanza, repositories: Stanza, file_name: str) -> None:
    stem = PurePath(file_name).stem
    if programme.id != stem:
        head.refuse(f"id = “{programme.id}” 与文件名 {stem} 不同；请改成同一个名字。")
    if not programme.libraries:
        repositories.refuse("libraries 是空的；请写明哪些库中的仓库参加，如 [“seed_library”]。")


def _prove_notice(programme: Programme, stanza: Stanza, office: Office) -> None:
    """The programme may ask for a longer notice than the city's floor, never a shorter one."""
    if programme.notice is None:
        if NOTICE in {step.id for step in programme.steps}:
            stanza.refuse("有公示步骤（notice），却没有 [notice] 写明公示多少天。")
    elif not programme.notice.at_least(office.notice_floor):
        stanza.refuse(
            f"公示期 {programme.notice} 短于{office.name}的下限 {office.notice_floor}；请延长（下限按工作日计时，须写 unit = “working”）。"
        )


def _prove_money(programme: Programme, head: Stanza, budget: Stanza) -> None:
    if not programme.money:
        if worst_cases_fen(programme.tracks) or programme.budget_fen:
            head.refuse("写了奖金或预算，却标为 money = false；请改成 true，或删去金额。")
        return
    for track in programme.tracks:
        if not track.selects:
            head.refuse(f"榜单 {track.id} 既没有 places（取前几名）也没有 minimum（达到多少），不选出任何人；发放资金的项目请至少写一个。")
    if programme.incomplete != "refuse":
        head.refuse("发放资金的项目不能在证据不全时公布（incomplete = “allow”）；请改成 “refuse”。")
    if "awarded" not in {step.id for step in programme.steps}:
        head.refuse("发放资金的项目必须有 awarded 这一步，才能保证先公示、后奖励。")
    if len(set(programme.approvals)) < LEAST_APPROVALS or len(set(programme.approvals)) < len(programme.approvals):
        head.refuse(f"approvals 须写至少 {LEAST_APPROVALS} 个互不相同的审批角色；同一角色不能审批两次。")
    if not programme.budget_fen:
        budget.refuse("发放资金的项目必须写 [budget] amount_fen（分）。")
    if (worst := worst_cases_fen(programme.tracks)) > programme.budget_fen:
        each = "、".join(f"{track.id} {_yuan(worst_case_fen(track.table))}" for track in programme.tracks)
        budget.refuse(f"最多可能发出 {_yuan(worst)}（{each}），超过预算 {_yuan(programme.budget_fen)}；请减少奖项或增加预算。")


def _unverified(tracks: tuple[Track, ...], others: Iterable[Stanza]) -> tuple[str, ...]:
    """Places whose numbers are proposals, each with where they come from."""
    places = []
    for stanza in others:
        source = stanza.text("source")
        if not stanza.flag("verified"):
            places.append(f"{stanza.label}：{source}")
    for track in tracks:
        if not track.verified:
            places.append(f'track "{track.id}"：{track.source}')
        unconfirmed = [award for award in track.table.awards if not award.verified]
        places += [f'track "{track.id}", award {award.from_place}—{award.to_place}：{award.source}' for award in unconfirmed]
    return tuple(places)


def _yuan(amount_fen: int) -> str:
    return f"{amount_fen // 100:,}.{amount_fen % 100:02} 元"
