"""What do the pages of docs/ print from the code, so that they cannot say anything else? (Called by cog; ``make docs``.)

Nothing is described here: texts and numbers stand where they are used, in metrics, rules, programme files, row types and verbs.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, get_type_hints

import pyarrow as pa
from typer.main import get_command

from xingtu import catalogue
from xingtu.cli.application import application
from xingtu.decide.case import Case
from xingtu.decide.rule import Parameters, Rule
from xingtu.detect.detector import Blob, Detector
from xingtu.facts.column import Column
from xingtu.measure.describe import describe
from xingtu.policy.fields import parse_fields
from xingtu.policy.libraries import parse_libraries
from xingtu.policy.office import parse_office
from xingtu.policy.pillars import parse_pillars
from xingtu.settings import CHECKOUT
from xingtu.store.lake import TABLES as LAKE_TABLES
from xingtu.store.schema import arrow_schema

if TYPE_CHECKING:
    from typer.core import TyperGroup

POLICY = CHECKOUT / "policy"
EXAMPLE = re.compile(r"^例 Example:\s+(?P<command>.+)$", re.MULTILINE)
SECONDS = re.compile(r"\d+\.\d(?=\s*$)", re.MULTILINE)
"""How long a scan took, the one thing on the terminal that differs from machine to machine."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:]{8}Z(?= 审计)")
"""When an audit was made."""


class Parameter(Protocol):
    """What is printed of an argument or option."""

    name: str
    opts: list[str]
    nargs: int
    required: bool
    help: str | None
    param_type_name: str


class Verb(Protocol):
    """What is printed of a verb."""

    help: str
    params: Sequence[Parameter]


def metrics() -> str:
    """All metrics with definition, caveats and worked example."""
    return describe(catalogue.metrics())


def rules() -> str:
    """All rules with what they judge in their examples."""
    return "\n\n".join(_rule(rule) for rule in catalogue.rules().values()) + "\n"


def detectors() -> str:
    """All detectors with their worked examples."""
    return "\n\n".join(map(_detector, catalogue.detectors().values())) + "\n"


def districts() -> str:
    """The districts and parks of the office."""
    rows = [(f"`{one.id}`", one.name, one.name_en, one.kind) for one in parse_office(**_policy("office.toml")).districts]
    return table(("编号 id", "名称 name", "name", "种类 kind"), rows) + "\n"


def priority_fields() -> str:
    """The vocabulary of fields."""
    vocabulary = parse_fields(**_policy("fields.toml"))
    rows = [(f"`{one.id}`", one.name, one.name_en, "、".join(one.categories), len(one.keywords)) for one in vocabulary.fields]
    heads = ("编号 id", "名称 name", "name", "publiccode.yml", "词语 keywords")
    return f"版本 version {vocabulary.version}\n\n{table(heads, rows)}\n"


def libraries() -> str:
    """The libraries with the clause that asks for each."""
    rows = [
        (f"`{one.id}`", one.name, one.name_en, "、".join(one.kinds), one.pillar, one.basis)
        for one in parse_libraries(**_policy("libraries.toml"))
    ]
    return table(("编号 id", "名称 name", "name", "收录 kinds", "板块 pillar", "依据 basis"), rows) + "\n"


def pillars() -> str:
    """The pillars with what stands on each page."""
    known = {"libraries": [one.id for one in parse_libraries(**_policy("libraries.toml"))], "programmes": catalogue.programmes(POLICY)}
    rows = [
        (
            f"{one.order} `{one.id}`",
            f"{one.name} {one.name_en}",
            one.clause,
            *map("、".join, (one.kinds, one.libraries, one.metrics, one.leads)),
        )
        for one in parse_pillars(**_policy("pillars.toml"), **known, metrics=catalogue.metrics())
    ]
    heads = ("板块 pillar", "名称 name", "依据 clause", "登记对象 kinds", "库 libraries", "指标 metrics", "台账 leads")
    return table(heads, rows) + "\n"


def tables() -> str:
    """All tables, column by column."""
    return "\n\n".join(_row_type(name, row_type) for name, row_type in catalogue.tables().items()) + "\n"


def verbs() -> str:
    """All verbs of the command line, as ``--help`` tells them."""
    return "\n\n".join(_verb(name, verb) for name, verb in verb_commands().items()) + "\n"


