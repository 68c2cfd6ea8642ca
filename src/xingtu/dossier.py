"""How is a frozen run told to people: which of its tables become which lines of a report?

Nothing is decided here: places, reasons and sums were frozen with the run; this file looks them up and words them.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from xingtu import catalogue
from xingtu.decide.explain import OUTSIDE, ExplainedChange, Explanation, explain
from xingtu.decide.publish import refusals
from xingtu.decide.reasons import REASONS
from xingtu.decide.rule import Parameters, Rule
from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE
from xingtu.facts.line_credit import COMMIT_CLASSES, FILE_CLASSES, LINE_CLASSES
from xingtu.facts.repositories import Repository
from xingtu.facts.verdicts import Verdict
from xingtu.measure.metric import Metric
from xingtu.policy.track import Track
from xingtu.policy.window import DatesWindow
from xingtu.report.ranking import (
    Concentration,
    CountedChange,
    FileLine,
    InputVersion,
    LineClass,
    MetricLine,
    MonthActivity,
    Programme,
    RankRow,
    RepositoryLine,
    RunReport,
    SetAside,
    SetAsideGroup,
    SubjectReport,
    TrackReport,
)
from xingtu.report.text import Text
from xingtu.resolve.snapshot import Snapshot
from xingtu.run import Rules, authorship_inside, metric_table, read_rules, volumes
from xingtu.store.canonical import digest
from xingtu.store.ledger import Run, results_hash

CREDITED = "credited"
CLASSES = (*COMMIT_CLASSES, *FILE_CLASSES, *LINE_CLASSES, CREDITED)
JOINED_BY = {
    "same-address": Text("同一邮箱", "the same mailbox"),
    "mailmap": Text("仓库的 .mailmap", "the repository's .mailmap"),
    "alias": Text("别名表", "an alias file"),
    "declared": Text("本人声明", "the person's own claim"),
    "name (gitdm)": Text("同名（gitdm 规则）", "the same name (gitdm's rule)"),
}


class Dossier:
    """A run with everything looked up that its pages need."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.tables = run.tables
        self.rules: Rules = read_rules(f"{run.manifest.programme}.toml", run.policy)
        self.programme = self.rules.programme
        self.metrics = catalogue.metrics()
        snapshot = Snapshot.from_json(run.declarations)
        self.organisations = {organisation.id: Text(organisation.name, organisation.name_en) for organisation in snapshot.organisations}
        self.organisations[UNKNOWN_ORGANISATION] = Text("单位未知", "Unknown organisation")
        self.people = {row["person"]: row for row in run.tables["people"].to_pylist()}
        self.english = {person.id: person.name_en for person in snapshot.people}
        self.verdicts = [Verdict(**{**row, **_tuples(row)}) for row in run.tables["verdicts"].to_pylist()]
        self.repositories = [Repository(**{**row, "missing": tuple(row["missing"])}) for row in run.tables["repositories"].to_pylist()]
        self.zone = ZoneInfo(self.rules.office.time_zone)
        self.employers = _employers(run.tables)

    def report(self, *, subjects: bool = True, files: Sequence[FileLine] = ()) -> RunReport:
        """The whole run; without ``subjects`` the pages about single people are left out."""
        refused = refusals(self.programme, self.repositories, self.verdicts)
        return RunReport(
            run_id=self.run.run_id,
            results_hash=results_hash(self.run.digests, self.run.manifest.hash),
            engine_version=self.run.manifest.engine,
            city=Text(self.rules.office.name, self.rules.office.name_en),
            programme=Programme(
                self.programme.id, Text(self.programme.name, self.programme.name_en), self.programme.basis, str(self.programme.version)
            ),
            window=self._window(),
            publishable=not refused,
            refusal=tuple(Text(reason) for reason in refused),
            notes=self._notes(),
            repositories=tuple(
                RepositoryLine(
                    repository.repository, repository.name, repository.url if repository.url.startswith("https://") else "", repository.tip,
                    repository.expected_commits, repository.measured_commits, repository.completeness, repository.missing,
                )
                for repository in self.repositories
            ),
            inputs=self._inputs(),
            tracks=tuple(self._track(track) for track in self.programme.tracks),
            subjects=self._subjects() if subjects else (),
            activity=self._activity(),
            lines=self._line_classes(),
            concentration=tuple(self._concentration(kind) for kind in ("person", "organisation")),
            files=tuple(files),
        )  # fmt: skip

    def subject(self, wanted: str) -> SubjectReport | None:
        """One subject's explanation, by id, by the beginning of an id, or by a name that only one subject has."""
        found = self.found(wanted)
        kinds = {verdict.subject: self._kind(verdict) for verdict in self.verdicts}
        return self._subject(found[0], kinds[found[0]]) if len(found) == 1 else None

    def found(self, wanted: str) -> list[str]:
        """Ids of all subjects that may be meant: those of that id or name, else those whose id begins so."""
        names = {verdict.subject: verdict.name for verdict in self.verdicts}
        exact = [subject for subject in names if wanted in {subject, names[subject], self._named(subject).zh, self._named(subject).en}]
        return sorted(exact or [subject for subject in names if subject.startswith(wanted)])

    def subjects(self) -> list[tuple[str, str]]:
        """(id, name) of everybody a verdict was made about."""
        return sorted({(verdict.subject, verdict.name) for verdict in self.verdicts})

    def _window(self) -> Text:
        window = self.programme.window
        if isinstance(window, DatesWindow):
            zone = self.rules.office.time_zone
            return Text(
                f"{window.from_on} 至 {window.until_on}（不含，{zone}），以合入默认分支之日计",
                f"{window.from_on} up to, not including, {window.until_on} ({zone}), by the day a change reached the default branch",
            )
        named = [f"{repository}: {range_}" for repository, range_ in sorted(window.by_repository.items())]
        default = [f"default: {window.default}"] if window.default else []
        return Text(f"提交范围 {window}", "commit ranges " + "; ".join([*default, *named]))

    def _notes(self) -> tuple[Text, ...]:
        notes = []
        if not self.programme.tracks:
            notes.append(
                Text(
                    "本项目不设榜单：这次运行只把仓库中的事实冻结下来，供申报人和评审专家查看。",
                    "This programme ranks nobody: the run freezes the facts of the repositories for applicants and reviewers.",
                )
            )
        if self.programme.unverified:
            count = len(self.programme.unverified)
            notes.append(
                Text(
                    f"规则文件中有 {count} 处数字（预算、公示期、名次、下限或金额）是占位建议，尚未经办公室核实；核实之前，金额只作演示。",
                    f"{count} numbers of the programme file (budget, notice, places, floors or amounts) are proposals "
                    "the office has not verified; until then amounts are for demonstration only.",
                )
            )
        if self.programme.incomplete == "allow" and any(repository.missing for repository in self.repositories):
            notes.append(
                Text(
                    "证据不完整：本榜按规则文件允许公布，缺漏见下。", "Evidence is incomplete; the rule file allows this list all the same."
                )
            )
        return tuple(notes)

    def _inputs(self) -> tuple[InputVersion, ...]:
        manifest = self.run.manifest
        mailmaps = digest(repr([(entry.id, entry.mailmap, entry.tip) for entry in manifest.repositories]).encode())
        versions = digest(repr(sorted(manifest.metrics.items())).encode())
        named = {"crediting.toml": Text("计入规则", "Crediting rules"), "office.toml": Text("办公室设置", "Office settings")}
        return (
            *(InputVersion(name, named.get(name, Text("规则文件", "Programme file")), content) for name, content in manifest.files.items()),
            InputVersion("declarations", Text("身份与任职表", "Identity and affiliation map"), manifest.declarations),
            *(
                InputVersion(entry.name, Text(f"导入的表 {entry.name}", f"Imported map {entry.name}"), entry.sha256)
                for entry in Snapshot.from_json(self.run.declarations).maps
            ),
            InputVersion("mailmap", Text("各仓库的 .mailmap（随仓库冻结）", "The repositories' .mailmap, frozen with them"), mailmaps),
            InputVersion("metrics", Text("指标定义", "Metric definitions"), versions),
            InputVersion("reading", Text("读取方式", "How histories are read"), manifest.reading),
        )

    def _track(self, track: Track) -> TrackReport:
        shown = {metric: volumes(self.metrics[metric], track.subject, self.tables[metric_table(metric)]) for metric in track.show}
        rows = [
            RankRow(
                place=verdict.place,
                subject=verdict.subject,
                name=self._named(verdict.subject),
                organisations=self._organisations_of(verdict.subject) if track.subject == "person" else (),
                value=verdict.value,
                shown=tuple(shown[metric].get(verdict.subject, 0) for metric in track.show),
                outcome=verdict.outcome,  # type: ignore[arg-type] # OUTCOMES and report's Outcome are compared by a test
                amount_fen=verdict.amount_fen,
                reasons=tuple(Text(zh, en) for zh, en in zip(verdict.reasons, verdict.reasons_en, strict=True)),
            )
            for verdict in self.verdicts
            if verdict.track == track.id
        ]
        rules = catalogue.rules()
        tie_breaks = [self.metrics[metric] for metric in track.tie_break]
        ties = (
            {"ties": Text("相同时依次比较：" + "、".join(m.name for m in tie_breaks), "ties: " + ", ".join(m.name_en for m in tie_breaks))}
            if tie_breaks
            else {}
        )
        return TrackReport(
            id=track.id,
            name=Text(track.name, track.name_en),
            subject_kind=track.subject,
            metric=_metric_line(self.metrics[track.metric]),
            shown=tuple(_metric_line(self.metrics[metric]) for metric in track.show),
            conditions=tuple(self._condition(rules[use.id], use.parameters) for use in track.rules),
            rows=tuple(rows),
            pays=bool(track.table.awards),
            **ties,
        )

    def _condition(self, rule: Rule, parameters: Parameters) -> Text:
        return Text(*rule.told(parameters, names={metric.id: (metric.name, metric.name_en) for metric in self.metrics.values()}))

    def _subjects(self) -> tuple[SubjectReport, ...]:
        kinds = {verdict.subject: self._kind(verdict) for verdict in self.verdicts}
        return tuple(self._subject(subject, kind) for subject, kind in sorted(kinds.items()))

    def _kind(self, verdict: Verdict) -> str:
        return next(track.subject for track in self.programme.tracks if track.id == verdict.track)

    def _subject(self, subject: str, kind: str) -> SubjectReport:
        told = explain(subject, self.tables)
        groups: dict[tuple[str, str, str], list[SetAside]] = defaultdict(list)
        for repository in told.repositories:
            for group in repository.not_counted:
                for change in group.changes:
                    sentence = Text(*group.sentences_of(change))
                    key = (group.reason_class, group.name, group.name_en)
                    groups[key].append(SetAside(change.repository, change.commit, change.evidence or "", sentence))
        by_whom = self._authors(subject) if kind == "organisation" else {}
        return SubjectReport(
            subject=subject,
            kind=kind,  # type: ignore[arg-type] # Track.subject and SubjectKind are the same two words
            name=self._named(subject),
            organisations=self._organisations_of(subject) if kind == "person" else (),
            identity=self._identity(subject),
            counted=tuple(
                self._counted(change, by_whom) for repository in told.repositories for change in repository.counted
            ),
            set_aside=tuple(
                SetAsideGroup(reason_class, Text(name, name_en), _sentence_of_all(changes), tuple(changes))
                # what lies outside the window is the least news
                for (reason_class, name, name_en), changes in sorted(groups.items(), key=lambda group: group[0][0] == OUTSIDE)
            ),
            lines=_lines_of(told),
            gross_added=told.gross.added,
            gross_deleted=told.gross.deleted,
            scale=WHOLE,
            unmeasured=sum(repository.unmeasured for repository in told.repositories),
        )  # fmt: skip

    def _counted(self, change: ExplainedChange, by_whom: Mapping[tuple[str, str], str]) -> CountedChange:
        gross, credited = change.gross, change.credited
        return CountedChange(
            repository=change.repository,
            commit=change.commit,
            landed_on=change.landed_at.astimezone(self.zone).date() if change.landed_at else None,
            share=change.share,
            gross_added=gross.added if gross else None,
            gross_deleted=gross.deleted if gross else None,
            credited_added=credited.added if credited else None,
            credited_deleted=credited.deleted if credited else None,
            by=by_whom.get((change.repository, change.commit), ""),
        )

    def _authors(self, organisation: str) -> dict[tuple[str, str], str]:
        authorship = self.tables["authorship"]
        theirs = authorship.filter(pc.and_(pc.equal(authorship["organisation"], organisation), pc.equal(authorship["role"], "author")))
        return {(row["repository"], row["commit"]): self.people[row["person"]]["name"] for row in theirs.to_pylist()}

    def _identity(self, subject: str) -> tuple[Text, ...]:
        person = self.people.get(subject)
        if person is None:
            return ()
        sentences = []
        if person["identities"] > 1:
            reasons = [JOINED_BY.get(reason, Text(reason)) for reason in person["joined_by"]]
            zh, en = "、".join(reason.zh for reason in reasons), ", ".join(reason.said("en") for reason in reasons)
            sentences.append(
                Text(f"合并了 {person['identities']} 个署名，依据：{zh}。", f"{person['identities']} signatures joined by: {en}.")
            )
        if person["actor"] != "person":
            rule = person["actor_rule"]
            sentences.append(
                Text(f"按规则 {rule} 认定不是自然人；如有误可声明更正。", f"Held to be no person by rule {rule}; can be corrected.")
            )
        return tuple(sentences)

    def _named(self, subject: str) -> Text:
        if subject in self.organisations:
            return self.organisations[subject]
        person = self.people.get(subject)
        return Text(person["name"], self.english.get(subject, "")) if person else Text(subject)

    def _organisations_of(self, person: str) -> tuple[Text, ...]:
        names = self.employers.get(person, Counter())
        ordered = sorted(names, key=lambda organisation: (-names[organisation], organisation))
        # the writers word "(Unknown)" themselves, in the reader's language
        known = (
            Text(organisation) if organisation == UNKNOWN_ORGANISATION else self.organisations[organisation] for organisation in ordered
        )
        return tuple(known)

    def _activity(self) -> tuple[MonthActivity, ...]:
        months: Counter[str] = Counter()
        for row in self.tables[metric_table("activity_by_month")].to_pylist():
            if row["month"] != UNKNOWN_ORGANISATION:
                months[row["month"]] += row["value"]
        return tuple(MonthActivity(month, months[month]) for month in _every_month(months))

    def _line_classes(self) -> tuple[LineClass, ...]:
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.tables[metric_table("uncredited_lines_by_class")].to_pylist():
            sums[row["line_class"]][0] += row["value"] or 0
            sums[row["line_class"]][1] += row["deleted"] or 0
        for place, metric in enumerate(("credited_lines", "credited_lines_deleted")):
            values = self.tables[metric_table(metric)].column("value").to_pylist()
            sums[CREDITED][place] = sum(value or 0 for value in values) // WHOLE
        return tuple(_line_class(name, *sums[name]) for name in CLASSES if name in sums)

    def _concentration(self, kind: str) -> Concentration:
        metric = self.metrics["merged_changes"]
        table = self.tables[metric_table("merged_changes")]
        held = [value or 0 for subject, value in volumes(metric, kind, table).items() if subject != UNKNOWN_ORGANISATION]
        total, running, cumulative = sum(held), 0, []
        for value in sorted(held, reverse=True):
            running += value
            cumulative.append(running * WHOLE // total if total else 0)
        half = next((place for place, share in enumerate(cumulative, start=1) if share * 2 >= WHOLE), None)
        name = Text(metric.name, metric.name_en)
        return Concentration(kind, name, tuple(cumulative), half)  # type: ignore[arg-type] # called with SubjectKind's two words


def _tuples(row: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(value) for name, value in row.items() if isinstance(value, list)}


def _employers(tables: Mapping[str, pa.Table]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in authorship_inside(tables).select(["person", "organisation", "share"]).to_pylist():
        found[row["person"]][row["organisation"]] += row["share"]
    return found


def _metric_line(metric: Metric) -> MetricLine:
    return MetricLine(
        id=metric.id,
        version=metric.version,
        name=Text(metric.name, metric.name_en),
        unit=Text(metric.unit, metric.unit_en),
        scale=metric.scale,
        definition=Text(metric.definition),
        source=metric.source,
        basis=metric.basis,
        caveats=tuple(Text(caveat) for caveat in metric.caveats),
    )


def _sentence_of_all(changes: Sequence[SetAside]) -> Text:
    """The sentence all commits of a group share, or none when each has its own."""
    sentences = {change.sentence for change in changes}
    return sentences.pop() if len(sentences) == 1 else Text("各次提交的原因不同，见下。", "Each commit has its own reason, below.")


def _lines_of(told: Explanation) -> tuple[LineClass, ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for repository in told.repositories:
        for name, lines in repository.lines_by_class.items():
            sums[name][0] += lines.added
            sums[name][1] += lines.deleted
    return tuple(_line_class(name, *sums[name], scale=WHOLE) for name in CLASSES if name in sums)


def _line_class(name: str, added: int, deleted: int, *, scale: int = 1) -> LineClass:
    reason = REASONS[name]
    sentence = Text(reason.sentence.replace("（{evidence}）", ""), reason.sentence_en.replace(" ({evidence})", ""))
    return LineClass(name, Text(reason.name, reason.name_en), sentence, added, deleted, credited=name == CREDITED, scale=scale)


def _every_month(months: Mapping[str, int]) -> list[str]:
    """From the first to the last, without gaps: a quiet month is a real zero."""
    if not months:
        return []
    first, last = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (min(months), max(months)))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]
