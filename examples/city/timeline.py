"""What happens in a repository, day by day?

A timeline is text, one line an event. Ordinary work is ``day who path name subject``: the first line with a name writes the named thing,
later ones revise it. ``~who`` at the end of a subject adds that person's review to the message. A hard case is ``day * case``: a function
of the story with that name, called with the history and its day. So the timeline reads as the story's table of contents.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from .history import History, Stamp, moment
from .people import AUTHORS, trailer
from .sources import first_version, revision

Case = Callable[[History, str], object]


def play(history: History, timeline: str, cases: Mapping[str, Case]) -> None:
    """Tell a timeline; every case must be called for, and every event must be later than the one before."""
    written: Counter[str] = Counter()
    last, called = "", set()
    for number, line in enumerate(line for line in timeline.splitlines() if line.strip()):
        day, who, what = line.split(maxsplit=2)
        if day <= last:
            message = f"{line!r} is not later than {last}"
            raise ValueError(message)
        last = day
        if who == "*":
            cases[what](history, day)
            called.add(what)
        else:
            path, name, subject = what.split(maxsplit=2)
            _ordinary(
                history, who, path, name, subject, at=moment(f"{day} {9 + number % 9:02}:{number * 17 % 60:02}"), revised=written[name]
            )
            written[name] += 1
    if called != set(cases):
        message = f"never told: {sorted(set(cases) - called)}"
        raise ValueError(message)


def _ordinary(history: History, who: str, path: str, name: str, subject: str, *, at: Stamp, revised: int) -> None:
    subject, _, reviewer = (part.strip() for part in subject.partition("~"))
    edit = revision(path, name, revised - 1) if revised else first_version(path, name, subject)
    message = f"{subject}\n\n{trailer('Reviewed-by', reviewer)}\n{trailer('Signed-off-by', who)}" if reviewer else subject
    history.commit([edit], message, AUTHORS[who], at)
