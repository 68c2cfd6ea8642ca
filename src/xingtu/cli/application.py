"""Which verbs does the command ``xingtu`` have, and in which file is each?

One file a group of verbs. A verb loads only its own file: the metrics' libraries take longer to start than many a scan.
Verbs of other packages (the portal's ``serve``) register through the entry-point group ``xingtu.commands``: each names a
function that is handed the application.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points

import typer

VERBS = {
    "scan": "scanning",
    "contributions": "contributions",
    "rank": "ranking",
    "explain": "ranking",
    "report": "ranking",
    "replay": "replaying",
    "diff": "replaying",
    "licences": "licences",
    "advisories": "advisories",
    "audit": "risk",
    "affected": "risk",
    "match": "risk",
    "sbom": "sbom",
    "posture": "posture",
    "secrets": "secrets",
    "new": "workshop",
    "doctor": "workshop",
}
"""Verb → file. A test compares it with what the files register."""


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line with the verb that is asked for, or with all of them when none is."""
    app = typer.Typer(
        name="xingtu",
        help="星图：让开源计划的每一项决定都以代码仓库为证。Every decision of an open source programme, computed from repositories.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    # without a callback Typer makes a lone verb the whole application
    app.callback()(_nothing_before_a_verb)
    verb = arguments[0] if arguments else ""
    for name in dict.fromkeys([VERBS[verb]] if verb in VERBS else VERBS.values()):
        import_module(f"xingtu.cli.{name}").register(app)
    if verb not in VERBS:
        for extension in entry_points(group="xingtu.commands"):
            extension.load()(app)
    return app


def _nothing_before_a_verb() -> None:
    pass
