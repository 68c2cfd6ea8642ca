"""Do conditions and reasons name libraries and programmes as people call them?"""

from portal.evidence.home import series_name
from portal.evidence.selectors.judging import city_names
from xingtu.policy.rule_use import RuleUse


def test_a_series_goes_by_its_newest_programme_without_the_year() -> None:
    assert series_name("adopter-subsidy") == ("开源产品应用补贴", "Adopter subsidy")


def test_a_series_nobody_has_a_file_of_goes_by_its_id() -> None:
    assert series_name("moon-landing") == ("moon-landing", "moon-landing")


def test_rules_speak_of_libraries_and_of_the_programmes_they_name() -> None:
    called = city_names([RuleUse("once_per_year", {"programme": "contest"}), RuleUse("in_library", {"library": "pilots"})])
    assert called["pilots"] == ("试点示范", "Pilots and demonstrations")
    assert called["contest"] == ("开源软件创新大赛", "Open source contest")
    assert "adopter-subsidy" not in called
