"""Which verbs does the portal add to ``xingtu``? Registered through the entry-point group ``xingtu.commands``.

Each verb's file is light; Django starts when a verb runs, not when ``xingtu --help`` lists it.
"""

import typer

from portal.commands import archiving, journal, serving, setting_up


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    for verbs in (serving, setting_up, archiving, journal):
        verbs.register(app)
