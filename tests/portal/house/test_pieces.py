"""Are pieces kept as they are, and do they leave?"""

from portal.house.pieces import Pieces


def pieces(**options: int) -> Pieces:
    kept = Pieces(f"test-{id(options)}", {"OPTIONS": options})
    kept.clear()
    return kept


def test_a_piece_is_given_back_itself_not_a_copy() -> None:
    kept, piece = pieces(), {"gearsim": 1}
    kept.set("numbers", piece)
    assert kept.get("numbers") is piece
    assert not kept.add("numbers", {})
    assert kept.add("others", piece)
    assert kept.get("others") is piece


def test_a_piece_past_its_time_is_gone() -> None:
    kept = pieces()
    kept.set("numbers", {}, timeout=0)
    assert kept.get("numbers", "none") == "none"


def test_when_there_are_too_many_the_ones_not_used_leave() -> None:
    kept = pieces(MAX_ENTRIES=3, CULL_FREQUENCY=3)
    for name in ("a", "b", "c"):
        kept.set(name, name)
    assert kept.get("a") == "a"
    kept.set("d", "d")
    assert kept.get("a") == "a"
    assert kept.get("b") is None
