"""Which repositories of the city cannot be counted, and why?

They lie outside the libraries of the award, so that its list can be published; the second programme takes them in and is refused.
"""

from .history import History, moment
from .opening import opened
from .people import AUTHORS
from .sources import first_version

STEPS = (
    ("2024-11-04", "he", "grid_read", "读取网格"),
    ("2025-02-03", "wen", "grid_clip", "裁剪网格"),
    ("2025-04-07", "he", "grid_warp", "网格变形"),
    ("2025-06-09", "wen", "grid_join", "拼接网格"),
    ("2025-09-08", "he", "grid_save", "保存网格"),
)


def _grid(project: str, sentence: str, sentence_en: str) -> History:
    history = opened(project, sentence, sentence_en, by=AUTHORS["he"], holder="Xinghe University of Technology", on="2024-10-01")
    for day, who, name, said in STEPS:
        edit = first_version(f"{project}/{name}.py", name, said)
        history.commit([edit], f"feat: {said}", AUTHORS[who], moment(f"{day} 10:00"))
    return history


def empty() -> History:
    """A repository nobody has pushed to: HEAD names a branch that does not exist. Nothing to count is not an error."""
    return History()


LOST = "feat: 网格变形"


def damaged() -> tuple[History, set[str]]:
    """A clone that lost one blob: commits can be listed, one diff cannot be read; a count without it would be too low."""
    history = _grid("starmap", "星图投影。", "Projection of star maps.")
    content = history.named(LOST).files[b"starmap/grid_warp.py"].content
    (lost,) = (id_ for id_, (kind, payload) in history.objects.items() if kind == b"blob" and payload == content)
    return history, {lost}


CUT = "feat: 拼接网格"


def shallow() -> tuple[History, set[str]]:
    """A clone of depth two: its boundary looks like a root that adds the whole tree. Gives the history and the boundary."""
    history = _grid("seamount", "海山网格。", "Grids of seamounts.")
    return history, {history.named(CUT).id}
