"""What does a published result say: the list in force and the runs it can be recomputed from?"""

from portal.accounts.roles import Act
from portal.calls.models import Application, Result
from portal.calls.programmes import programme_of
from portal.calls.selectors.notices import ShownLine, lines_shown
from portal.errors import NotAllowed
from portal.evidence.models import Run


def result_of(notice: int) -> Result:
    """The result of a notice.

    Raises:
        NotAllowed: there is none.
    """
    found = Result.objects.select_related("notice__call__version", "notice__run", "notice__replaces").filter(notice_id=notice).first()
    if found is None:
        raise NotAllowed(Act.NOTICE_PUBLISH)
    return found


def result_lines(result: Result) -> list[ShownLine]:
    """The lines that came into force."""
    return [shown for shown in lines_shown(result.notice) if shown.standing == "decided"]


def result_words(result: Result) -> str:
    """The text of the result, or the one the rules give."""
    programme = programme_of(result.notice.call.version)
    effect = "予以奖励" if programme.money else "列入名录" if programme.library else "予以确认"
    return result.text or f"经公示无异议，或异议已经核查答复，现将{_quoted(result.notice.call.name)}的名单予以公布，名单上的申报{effect}。"


def runs_of(result: Result) -> list[Run]:
    """Every run the list rests on, by id."""
    if result.notice.run:
        return [result.notice.run]
    applications = Application.objects.filter(notice_lines__notice=result.notice, run__isnull=False)
    return sorted({one.run for one in applications.select_related("run") if one.run}, key=lambda run: run.run_id)


def _quoted(name: str) -> str:
    return name if name.startswith(("“", "《")) else f"“{name}”"
