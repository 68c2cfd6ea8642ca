"""``python -m xingtu.cli``: the same as the command ``xingtu``."""

from xingtu.cli import main

main()
