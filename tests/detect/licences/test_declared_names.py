import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.declared_names import MEANINGS, classifier_meanings, meanings
from xingtu.detect.licences.expressions import canonical, spdx_identifiers

GPL3 = ("GPL-3.0-only", "GPL-3.0-or-later")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("MIT", ("MIT",)),
        ("The MIT License", ("MIT",)),
        ("Apache License, Version 2.0", ("Apache-2.0",)),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", ("Apache-2.0",)),
        ("GPLv3", GPL3),
        ("GNU General Public License v2 or later", ("GPL-2.0-or-later",)),
        ("LGPL-2.1+", ("LGPL-2.1-or-later",)),
        ("GNU Lesser General Public License v2.1", ("LGPL-2.1-only", "LGPL-2.1-or-later")),
        ("AGPLv3", ("AGPL-3.0-only", "AGPL-3.0-or-later")),
        ("木兰宽松许可证，第2版", ("MulanPSL-2.0",)),
        ("木兰宽松许可证", ("MulanPSL-1.0", "MulanPSL-2.0")),
        ("MulanPubL-2.0", ("LicenseRef-scancode-mulanpubl-2.0",)),
        ("Apache-2.0 WITH LLVM-exception", ("Apache-2.0 WITH LLVM-exception",)),
        ("LicenseRef-Ours AND MIT", ("LicenseRef-Ours AND MIT",)),
        ("Ours AND MIT", ()),
        ("proprietary", ()),
        ("see the website", ()),
        ("", ()),
        ("()", ()),
    ],
)
def test_words_are_mapped_only_where_they_are_certain(words: str, expected: tuple[str, ...]) -> None:
    assert meanings(words) == expected


@pytest.mark.parametrize("words", ["BSD", "GPL", "LGPL", "Apache", "MPL", "BSL"])
def test_a_family_names_no_single_licence(words: str) -> None:
    assert len(meanings(words)) > 1


def test_every_meaning_is_an_expression_in_its_one_form() -> None:
    for words, meant in MEANINGS.items():
        assert meanings(words) in {meant, (canonical(words),)}, words
        assert all(canonical(one) == one for one in meant), words


def test_every_identifier_of_spdx_means_itself() -> None:
    strange = [name for name in sorted(spdx_identifiers()) if meanings(name) != (canonical(name),)]
    assert strange == []


@pytest.mark.parametrize(
    ("classifier", "expected"),
    [
        ("License :: OSI Approved :: MIT License", ("MIT",)),
        ("License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication", ("CC0-1.0",)),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", GPL3),
        ("License :: Other/Proprietary License", ()),
        ("License :: OSI Approved", None),
        ("Typing :: Typed", None),
    ],
)
def test_a_classifier_may_say_less_than_it_seems(classifier: str, expected: tuple[str, ...] | None) -> None:
    assert classifier_meanings(classifier) == expected


@given(st.text(max_size=80))
def test_any_words_mean_expressions_or_nothing(words: str) -> None:
    assert all(canonical(one) for one in meanings(words))
