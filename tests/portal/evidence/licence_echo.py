"""A stand-in for the licence process: it answers with what it was asked, and dies when told to. Run by ``python -m``."""

import json
import sys


def main() -> None:
    """A line, an answer."""
    for line in sys.stdin:
        question = json.loads(line)
        if question["repository"] == "deadly":
            sys.exit(3)
        answer = {"problem": "读不到"} if question["repository"] == "broken" else {"asked": question["repository"]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
