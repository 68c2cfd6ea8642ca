"""How does the command ``xingtu`` start, and how does it speak when something goes wrong?"""

import sys

from xingtu.cli.application import application
from xingtu.cli.console import complain, messages
from xingtu.errors import XingtuError

EXIT_ERROR = 2
EXIT_INTERRUPTED = 130
"""What Typer makes of Ctrl-C."""


def main() -> None:
    """Run the command line; an error meant for people is printed as such, without a traceback."""
    try:
        application(sys.argv[1:])()
    except XingtuError as error:
        complain(str(error))
        sys.exit(EXIT_ERROR)
    except BrokenPipeError:
        # the reader of our output left, as `head` does
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        complain(f"{error.filename or ''}：{error.strerror or error}；请检查路径、权限和磁盘空间".lstrip("："))
        sys.exit(EXIT_ERROR)
    except KeyboardInterrupt:
        _say_interrupted()
        sys.exit(EXIT_INTERRUPTED)
    except SystemExit as end:
        if end.code == EXIT_INTERRUPTED:
            _say_interrupted()
        raise


def _say_interrupted() -> None:
    messages().print("已中断；再次运行会接着做。Interrupted; run it again to go on.", soft_wrap=True)
