"""Which words of a text can be searched, so that two Chinese characters find it on SQLite and PostgreSQL alike?

Neither database splits Chinese into words, so we store what may be asked: every character and every pair of neighbours of
a Chinese run, every other word and its beginnings, each between blanks. A question is then ``LIKE '% 齿轮 %'``, once a
term, all of which must be met. Order and rank of answers are the caller's.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Q

MOST_TERMS = 16
"""A longer question is cut: each term costs a comparison of every row."""
SHORTEST_BEGINNING, LONGEST_BEGINNING = 2, 16

# scripts written without blanks between words: Han with its extensions, 々 and 〇, kana, Hangul
_UNSPACED = r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PIECES = re.compile(rf"(?P<run>[{_UNSPACED}]+)|(?P<word>[^\W_{_UNSPACED}]+)(?P<sign>\+\+|\#)?")


def search_text(*texts: str) -> str:
    """What is stored: " 齿 轮 齿轮 ge gea gear "; empty when nothing can be searched."""
    terms = dict.fromkeys(term for text in texts for run, word in _pieces(text) for term in (_of_run(run) if run else _of_word(word)))
    return f" {' '.join(terms)} " if terms else ""


def search_terms(query: str) -> list[str]:
    """What is asked: each term must stand between blanks in the stored text. One character is a term when it stands alone."""
    terms: dict[str, None] = {}
    for run, word in _pieces(query):
        if len(run) > 1:
            terms.update(dict.fromkeys(left + right for left, right in pairwise(run)))
        else:
            terms[run or word] = None
    return list(terms)[:MOST_TERMS]


def matching(query: str, *, column: str = "search") -> Q:
    """The condition that a row's stored text meets every term; a query without terms leaves all rows."""
    condition = Q()
    for term in search_terms(query):
        condition &= Q(**{f"{column}__contains": f" {term} "})
    return condition


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Runs of unspaced script and other words, as (run, "") or ("", word); C++ and C# keep their signs."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for piece in _PIECES.finditer(plain):
        yield piece["run"] or "", (piece["word"] or "") + (piece["sign"] or "")


def _of_run(run: str) -> Iterator[str]:
    yield from run
    for left, right in pairwise(run):
        yield left + right


def _of_word(word: str) -> Iterator[str]:
    bare = word.rstrip("+#")
    for length in range(SHORTEST_BEGINNING, min(len(bare), LONGEST_BEGINNING + 1)):
        yield bare[:length]
    yield bare
    if bare != word:
        yield word
