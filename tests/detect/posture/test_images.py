"""Are images told by what their arguments stand for, whatever a hostile Dockerfile makes of them?"""

import pytest

from xingtu.detect.posture.checks.pinned_dependencies import LONGEST_IMAGE, look
from xingtu.detect.posture.tree import tree_of

DIGEST = "@sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "score"),
    [
        (f"ARG IMAGE=a{DIGEST}\nFROM ${{IMAGE}}\n", 10),
        (f"ARG D={DIGEST}\nARG IMAGE=a$D\nFROM $IMAGE\n", 10),
        (f"ARG A=a{DIGEST}\nARG AB=b\nFROM $AB\n", 0),
        ("ARG IMAGE=$IMAGE\nFROM $IMAGE\n", 0),
    ],
)
def test_arguments_are_put_in(text: str, score: int) -> None:
    assert look(tree_of({"Dockerfile": text})).score == score


@pytest.mark.parametrize("order", [1, -1])
def test_arguments_that_name_each_other_twice_do_not_double_without_end(order: int) -> None:
    lines = [f"ARG a{number}x=$a{number + 1}x$a{number + 1}x\n" for number in range(60)]
    (place,) = look(tree_of({"Dockerfile": f"ARG a60x=b\n{''.join(lines[::order])}FROM $a0x\n"})).places
    assert len(place.note) <= LONGEST_IMAGE
