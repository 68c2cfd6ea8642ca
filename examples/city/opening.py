"""How does every repository of the city begin?"""

from .edits import Write
from .history import Author, History, moment
from .licences import MIT, MULAN


def opened(project: str, sentence: str, sentence_en: str, *, by: Author, holder: str, on: str, licence: str = "MulanPSL-2.0") -> History:
    """Give a history whose root commit holds a README, a licence and a list of ignored files."""
    text = MIT if licence == "MIT" else MULAN
    history = History()
    history.commit(
        [
            Write(b"README.md", f"# {project}\n\n{sentence}\n\n{sentence_en}\n".encode()),
            Write(b"LICENSE", text.format(year=on[:4], holder=holder, project=project).encode()),
            Write(b".gitignore", f"build/\n*.o\n/{project}.log\n".encode()),
        ],
        f"{project}：开张 (first commit)",
        by,
        moment(f"{on} 09:00"),
    )
    return history
