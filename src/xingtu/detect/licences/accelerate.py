"""May ScanCode's slowest functions be replaced here, by what gives the same results, and with what?

They are replaced only when everything the proofs rest on is what it was when they were written: the version, the source of each function
that is replaced or relied on, the constants, and the shape of the index. Otherwise nothing is replaced, a warning says why, and the run
record says ``accelerated: false``. The proofs stand beside the replacements; equality with the originals is tested and benchmarked.
"""

import hashlib
import inspect
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import Any

from cluecode import copyrights
from intbitset import intbitset  # type: ignore[import-not-found]  # compiled, without types
from licensedcode import detection, match, match_set, query, tokenize
from licensedcode import index as index_module
from licensedcode.index import LicenseIndex
from licensedcode.match import LicenseMatch, Token
from licensedcode.query import QueryRun
from licensedcode.spans import Span

from xingtu.detect.licences import copyright_lines
from xingtu.detect.licences.candidates import Postings
from xingtu.detect.licences.matched_lines import MatchedLines

PROVEN_WITH = "32.5.0"
SOURCES: Mapping[str, str] = {
    "licensedcode.match_set:compute_candidates": "77570776c0727dec",
    "licensedcode.match_set:compare_token_sets": "3a15e8e201d642eb",
    "licensedcode.match_set:filter_dupes": "25437b86d5bb3b5a",
    "licensedcode.match_set:build_set_and_mset": "59ec8a625aec383f",
    "licensedcode.match_set:build_set_and_tids_mset": "70afa814738ca676",
    "licensedcode.match_set:tids_sets_intersector": "7f8873743f58af85",
    "licensedcode.match_set:multisets_intersector": "7deeac55d5e2975f",
    "licensedcode.match_set:high_tids_set_subset": "0480ffee9beb3b39",
    "licensedcode.match_set:high_tids_multiset_subset": "736fffeac878081f",
    "licensedcode.match_set:high_multiset_subset": "27ba2fc68f004e7d",
    "licensedcode.match_set:multiset_counter": "a711386e4b05947c",
    "licensedcode.detection:is_false_positive": "93ff02c4796e9d34",
    "licensedcode.match:tokenize_matched_text": "4b96130bef307ef4",
    "licensedcode.match:_tokenize_matched_text": "4b92596a750c3c22",
    "licensedcode.match:reportable_tokens": "8047e2f6b15c55f8",
    "licensedcode.match:get_full_qspan_matched_text": "84e74e9ce2c07ef7",
    "licensedcode.tokenize:query_lines": "c78dc17b16f0be24",
    "licensedcode.tokenize:matched_query_text_tokenizer": "af65e7eb56cc109d",
    "licensedcode.tokenize:index_tokenizer": "b69f690a2f6ce171",
    "licensedcode.query:QueryRun.tokens": "661618a03263b775",
    "licensedcode.query:QueryRun.tokens_with_pos": "bcc3874c8499246e",
    "licensedcode.query:QueryRun.is_digits_only": "3384b956926f23f4",
    "licensedcode.query:QueryRun.matchables": "b95e861715f45deb",
    "licensedcode.query:QueryRun.matchable_tokens": "037ede6c94be56b5",
    "licensedcode.query:QueryRun.low_matchables": "ed2ad949b6157350",
    "licensedcode.query:QueryRun.high_matchables": "ebbd4f277d53e651",
    "licensedcode.models:Rule.get_length": "f584ee3a537cabd4",
    "licensedcode.models:Rule.get_min_matched_length": "892f424ff963eab8",
    "licensedcode.models:Rule.get_min_high_matched_length": "e2c8b59510faf163",
    "textcode.analysis:numbered_text_lines": "01f241dfee2f4bdc",
    "cluecode.copyrights:detect_copyrights_from_lines": "91a7f8d2bdd04d97",
    "cluecode.copyrights:collect_candidate_lines": "369d9a629b419cf3",
    "cluecode.copyrights:is_candidate": "8571b59154e423e4",
    "cluecode.copyrights:is_end_of_statement": "2d0c3d40ac53d46c",
    "cluecode.copyrights:prepare_text_line": "254f44f5895ac34f",
    "cluecode.copyrights:remove_code_comment_markers": "b12da433c7d1029d",
    "cluecode.copyrights:CopyrightDetector": "2dfd3173e0db4a26",
    "textcode.markup:strip_known_markup_from_text": "ecfeedd53a6d0f33",
    "textcode.markup:get_demarkuped_text": "0d1aeaf8b7644e3c",
    "textcode.gibberish:Gibberish.detect_gibberish": "a2e63b51353266f4",
    "commoncode.text:toascii": "f08e0cb48f7e6339",
    "pygmars.lex:Lexer.lex_tokens": "104faad36b50adf5",
    "pygmars.parse:Parser.parse": "c013dfa942f264b0",
    "pygmars.parse:Rule.parse": "1fcc87c318a2262a",
    "pygmars.parse:ParseString": "9766959af7fd63c7",
}
"""module:function -> beginning of the SHA-256 of its source."""
SCORES = ("is_highly_resemblant", "containment", "resemblance", "matched_length")
WORD, BETWEEN_WORDS = r"[^_\W]+\+?[^_\W]*", r"[_\W\s\+]+[_\W\s]?"

