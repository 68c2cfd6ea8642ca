from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.measure.conftest import World
    from xingtu.facts.file_changes import FileChange


def undo(patch: str) -> dict[str, str]:
    """The patch that takes ``patch`` back."""
    return {"patch": f"inverse of {patch}", "inverse": patch}


def test_a_revert_takes_itself_and_withdraws_the_original(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", **undo("A"))
    assert world.classes() == {"up@aaaaaaa1": "revert", "up@bbbbbbb2": "revert"}
    assert world.reasons() == {"up@aaaaaaa1": "reverted by up@bbbbbbb2", "up@bbbbbbb2": "reverts up@aaaaaaa1"}


def test_a_revert_is_known_by_the_name_it_gives_although_its_patch_differs(world: World) -> None:
    world.commit("up", "aaaaaaa1")
    world.commit("up", "bbbbbbb2", reverts="AAAAAAA")
    assert world.classes() == {"up@aaaaaaa1": "revert", "up@bbbbbbb2": "revert"}


def test_a_name_of_six_digits_names_nobody(world: World) -> None:
    world.commit("up", "aaaaaaa1")
    world.commit("up", "bbbbbbb2", reverts="aaaaaa")
    assert world.classes() == {"up@aaaaaaa1": None, "up@bbbbbbb2": None}


def test_an_ambiguous_name_means_the_latest_earlier_commit(world: World) -> None:
    world.commit("up", "aaaaaaa1")
    world.commit("up", "aaaaaaa2")
    world.commit("up", "bbbbbbb2", reverts="aaaaaaa")
    world.commit("up", "aaaaaaa3")
    assert world.classes() == {"up@aaaaaaa1": None, "up@aaaaaaa2": "revert", "up@bbbbbbb2": "revert", "up@aaaaaaa3": None}


def test_a_commit_of_another_repository_is_not_reverted_by_name(world: World) -> None:
    world.commit("up", "aaaaaaa1")
    world.commit("other", "bbbbbbb2", reverts="aaaaaaa1", day=5)
    assert world.classes() == {"up@aaaaaaa1": None, "other@bbbbbbb2": None}


def test_a_few_lines_taken_out_again_are_not_a_revert(world: World, changed_file: Callable[..., FileChange]) -> None:
    world.commit("up", "aaaaaaa1", patch="A", files=[changed_file(added=2)])
    world.commit("up", "bbbbbbb2", **undo("A"), files=[changed_file(added=0, deleted=2)])
    assert world.classes() == {"up@aaaaaaa1": None, "up@bbbbbbb2": None}


def test_a_revert_of_the_revert_credits_the_original_once(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A", author="li")
    world.commit("up", "bbbbbbb2", **undo("A"), reverts="aaaaaaa1", author="wu")
    world.commit("up", "ccccccc3", patch="A", reverts="bbbbbbb2", author="zhao")
    assert world.classes() == {"up@aaaaaaa1": None, "up@bbbbbbb2": "revert", "up@ccccccc3": "duplicate"}
    assert world.reasons()["up@ccccccc3"] == "up@aaaaaaa1"


def test_a_reapply_with_another_patch_also_restores_the_original(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", patch="B", reverts="aaaaaaa1")
    world.commit("up", "ccccccc3", patch="C", reverts="bbbbbbb2")
    assert world.classes() == {"up@aaaaaaa1": None, "up@bbbbbbb2": "revert", "up@ccccccc3": "revert"}


def test_reverted_twice_is_reverted(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", patch="B", reverts="aaaaaaa1")
    world.commit("up", "ccccccc3", patch="C", reverts="bbbbbbb2")
    world.commit("up", "ddddddd4", patch="D", reverts="ccccccc3")
    assert world.reasons()["up@aaaaaaa1"] == "reverted by up@ddddddd4"


def test_a_named_revert_of_an_unnamed_revert_restores_too(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", **undo("A"))
    world.commit("up", "ccccccc3", patch="C", reverts="bbbbbbb2")
    assert world.classes()["up@aaaaaaa1"] is None


def test_a_revert_of_an_earlier_windows_change_takes_only_itself(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A", period="before")
    world.commit("up", "bbbbbbb2", **undo("A"))
    assert world.classes() == {"up@aaaaaaa1": None, "up@bbbbbbb2": "revert"}


def test_a_later_windows_revert_does_not_reach_back(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", **undo("A"), period="after")
    assert world.classes()["up@aaaaaaa1"] is None


def test_a_reapply_after_the_window_restores_the_original(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", **undo("A"))
    world.commit("up", "ccccccc3", patch="A", period="after")
    assert world.classes() == {"up@aaaaaaa1": None, "up@bbbbbbb2": "revert", "up@ccccccc3": "duplicate"}


def test_a_cherry_pick_in_a_fork_does_not_save_a_reverted_change(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A", day=1)
    world.commit("up", "bbbbbbb2", **undo("A"), day=2)
    world.commit("fork", "ccccccc3", patch="A", day=3)
    assert world.classes() == {"up@aaaaaaa1": "revert", "up@bbbbbbb2": "revert", "fork@ccccccc3": "duplicate"}


def test_a_revert_in_a_fork_leaves_the_original_alone(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A", day=1)
    world.commit("fork", "aaaaaaa1", patch="A", day=1)
    world.commit("fork", "bbbbbbb2", **undo("A"), reverts="aaaaaaa1", day=2)
    assert world.classes() == {"up@aaaaaaa1": None, "fork@aaaaaaa1": "duplicate", "fork@bbbbbbb2": "revert"}


def test_reverting_a_merge_withdraws_what_it_landed(world: World) -> None:
    world.commit("up", "aaaaaaa1", landed_by="eeeeeee5")
    world.commit("up", "bbbbbbb2", landed_by="eeeeeee5")
    world.commit("up", "eeeeeee5", merge=True)
    world.commit("up", "ccccccc3")
    world.commit("up", "ddddddd4", reverts="eeeeeee5")
    classes = world.classes()
    assert {name for name, taken_by in classes.items() if taken_by == "revert"} == {"up@aaaaaaa1", "up@bbbbbbb2", "up@ddddddd4"}
    assert classes["up@ccccccc3"] is None


def test_a_bots_revert_withdraws_a_persons_change(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", **undo("A"), actor="bot")
    assert world.classes() == {"up@aaaaaaa1": "revert", "up@bbbbbbb2": "bot"}
