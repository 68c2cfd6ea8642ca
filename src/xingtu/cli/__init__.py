"""Which verbs does the command ``xingtu`` have, and how does it speak when something goes wrong?

One file a group of verbs. Verbs of other packages (the portal's ``serve``) register through the entry-point group
``xingtu.commands``: each names a function that is handed the application.
"""

import sys
from importlib.metadata import entry_points

import typer

from xingtu.cli import contributions, ranking, replaying, scanning, workshop
from xingtu.cli.console import complain
from xingtu.errors import XingtuError

EXIT_ERROR = 2

app = typer.Typer(
    name="xingtu",
    help="星图：让开源计划的每一项决定都以代码仓库为证。Every decision of an open source programme, computed from repositories.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (scanning, ranking, replaying, contributions, workshop):
    group.register(app)


def main() -> None:
    """Run the command line; an error meant for people is printed as such, without a traceback."""
    for extension in entry_points(group="xingtu.commands"):
        extension.load()(app)
    try:
        app()
    except XingtuError as error:
        complain(str(error))
        sys.exit(EXIT_ERROR)
    except BrokenPipeError:
        # the reader of our output left, as `head` does
        sys.stderr.close()
        sys.exit(1)