log = logging.getLogger(__name__)
_originals: list[tuple[Any, str, Any]] = []


def unproven(index: LicenseIndex) -> str:
    """Why nothing may be replaced; empty when all is as it was."""
    if version("scancode-toolkit") != PROVEN_WITH:
        return f"scancode-toolkit {version('scancode-toolkit')}，等价性只对 {PROVEN_WITH} 证明过"
    changed = [name for name, digest in SOURCES.items() if _digest(name) != digest]
    if changed:
        return f"ScanCode 的函数与证明时不同：{'、'.join(changed)}"
    constants = (index_module.USE_BIGRAM_MULTISETS, match_set.ScoresVector._fields, tokenize.query_pattern, tokenize.not_query_pattern)
    if constants != (False, SCORES, WORD, BETWEEN_WORDS):
        return "ScanCode 的常量与证明时不同"
    detector = copyrights.DETECTOR
    fits = Postings.fits(index) and copyright_lines.fits(detector.lexer, detector.parser)
    return "" if fits else "ScanCode 的索引或版权规则不符合证明的前提"


def accelerate(index: LicenseIndex) -> bool:
    """Replace what is slow, once per process; False: the originals run, and the log says why. Needs ``copyrights.DETECTOR``."""
    why_not = unproven(index)
    if why_not:
        log.warning("许可证检测未加速（结果不受影响，只是慢）：%s", why_not)
        return False
    for owner, name, replacement in _replacements(index):
        _originals.append((owner, name, _held(owner, name)))
        setattr(owner, name, replacement)
    return True


@contextmanager
def originals() -> Iterator[None]:
    """ScanCode as it is, for whoever compares."""
    replaced = [(owner, name, _held(owner, name)) for owner, name, _ in _originals]
    for owner, name, original in _originals:
        setattr(owner, name, original)
    try:
        yield
    finally:
        for owner, name, replacement in replaced:
            setattr(owner, name, replacement)


def _replacements(index: LicenseIndex) -> list[tuple[Any, str, Any]]:
    detector, run = copyrights.DETECTOR, query.QueryRun
    return [
        (match_set, "compute_candidates", _candidates(Postings(index), match_set.compute_candidates)),
        (detection, "is_false_positive", _false_positive(detection.is_false_positive)),
        (match, "tokenize_matched_text", _tokenize_matched_text(match._tokenize_matched_text)),  # noqa: SLF001
        (match, "reportable_tokens", _reportable_tokens(match.reportable_tokens)),
        (run, "is_digits_only", _is_digits_only),
        (run, "low_matchables", property(_low_matchables)),
        (run, "high_matchables", property(_high_matchables)),
        (copyrights, "collect_candidate_lines", copyright_lines.collect_candidate_lines),
        (detector.lexer, "lex_tokens", copyright_lines.lexing(detector.lexer)),
        (detector.parser, "parse", copyright_lines.parsing(detector.parser)),
    ]


