"""Which words stand in the lines of a match, without taking apart the whole file to find them?

ScanCode numbers all words of a file to tell the words of one match. Those after the match are never looked at, and of those before it
only their number counts. In a line of plain ASCII one regular expression counts them: lower-casing and splitting then look at every
character alone. Lines with other characters are taken apart by ScanCode's own function, as are the lines of the match.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from attr import evolve
from licensedcode.match import Token
from licensedcode.stopwords import STOPWORDS
from licensedcode.tokenize import query_lines, word_splitter


class MatchedLines:
    """The words of one file, made line by line when they are asked for; ``tokenize`` is ``match._tokenize_matched_text``."""

    def __init__(
        self,
        tokenize: Callable[..., Iterable[Token]],
        location: str | None,
        query_string: str | None,
        dictionary: Mapping[str, int],
        start_line: int,
    ) -> None:
        self._tokenize = tokenize
        self._dictionary = dictionary
        numbered = list(query_lines(location=location, query_string=query_string, strip=False, start_line=start_line))
        self._numbers = [number for number, _ in numbered]
        self._lines = [line for _, line in numbered]
        self._words: dict[int, list[Token]] = {}
        self._known_before = [0]
        """Known words before each line, for as many lines as was needed so far."""

    def __iter__(self) -> Iterator[Token]:
        return self._of(range(len(self._lines)))

    def within(self, first: int, last: int) -> Iterator[Token]:
        """The words of some lines, after those of the first line of all: who counts places must see that something stands before."""
        begin, end = bisect_left(self._numbers, first), bisect_right(self._numbers, last)
        return self._of(chain(range(min(begin, 1)), range(begin, end)))

    def _of(self, places: Iterable[int]) -> Iterator[Token]:
        return chain.from_iterable(self._words_of(place) for place in places)

    def _words_of(self, place: int) -> list[Token]:
        words = self._words.get(place)
        if words is None:
            before = self._before(place)
            words = self._alone(place)
            if before:
                words = [word if word.pos == -1 else evolve(word, pos=word.pos + before) for word in words]
            self._words[place] = words
        return words

    def _alone(self, place: int) -> list[Token]:
        """The words of one line, numbered from 0; a list of lines stands for a file that was read already."""
        return list(self._tokenize([self._lines[place]], None, self._dictionary, self._numbers[place]))

    def _before(self, place: int) -> int:
        while len(self._known_before) <= place:
            self._known_before.append(self._known_before[-1] + self._known(len(self._known_before) - 1))
        return self._known_before[place]

    def _known(self, place: int) -> int:
        line, known = self._lines[place], self._dictionary
        if line.isascii():
            return sum(word in known and word not in STOPWORDS for word in word_splitter(line.lower()))
        return sum(word.pos != -1 for word in self._alone(place))
