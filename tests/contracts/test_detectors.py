"""What every detector owes: a new file in detect/detectors is tested here without a line being added."""

import json
import re
import warnings

import pytest

from xingtu import catalogue
from xingtu.detect.detector import Detector

HAN = re.compile(r"[\u4e00-\u9fff]")
KEYS = {"basename", "in_locale_path"}
every_detector = pytest.mark.parametrize("detector", catalogue.detectors().values(), ids=lambda detector: detector.id)


@every_detector
def test_the_worked_examples_hold(detector: Detector) -> None:
    assert detector.examples
    for blob, expected in detector.examples:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ScanCode's imports warn of one another
            seen = detector.detect(blob)
        assert {key: seen[key] for key in expected} == expected
        assert json.loads(json.dumps(seen)) == seen
        assert detector.wants(blob.path)


@every_detector
def test_the_key_names_what_can_be_named(detector: Detector) -> None:
    assert set(detector.cache_key) <= KEYS
    assert all(detector.tools().values())


@every_detector
def test_every_text_is_filled_in(detector: Detector) -> None:
    assert detector.version >= 1
    assert HAN.search(detector.name)
    assert detector.name_en
    assert all(HAN.search(caveat) for caveat in detector.caveats)
