from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.measure.conftest import World
    from xingtu.facts.file_changes import FileChange


def test_a_commit_in_two_repositories_counts_where_registered_first(world: World) -> None:
    world.repository("first")
    world.repository("second")
    world.commit("second", "aaaaaaa1", day=0)
    world.commit("first", "aaaaaaa1", day=9)
    assert world.classes() == {"first@aaaaaaa1": None, "second@aaaaaaa1": "duplicate"}
    assert world.reasons()["second@aaaaaaa1"] == "first@aaaaaaa1"


def test_a_cherry_pick_counts_on_its_earliest_landing(world: World) -> None:
    world.commit("up", "bbbbbbb2", patch="A", day=5)
    world.commit("fork", "aaaaaaa1", patch="A", day=4)
    assert world.classes() == {"fork@aaaaaaa1": None, "up@bbbbbbb2": "duplicate"}


def test_equal_dates_are_decided_by_registration_then_position(world: World) -> None:
    world.commit("up", "ccccccc3", patch="A", day=5)
    world.commit("up", "bbbbbbb2", patch="A", day=5)
    world.commit("fork", "aaaaaaa1", patch="A", day=5)
    assert world.reasons() == {"up@ccccccc3": None, "up@bbbbbbb2": "up@ccccccc3", "fork@aaaaaaa1": "up@ccccccc3"}


def test_a_copy_of_a_copy_names_the_one_that_counts(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A", day=1)
    world.commit("up", "bbbbbbb2", patch="A", day=2)
    world.commit("mirror", "bbbbbbb2", patch="A", day=2)
    assert world.reasons()["mirror@bbbbbbb2"] == "up@aaaaaaa1"


def test_a_patch_of_an_earlier_window_is_not_counted_again(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A", period="before", day=1)
    world.commit("fork", "bbbbbbb2", patch="A", day=20)
    assert world.classes()["fork@bbbbbbb2"] == "duplicate"


def test_an_empty_commit_is_no_change_and_binary_files_differ(world: World, changed_file: Callable[..., FileChange]) -> None:
    logo = changed_file("logo.png", added=0, binary=True, kind="binary")
    world.commit("up", "aaaaaaa1", patch="empty", files=[])
    world.commit("up", "bbbbbbb2", patch="empty", files=[])
    world.commit("up", "ccccccc3", patch="logo", files=[logo])
    world.commit("up", "ddddddd4", patch="logo", files=[logo])
    assert world.classes() == {"up@aaaaaaa1": "empty", "up@bbbbbbb2": "empty", "up@ccccccc3": None, "up@ddddddd4": None}


def test_a_commit_off_the_default_branch_is_no_original(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A", on_default=False)
    world.commit("up", "bbbbbbb2", patch="A")
    assert world.classes() == {"up@bbbbbbb2": None}