def _held(owner: Any, name: str) -> Any:  # noqa: ANN401 -- a property of a class, else what is called
    return inspect.getattr_static(owner, name) if inspect.isclass(owner) else getattr(owner, name)


def _digest(name: str) -> str:
    module, _, path = name.partition(":")
    thing: Any = import_module(module)
    for part in path.split("."):
        thing = inspect.getattr_static(thing, part, None)
    try:
        source = inspect.getsource(getattr(thing, "fget", None) or thing)
    except (TypeError, OSError):
        return ""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _candidates(postings: Postings, original: Callable[..., Any]) -> Callable[..., Any]:
    def compute_candidates(
        query_run: QueryRun,
        idx: LicenseIndex,
        matchable_rids: set[int],
        top: int = 50,
        high_resemblance: bool = False,  # noqa: FBT001, FBT002 -- ScanCode's signature
        high_resemblance_threshold: float = 0.8,
        _use_bigrams: bool = False,  # noqa: FBT001, FBT002
    ) -> list[tuple[Any, ...]]:
        if idx is not postings.index or matchable_rids is not idx.approx_matchable_rids or _use_bigrams:
            found: list[tuple[Any, ...]] = original(
                query_run, idx, matchable_rids, top, high_resemblance, high_resemblance_threshold, _use_bigrams
            )
            return found
        if not query_run.high_matchables:
            return []
        tokens, start = query_run.tokens, query_run.start
        matchables = query_run.matchables
        if len(matchables) != len(tokens):
            tokens = [tokens[position - start] for position in matchables]
        return postings.candidates(tokens, top, near_duplicates=high_resemblance, threshold=high_resemblance_threshold)

    return compute_candidates


def _false_positive(original: Callable[..., bool]) -> Callable[..., bool]:
    def is_false_positive(license_matches: Iterable[LicenseMatch], package_license: bool = False) -> bool:  # noqa: FBT001, FBT002
        # the original makes the text of every match and only then asks this; either answer alone makes it False
        if not package_license and all(found.rule.relevance == 100 for found in license_matches):  # noqa: PLR2004
            return False
        return original(license_matches, package_license)

    return is_false_positive


def _tokenize_matched_text(tokenize_lines: Callable[..., Iterable[Token]]) -> Callable[..., MatchedLines]:
    last: dict[tuple[Any, ...], MatchedLines] = {}

    def tokenize_matched_text(
        location: str | None,
        query_string: str | None,
        dictionary: Mapping[str, int],
        start_line: int = 1,
        _cache: dict[tuple[Any, ...], MatchedLines] = last,
    ) -> MatchedLines:
        key = location, query_string, start_line
        found = _cache.get(key)
        if found is None:
            _cache.clear()  # as in the original: only the last file is kept
            found = _cache[key] = MatchedLines(tokenize_lines, location, query_string, dictionary, start_line)
        return found

    return tokenize_matched_text


def _reportable_tokens(original: Callable[..., Iterable[Token]]) -> Callable[..., Iterable[Token]]:
    def reportable_tokens(tokens: Iterable[Token], match_qspan: Span, start_line: int, end_line: int, **options: bool) -> Iterable[Token]:
        if isinstance(tokens, MatchedLines):
            tokens = tokens.within(start_line, end_line)
        return original(tokens, match_qspan, start_line, end_line, **options)

    return reportable_tokens


def _is_digits_only(run: QueryRun) -> bool:
    digits = run.digit_only_tids
    return all(token in digits for token in run.tokens)


def _low_matchables(run: QueryRun) -> intbitset:
    if not run._low_matchables:  # noqa: SLF001 -- stands in for a property of the same class
        run._low_matchables = run.query.low_matchables & intbitset(range(run.start, run.end + 1))  # noqa: SLF001
    return run._low_matchables  # noqa: SLF001


def _high_matchables(run: QueryRun) -> intbitset:
    if not run._high_matchables:  # noqa: SLF001
        run._high_matchables = run.query.high_matchables & intbitset(range(run.start, run.end + 1))  # noqa: SLF001
    return run._high_matchables  # noqa: SLF001
