"""What does the source code of an invented project look like, line by line?

Each named thing has a first version and later revisions. A revision exchanges one line by its text alone, so it still fits after a
reformat or a move. Sizes and shapes vary with the name, never with chance.
"""

import zlib

from .edits import Append, Edit, Replace

COMMENT = {"py": "#", "c": "//", "h": "//", "cpp": "//", "go": "//", "rs": "//", "js": "//"}

PYTHON = '''

def {name}(values: list[float]) -> list[float]:
    """{said}."""
    {name}_limit = {n}
    kept = [value for value in values if abs(value) <= {name}_limit]
    total = sum(kept) or 1.0
    return [value / total for value in kept]
'''
PYTHON_LOOP = '''

def {name}(steps: int, start: float) -> float:
    """{said}."""
    {name}_limit = {n}
    state = start
    for step in range(min(steps, {name}_limit)):
        state += (step % 7 - 3) / ({n} + step)
    return state
'''
C = """
/* {said} */
int {name}(const int *frame, int length)
{{
  int {name}_limit = {n};
  int kept = 0;
  for (int i = 0; i < length; i++) {{
    if (frame[i] < {name}_limit)
      kept += frame[i];
  }}
  return kept;
}}
"""
C_STATE = """
/* {said} */
static int {name}_state;

int {name}(int request)
{{
  int {name}_limit = {n};
  if (request > {name}_limit)
    return -1;
  {name}_state = ({name}_state + request) % {n};
  return {name}_state;
}}
"""
CPP = """
// {said}
double {name}(const std::vector<double>& teeth) {{
  const int {name}_limit = {n};
  double load = 0.0;
  for (double tooth : teeth) {{
    load += tooth / {name}_limit;
  }}
  return load;
}}
"""
GO = """
// {name} {said}
func {name}(keys []string) map[string]int {{
\t{name}_limit := {n}
\tseen := make(map[string]int, len(keys))
\tfor place, key := range keys {{
\t\tif place < {name}_limit {{
\t\t\tseen[key]++
\t\t}}
\t}}
\treturn seen
}}
"""
RUST = """
/// {said}
pub fn {name}(block: &[u8]) -> u64 {{
    let {name}_limit = {n};
    block
        .iter()
        .take({name}_limit)
        .fold({n}, |state, byte| state.rotate_left(5) ^ u64::from(*byte))
}}
"""
JAVASCRIPT = """
// {said}
export function {name}(points) {{
  const {name}_limit = {n};
  return points.filter((point) => point.y < {name}_limit).map((point) => point.x);
}}
"""
MARKDOWN = """
## {name}

{said}。

- {name}_limit = {n};
"""
SHAPES = {
    "py": (PYTHON, PYTHON_LOOP),
    "c": (C, C_STATE),
    "h": ("\nint {name}(int request); /* {said} */\n#define {name}_limit {n}\n",),
    "cpp": (CPP,),
    "go": (GO,),
    "rs": (RUST,),
    "js": (JAVASCRIPT,),
    "md": (MARKDOWN,),
}


STARTS = {
    "py": '"""{stem}."""\n',
    "c": '#include "{stem}.h"\n',
    "h": "#pragma once\n",
    "cpp": "#include <vector>\n",
    "go": "package {folder}\n",
    "rs": "//! {stem}\n",
    "js": '"use strict";\n',
    "md": "# {stem}\n",
}


def first_version(path: str, name: str, said: str) -> Edit:
    """Add the named thing at the end of a file; of a subject "area: what" the what is said beside it."""
    folder, _, base = path.rpartition("/")
    stem, _, ending = base.rpartition(".")
    shape = SHAPES[ending][_number(name) % len(SHAPES[ending])]
    text = shape.format(name=name, said=said.partition(": ")[2] or said, n=_number(name))
    return Append(path.encode(), text.encode(), STARTS[ending].format(stem=stem, folder=folder.rpartition("/")[2]).encode())


def revision(path: str, name: str, number: int) -> Edit:
    """Give the named thing its next limit and say why beside it; ``number`` counts the revisions it already had."""
    ending = path.rpartition(".")[2]
    assign, end = {"h": " ", "go": " := "}.get(ending, " = "), "\n" if ending in {"py", "go", "h"} else ";\n"
    old, new = (f"{name}_limit{assign}{_number(name) + 3 * step}{end}" for step in (number, number + 1))
    indent = {"md": "", "h": "", "go": "\t", "py": "    ", "rs": "    "}.get(ending, "  ")
    why = f"{indent}{COMMENT.get(ending, '-')} case {number + 1}: {name} met {_number(name) + 3 * number + 1}\n"
    return Replace(path.encode(), old.encode(), (new + why).encode())


def _number(name: str) -> int:
    return 100 + zlib.crc32(name.encode()) % 800