def verb_commands() -> Mapping[str, Verb]:
    """The commands behind the verbs, in the order of ``xingtu --help``."""
    return cast("TyperGroup", get_command(application())).commands  # type: ignore[return-value] # commands are verbs, structurally


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as Markdown shows them."""
    lines = [heads, ["---"] * len(heads), *([str(value).replace("|", "\\|") for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class Terminal:
    """A terminal in an empty folder: commands are run one after another and printed with what they answered.

    The folder holds the example city in ``.demo`` and its demonstration key, exactly as after ``make run``.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="xingtu-docs-")
        self.root = Path(self._folder.name).resolve()
        home = self.root / ".demo" / "home"
        home.mkdir(parents=True)
        (home / "city.key").write_text("demonstration only", "ascii")
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{CHECKOUT / 'src'}{os.pathsep}{CHECKOUT / 'examples'}",
            "XINGTU_HOME": str(home),
            "XINGTU_LANG": "zh",
            # rich draws for a person, without colours, always equally wide
            "TTY_COMPATIBLE": "1", "TERM": "dumb", "COLUMNS": "116", "LINES": "50",
        }  # fmt: skip
        self._run([sys.executable, "-m", "city.build", ".demo/city"])

    @cached_property
    def run_id(self) -> str:
        """The short id of the first run."""
        (run,) = (self.root / ".demo" / "home" / "runs").iterdir()
        return run.name[:12]

    @property
    def newest_run_id(self) -> str:
        """The short id of the run made last."""
        return max((self.root / ".demo" / "home" / "runs").iterdir(), key=lambda run: run.stat().st_mtime_ns).name[:12]

    def says(self, command: str, *, lines: slice = slice(None), status: int = 0, complaint: bool = False) -> str:
        """The command and its answer, or its complaint, as a code block; ``lines`` cuts a long answer, visibly."""
        words = shlex.split(command)
        program = [sys.executable, "-m", "xingtu.cli", *words[1:]] if words[0] == "xingtu" else words
        said = self._run(program, status, complaint=complaint).replace(f"{self.root}/", "").rstrip()
        said = SECONDS.sub("…", said) if words[1:2] == ["scan"] else MOMENT.sub("…", said)
        every = [line.rstrip() for line in said.split("\n")]
        begin, end, _ = lines.indices(len(every))
        shown = [*(["…"] if begin else []), *every[lines], *(["…"] if end < len(every) else [])]
        return "\n".join(["```console", f"$ {command}", *shown, "```", ""])

    def shows(self, path: str, begin: str, number: int) -> str:
        """So many lines of a text file of the folder, from the one that reads ``begin``."""
        text = (self.root / path).read_text("utf-8").splitlines()
        first = text.index(begin)
        return "\n".join(["```toml", f"# {path}", *text[max(first - 1, 0) : first - 1 + number], "```", ""])

    def adds(self, path: str, text: str) -> str:
        """Append to a text file of the folder, and show what."""
        with (self.root / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
        return f"```toml\n# {path}\n{text}\n```\n"

    def _run(self, program: Sequence[str], status: int = 0, *, complaint: bool = False) -> str:
        done = subprocess.run(program, cwd=self.root, env=self._environment, capture_output=True, check=False)
        if done.returncode != status:
            raise RuntimeError(f"{shlex.join(program)}: {done.returncode}\n{done.stderr.decode()}")
        return (done.stderr if complaint else done.stdout).decode()


def _policy(name: str) -> dict[str, str]:
    return {"text": (POLICY / name).read_text("utf-8"), "file_name": f"policy/{name}"}


def _rule(rule: Rule) -> str:
    question = (sys.modules[rule.judge.__module__].__doc__ or "").strip().split("\n")[0]
    parts = [
        f"## {rule.id}",
        f"**{rule.name}** {rule.name_en} · 版本 version {rule.version}",
        question,
        cleandoc(rule.judge.__doc__ or ""),
        f"- 依据 basis：{rule.basis}\n- 参数 parameters：{_parameters(rule)}\n- 所读事实 facts read：{_read(rule)}",
        "算例 worked examples：",
        table(
            ("情形 case", "参数 given", "结论 outcome", "理由 reason", "reason"), [_judged(rule, *example[:2]) for example in rule.examples]
        ),
    ]
    return "\n\n".join(parts)


def _detector(detector: Detector) -> str:
    question = (sys.modules[detector.detect.__module__].__doc__ or "").strip().split("\n")[0]
    seen = [(f"`{blob.path}`", f"`{_beginning(blob)}`", f"`{json.dumps(part, ensure_ascii=False)}`") for blob, part in detector.examples]
    parts = [
        f"## {detector.id}",
        f"**{detector.name}** {detector.name_en} · 版本 version {detector.version}",
        question,
        f"- 答案除内容外还取决于 depends on, beside the content：{'、'.join(f'`{key}`' for key in detector.cache_key) or '无 none'}",
        "\n".join(f"- 注意 caveat：{caveat}" for caveat in detector.caveats),
        "算例 worked examples：",
        table(("文件 file", "开头 begins", "答案的一部分 part of the answer"), seen),
    ]
    return "\n\n".join(parts)


def _beginning(blob: Blob) -> str:
    return blob.content.decode().partition("\n")[0]


def _parameters(rule: Rule) -> str:
    given = "，".join(f"`{name}`（{kind.replace('|', ' / ')}）" for name, kind in rule.parameters.items())
    return given or "无 none"


def _read(rule: Rule) -> str:
    return "、".join(f"`{fact}`" for fact in rule.needs) or "无 none"


def _judged(rule: Rule, case: Case, given: Parameters) -> tuple[str, ...]:
    answer = rule.judge(case, given)
    facts = [f"{metric} = {case.shown(metric)}" for metric in case.values]
    facts += [f"{name} = {_written_out(value)}" for name, value in {**case.answers, **case.facts}.items()]
    facts += [f"actor = {case.actor or '?'}"] if case.actor != "person" else []
    facts += [f"缺 missing：{sentence}" for sentence in case.missing]
    said = "，".join(f"{name} = {_written_out(value)}" for name, value in given.items())
    return (f"{case.subject}：{'；'.join(facts) or '—'}", said or "—", answer.outcome.value, answer.reason, answer.reason_en)


def _written_out(value: object) -> str:
    """As the cell of a table: lists with their parts, nothing as a dash, yes and no as JSON writes them."""
    if isinstance(value, list | tuple):
        return "、".join(_written_out(part) for part in value) or "—"
    if isinstance(value, dict):
        return " ".join(map(_written_out, value.values()))
    return str(value).lower() if isinstance(value, bool) else str(value).strip() or "—" if value is not None else "—"


def _row_type(name: str, row_type: type) -> str:
    schema, hints = arrow_schema(row_type), get_type_hints(row_type, include_extras=True)
    rows = []
    for field in fields(row_type):
        (column,) = (part for part in hints[field.name].__metadata__ if isinstance(part, Column))
        kind = _arrow_name(schema.field(field.name).type) + ("?" if schema.field(field.name).nullable else "")
        rows.append((f"`{field.name}`", kind, column.unit, column.meaning, "私密 private" if column.private else ""))
    place = "数据湖 lake" if name in LAKE_TABLES else "运行 run"
    question = (sys.modules[row_type.__module__].__doc__ or "").strip().split("\n")[0]
    heads = ("列 column", "类型 type", "单位 unit", "含义 meaning", "")
    return "\n\n".join([f"## {name}", f"{question}（{place}）", cleandoc(row_type.__doc__ or ""), table(heads, rows)])


def _arrow_name(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_arrow_name(kind.value_type)}"
    if pa.types.is_timestamp(kind):
        return "instant"
    return {"date32[day]": "date", "int64": "integer", "bool": "true/false", "binary": "bytes"}.get(str(kind), str(kind))


def _verb(name: str, verb: Verb) -> str:
    text = cleandoc(verb.help)
    example = EXAMPLE.search(text)
    words = [_written(parameter) for parameter in verb.params if parameter.param_type_name == "argument"]
    rows = [(f"`{_written(parameter)}`", parameter.help or "") for parameter in verb.params if parameter.name != "help"]
    options = ["[选项 options]"] if len(rows) > len(words) else []
    parts = [f"## {name}", EXAMPLE.sub("", text).strip(), f"```text\n{' '.join(['xingtu', name, *words, *options])}\n```"]
    parts += [table(("参数 argument", "说明 meaning"), rows)] if rows else []
    parts += [f"例 Example：\n\n```console\n$ {example['command']}\n```"] if example else []
    return "\n\n".join(parts)


def _written(parameter: Parameter) -> str:
    if parameter.param_type_name == "argument":
        name = parameter.name.upper() + (" …" if parameter.nargs == -1 else "")
        return name if parameter.required else f"[{name}]"
    return parameter.opts[0] if getattr(parameter, "is_flag", False) else f"{parameter.opts[0]} …"
