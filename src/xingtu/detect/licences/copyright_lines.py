"""Which lines may hold a copyright statement, and how are they read, without doing the same work for every line and every rule?

Three replacements in ScanCode's copyright detector, each of which gives the same statements. (1) The label of a word depends on the word
alone, so it is asked for once per word, and of two dozen patterns at once. (2) A grammar rule whose pattern changes nothing leaves the
tree as it is, so the text of its labels need not be written anew. (3) A line is made ready (seventy replacements) only when somebody
looks at it. A line of plain ASCII without ``<``, ``&`` and backslash loses no character between two letters on the way (everything else is
replaced by at least a space or a quote), so a mark that stands in the ready line has its letters together in the raw one; a line without
any of them is no candidate.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from cluecode import copyrights, copyrights_hint
from cluecode.copyrights import Token, Tree, lex, parse

YEARS = range(1960, 2050)
"""ScanCode takes the years up to the day it runs, which is no property of a file."""
MARKERS = (
    "©", "(c)", "|copy|", "&#169", "&#xa9", "169", "xa9", "u00a9", "00a9", "©", "opyr", "opyl", "copr", "right", "reserv", "auth",
    "filecontributor", "devel", "<s>", "</s>", "<s/>", "by ", "@",
)  # fmt: skip
"""ScanCode's marks as they were when the proof was made: each is found by ``_hint`` or has one of the excluded characters."""
WORDS_KEPT = 200_000

_hint = re.compile(
    r"opyr|opyl|copr|right|reserv|auth|devel|filecontributor|by|@|c\)|169|a9|\|copy\||(?:19|20)[0-9][0-9]", re.IGNORECASE
).search
_joins_letters = re.compile(r"[<&\\]").search
_ready = lru_cache(maxsize=4)(copyrights.prepare_text_line)
_refers = re.compile(r"\\[1-9]|\(\?[P(<]|\(\?#").search
"""Group numbers, names, conditions, looks behind and comments, which may mean something else among other patterns."""
PATTERNS_AT_ONCE = 24
Line = tuple[int, str]
Matches = Callable[[str], object]
Matcher = tuple[Matches, str]


def fixed_years() -> Callable[[str], list[Any]]:
    """``copyrights_hint.years`` for years that do not depend on the day."""
    years = "|".join(str(year) for year in YEARS)
    return re.compile(rf"[\(\.,\-\)\s]+({years})([\(\.,\-\)\s]+|$)").findall


def fits(lexer: lex.Lexer, parser: parse.Parser) -> bool:
    """What the replacements rest on holds: labels come from regular expressions, rules run once, marks are the known ones."""
    patterns = all(isinstance(getattr(matches, "__self__", None), re.Pattern) for matches, _ in lexer._matchers)  # noqa: SLF001
    once = parser._loop == 1 and not parser._validate and not parser._trace  # noqa: SLF001
    return patterns and once and copyrights_hint.statement_markers == MARKERS


def lexing(lexer: lex.Lexer) -> Callable[..., Iterator[Token]]:
    """``Lexer.lex_tokens`` that remembers words."""
    labels: dict[str, str | None] = {}
    groups = _groups(lexer._matchers)  # noqa: SLF001

    def lex_tokens(tokens: Iterable[Token], trace: bool = False) -> Iterator[Token]:  # noqa: ARG001, FBT001, FBT002 -- pygmars' signature
        if len(labels) > WORDS_KEPT:
            labels.clear()
        for token in tokens:
            word = token.value
            if word not in labels:
                found = (label for some, matchers in groups if some(word) for matches, label in matchers if matches(word))
                labels[word] = next(found, None)
            label = labels[word]
            if label is not None:
                token.label = label
            yield token

    return lex_tokens


def parsing(parser: parse.Parser) -> Callable[..., Tree]:
    """``Parser.parse`` that leaves rules out which change nothing."""
    original = parser.parse

    def parse_tree(tree: Any) -> Tree:  # noqa: ANN401 -- a list or a tree
        if not tree:
            return original(tree)
        if not isinstance(tree, Tree):
            tree = Tree(parser._root_label, tree)  # noqa: SLF001
        labels = _labels(tree)
        for rule in parser.rules:
            if rule._transformer(labels) != labels:  # noqa: SLF001
                tree = rule.parse(tree=tree)
                labels = _labels(tree)
        return tree

    return parse_tree


def is_candidate(prepared_line: str) -> bool:
    """``copyrights.is_candidate`` that asks the dear question, whether it is gibberish, last."""
    if not prepared_line or copyrights.is_only_digit_and_punct(prepared_line):
        return False
    if not copyrights_hint.years(prepared_line):
        small = prepared_line.lower()
        if not any(marker in small for marker in copyrights_hint.statement_markers):
            return False
    return not copyrights.gibberish_detector.detect_gibberish(prepared_line)


def collect_candidate_lines(numbered_lines: Iterable[Line]) -> Iterator[list[Line]]:
    """``copyrights.collect_candidate_lines`` that makes ready only what is looked at."""
    candidates: list[Line] = []
    in_copyright = 0
    previous = ""
    for number, line in numbered_lines:
        characters = copyrights.remove_non_chars("", line.lower()).strip()
        ends = copyrights.is_end_of_statement(characters)
        if not ends and ("http" in characters or "s>" in line or _candidate(line)):
            in_copyright = 2
            candidates.append((number, _ready(line)))
            previous = characters
            continue
        blank = not characters and not previous.endswith(("copyright", "copyrights", "and", "by", ","))
        if not ends and in_copyright > 0 and not (blank and not copyrights.has_trailing_year(previous)):
            candidates.append((number, _ready(line)))
            in_copyright -= 1
            continue
        if ends:
            candidates.append((number, _ready(line)))
        if candidates:
            yield candidates
        candidates, in_copyright, previous = [], 0, ""
    if candidates:
        yield candidates


def _groups(matchers: Sequence[Matcher]) -> list[tuple[Matches, Sequence[Matcher]]]:
    """Patterns by the dozen, each dozen with one pattern that matches where one of them does; they are asked one by one only then."""
    groups = [matchers[begin : begin + PATTERNS_AT_ONCE] for begin in range(0, len(matchers), PATTERNS_AT_ONCE)]
    return [(_some([matches.__self__ for matches, _ in group]), group) for group in groups]  # type: ignore[attr-defined]


def _some(patterns: Sequence["re.Pattern[str]"]) -> Matches:
    if any(pattern.flags != re.UNICODE or _refers(pattern.pattern) for pattern in patterns):
        return lambda _word: True
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns)).match


def _candidate(line: str) -> bool:
    if line.isascii() and not _hint(line) and not _joins_letters(line):
        return False
    return is_candidate(_ready(line))


def _labels(tree: Tree) -> str:
    return "".join(f"<{piece.label}>" for piece in tree)
