"""Can every pair of ink and ground be read: AA, and AAA in 关怀版?"""

import re
from pathlib import Path

import pytest

import portal.house

TOKENS = (Path(portal.house.__file__).parent / "static" / "house" / "tokens.css").read_text("utf-8")
BLOCK = re.compile(r"(:root[^{]*)\{([^{}]*)\}")
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})")
LIGHT, DARK_SYSTEM, DARK_CHOSEN = ":root", ':root:not([data-theme="light"])', ':root[data-theme="dark"]'
CARE, CARE_DARK_SYSTEM, CARE_DARK_CHOSEN = ":root.care", ':root.care:not([data-theme="light"])', ':root.care[data-theme="dark"]'
BLOCKS = {selector.strip(): dict(COLOUR.findall(body)) for selector, body in BLOCK.findall(TOKENS)}
LOOKS = {
    "light": BLOCKS[LIGHT],
    "dark": BLOCKS[LIGHT] | BLOCKS[DARK_CHOSEN],
    "care": BLOCKS[LIGHT] | BLOCKS[CARE],
    "care dark": BLOCKS[LIGHT] | BLOCKS[DARK_CHOSEN] | BLOCKS[CARE] | BLOCKS[CARE_DARK_CHOSEN],
}
GROUNDS = ("paper", "raised", "sunk")
TEXT = [
    *((ink, ground) for ink in ("ink", "quiet", "accent", "accent-strong", "good", "warn", "bad") for ground in GROUNDS),
    *((ink, f"{ink}-back") for ink in ("good", "warn", "bad", "accent")),
    *(("ink", f"{tone}-back") for tone in ("good", "warn", "bad", "accent")),
    *((ink, "warn-back") for ink in ("accent", "quiet")),
    ("quiet", "accent-back"),
    ("accent-strong", "accent-back"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("raised", "bad"),
    ("night-ink", "night"),
    ("night-quiet", "night"),
    ("night-accent", "night"),
]
SHAPES = [("edge", ground) for ground in GROUNDS] + [("accent", ground) for ground in GROUNDS]
"""Borders of fields and the focus ring: three to one is enough."""
SERIES = ("s1", "s3", "s7")
"""Colours that stand alone in a chart; the others are always written beside."""


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", LOOKS)
def test_text_can_be_read_on_its_ground(look: str) -> None:
    least = 7 if look.startswith("care") else 4.5
    colours = LOOKS[look]
    assert {
        pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in TEXT if contrast(*(colours[name] for name in pair)) < least
    } == {}


@pytest.mark.parametrize("look", LOOKS)
def test_borders_rings_and_bars_can_be_seen(look: str) -> None:
    colours = LOOKS[look]
    pairs = SHAPES + [(series, "paper") for series in SERIES]
    assert {
        pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in pairs if contrast(*(colours[name] for name in pair)) < 3
    } == {}


def test_the_readers_own_dark_is_the_systems_dark() -> None:
    assert BLOCKS[DARK_SYSTEM] == BLOCKS[DARK_CHOSEN]
    assert BLOCKS[CARE_DARK_SYSTEM] == BLOCKS[CARE_DARK_CHOSEN]


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
