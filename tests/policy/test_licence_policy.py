"""Is every licence of the kind lists and the city say, and is a guess never taken for a licence?"""

import pytest

from tests.policy import licence_list
from tests.policy.licence_files import policy, read
from xingtu.errors import PolicyError
from xingtu.policy.licence_expression import Licence
from xingtu.policy.licence_policy import FILE, LIST, STANDINGS, parse_licence_list, parse_licences

TEXT = read(FILE)
MULAN_PUBL = "LicenseRef-scancode-mulanpubl-2.0"


def test_the_list_is_what_scancode_and_spdx_bring() -> None:
    assert read(LIST) == licence_list.written()


def test_the_list_says_its_version_its_day_and_whose_it_is() -> None:
    listed = policy().listed
    assert listed.version.startswith("scancode-32.5.0+spdx-")
    assert listed.dated_on.isoformat() == "2025-07-01"
    assert "nexB" in listed.attribution


@pytest.mark.parametrize(
    ("expression", "is_open"),
    [
        ("MIT", True),
        ("GPL-2.0", True),
        ("MulanPSL-2.0", True),
        ("MulanPubL-2.0", True),
        ("CC0-1.0", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("SISSL", True),
        ("MIT AND GPL-3.0-or-later", True),
        ("MIT OR BUSL-1.1", True),
        ("MIT AND BUSL-1.1", False),
        ("SSPL-1.0", False),
        ("RSALv2 OR SSPLv1", False),
        ("Elastic-2.0", False),
        ("BUSL-1.1", False),
        ("CC-BY-NC-4.0", False),
        ("Apache-2.0 WITH Commons-Clause", False),
        ("JSON", None),
        ("MIT AND Nobody-1.0", None),
        ("MIT AND LicenseRef-scancode-other-permissive", None),
        ("LicenseRef-scancode-proprietary-license", None),
        ("LicenseRef-scancode-unknown-license-reference AND SSPL-1.0", None),
        ("", None),
        ("NOASSERTION", None),
        ("MIT/X11", None),
    ],
)
def test_what_is_open_source_and_what_a_person_has_to_look_at(expression: str, is_open: bool | None) -> None:  # noqa: FBT001
    assert policy().is_open(expression) is is_open


@pytest.mark.parametrize(
    ("expression", "use", "verdict"),
    [
        ("BUSL-1.1", "seed_library", "refused"),
        ("BUSL-1.1", "first_version", "questioned"),
        ("BUSL-1.1", "internal", "questioned"),
        ("BUSL-1.1", "adopter", "refused"),
        ("JSON", "first_version", "allowed"),
        ("JSON", "seed_library", "questioned"),
        ("Apache-2.0", "seed_library", "allowed"),
    ],
)
def test_a_use_allows_questions_or_refuses(expression: str, use: str, verdict: str) -> None:
    assert policy().verdict(expression, use) == verdict


def test_worse_is_higher_and_a_choice_is_as_mild_as_its_mildest() -> None:
    ranks = [policy().rank(one) for one in ("MIT", "LGPL-2.1-only", "GPL-2.0-only", "SSPL-1.0", "LicenseRef-scancode-commercial-license")]
    assert ranks == sorted(set(ranks))
    assert policy().rank("MIT OR SSPL-1.0") == policy().rank("MIT")
    assert policy().rank("MIT AND SSPL-1.0") == policy().rank("SSPL-1.0")
    assert policy().rank("MIT AND Nobody-1.0") is None


def test_every_listed_licence_has_a_standing() -> None:
    assert {policy().standing(Licence(name)) for name in policy().listed.licences} == set(STANDINGS)


def test_what_osi_or_fsf_approve_is_open_here_too() -> None:
    approved = [one for one in policy().listed.licences.values() if (one.osi or one.fsf) and not one.exception]
    assert len(approved) > 150
    assert {one.id for one in approved if policy().is_open(one.id) is not True} == set()


def test_duties_depend_on_the_way_it_is_given_on_and_on_changes() -> None:
    apache, agpl = Licence("Apache-2.0"), Licence("AGPL-3.0-only")
    assert "state_changes" in policy().asks(apache, distribution="source", modified=None)
    assert "state_changes" not in policy().asks(apache, distribution="source", modified=False)
    assert policy().asks(apache, distribution="internal", modified=True) == ()
    assert policy().asks(agpl, distribution="saas", modified=False) == ("network_source", "patent_ends")
    assert "network_source" not in policy().asks(Licence("GPL-3.0-only"), distribution="saas", modified=True)
    assert "source_three_years" in policy().asks(Licence(MULAN_PUBL), distribution="saas", modified=False)


def test_every_duty_is_said_in_both_languages_and_asked_by_somebody() -> None:
    asked = {one for duties in policy().duties for one in duties.obligations}
    assert asked == set(policy().obligations)
    assert all(one.text.endswith("。") and one.text_en.endswith(".") for one in policy().obligations.values())


def test_deprecated_and_english_names_mean_the_licence_of_today() -> None:
    for old, new in (
        ("gpl-2.0+", "GPL-2.0-or-later"),
        ("MulanPubL-2.0", MULAN_PUBL),
        ("LicenseRef-scancode-mulanpsl-2.0-en", "MulanPSL-2.0"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ):
        assert str(policy().read(old)) == new


def test_or_later_offers_its_versions_oldest_first() -> None:
    versions = [one.id for one in policy().versions(Licence("GPL-2.0-or-later"))]
    assert versions == ["GPL-2.0-only", "GPL-3.0-only"]
    assert policy().versions(Licence("MIT")) == (Licence("MIT"),)
    assert policy().versions(Licence("Apache-1.1+")) == (Licence("Apache-1.1"),)


REFUSED = [
    ('category = "Copyleft Limited"', 'category = "Copyleft limited"', "不在可选值之内"),
    ('id = "SISSL"', 'id = "SISL"', "是不是 “SISSL”"),
    ('questioned = ["unlisted", "unclear"]\n', 'questioned = ["unlisted"]\n', "合起来应恰好是"),
    ('on = ["source", "binary"]', 'on = ["sources"]', "on 应是"),
    ('versions = ["GPL-3.0-only"]', 'versions = ["GPL-3.0"]', "不在名单里"),
    ('"RSALv2" = "LicenseRef-scancode-rsalv2"', '"RSALv2" = "LicenseRef-scancode-rsal"', "名单里没有它"),
    ('licences = ["AGPL-*"]', 'licences = ["AGPLv-*"]', "不合名单里任何一个"),
    ('obligations = ["attribution"]', 'obligations = ["atribution"]', "没有写过"),
    ('severity = "green"', 'severity = "blue"', "severity"),
    ('id = "CLA"', 'id = "CLAs"', "请为它写一段"),
    ("verified = false\nsource", "verifed = false\nsource", "写成了 “verifed”"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[said for *_, said in REFUSED])
def test_a_policy_that_names_what_there_is_not_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(PolicyError) as caught:
        parse_licences(TEXT.replace(old, new, 1), file_name=f"policy/{FILE}", listed=policy().listed)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": "1", "dated_on": "today", "attribution": "", "licences": []}'])
def test_a_list_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="读不懂"):
        parse_licence_list(text, file_name="list.json")
