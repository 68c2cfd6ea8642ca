"""signboard, a display of station signs: a licence that becomes no open source licence, and a copied file that does not fit in.

Not declared in ``city.toml``: no number of the example city rests on it. The demonstration registers it by its address, to have one
conflict of licences and one alarm to look at.
"""

from .edits import Edit, Write
from .history import History, moment
from .licences import BUSL, HEADER
from .opening import opened
from .people import AUTHORS
from .timeline import play

HOST, PATH = "hub.yunfan.example", "lizhou/signboard"
BEFORE = "v1.0"
"""The tag of the last version that was open source."""
TIMELINE = """
2024-03-05 lin src/board.c board_draw feat: 画站牌
2024-04-09 lin src/route.c route_next feat: 下一站
2024-05-14 * copied_gears
2024-06-18 shen src/board.c board_draw fix: 长站名换行
2024-07-02 * released
2025-09-02 * licence_change
2025-10-14 lin src/route.c route_next fix: 末班车之后
"""

TICKER = """
int ticker_scroll(const int *text, int length, int step)
{
  return length > 0 ? text[step % length] : 0;
}
"""


def signboard() -> History:
    """Tell the story."""
    history = opened(
        "signboard",
        "公交站牌的显示程序。",
        "Shows the signs of bus stops.",
        by=AUTHORS["lin"],
        holder="Lizhou Industrial Software",
        on="2024-03-01",
        licence="MIT",
    )
    cases = (copied_gears, released, licence_change)
    play(history, TIMELINE, {case.__name__: case for case in cases})
    return history


def copied_gears(history: History, day: str) -> None:
    """A file under GPL-2.0-only is copied into a project under MIT."""
    header = f"// {HEADER.format(licence='GPL-2.0-only')}// Copyright (c) 2019 The Ticker Authors\n"
    edits = [Write(b"third_party/ticker/ticker.c", f"{header}{TICKER}".encode())]
    history.commit(edits, "feat: 引入滚动字幕 ticker", AUTHORS["lin"], moment(f"{day} 10:00"))


def released(history: History, day: str) -> None:
    """The last version that is open source."""
    history.tag(BEFORE, AUTHORS["lin"], moment(f"{day} 18:00"))


def licence_change(history: History, day: str) -> None:
    """MIT becomes the Business Source License: the source stays readable, and is open source no longer."""
    before = history.commits[history.tip()].files[b"LICENSE"]
    edits: list[Edit] = [Write(b"LICENSE", BUSL.encode(), before=before)]
    history.commit(edits, "license: 改用商业源代码许可证", AUTHORS["lin"], moment(f"{day} 10:00"))
