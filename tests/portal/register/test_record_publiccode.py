"""Does a publiccode.yml come in and go out without losing anything, and can none hurt us?"""

import pytest
import yaml

from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.register.models import Project
from portal.register.publiccode import read_publiccode, write_publiccode
from portal.register.services.publiccode import project_from_publiccode, project_take_publiccode
from tests.portal.city import Town, town

FULL = """
publiccodeYmlVersion: "0.4"
name: Tianqi 天启
url: https://gitee.com/xinghe/tianqi
landingURL: https://tianqi.example.org
releaseDate: 2025-03-01
platforms: [linux, web]
developmentStatus: stable
softwareType: standalone/web
description:
  zh-Hans:
    shortDescription: 工业网关
    longDescription: |
      第一段。

      第二段。
    features: [采集, 转发]
  en:
    localisedName: Tianqi Gateway
    shortDescription: An industrial gateway
legal:
  license: MulanPSL-2.0
  mainCopyrightOwner: 砺轴
maintenance:
  type: internal
  contacts:
    - name: 王工
      email: wang@lizhou.example
      phone: "13800000000"
localisation:
  localisationReady: true
  availableLanguages: [zh, en]
x-xingtu:
  district: yinhan
  fields: [industrial]
  languages: [Rust, C++]
"""


@pytest.fixture
def here(db: None) -> Town:
    return town(("yinhan", "lanyue"))


def test_a_file_becomes_a_draft_with_its_repository(here: Town) -> None:
    record = project_from_publiccode(said=read_publiccode(FULL), by=here.acting[Role.DEVELOPER])
    project = Project.objects.get()
    assert (record.pk, project.name, project.name_en, project.licence) == (
        "tianqi-gateway",
        "Tianqi 天启",
        "Tianqi Gateway",
        "MulanPSL-2.0",
    )
    assert (project.district, project.fields, project.languages) == ("yinhan", ["industrial"], ["Rust", "C++"])
    assert project.description == "第一段。\n\n第二段。"
    assert project.repositories.get().url == "https://gitee.com/xinghe/tianqi"


def test_what_came_in_goes_out_again_and_comes_back_the_same(here: Town) -> None:
    by = here.acting[Role.DEVELOPER]
    record = project_from_publiccode(said=read_publiccode(FULL), by=by)
    text = write_publiccode(Project.objects.get(), "https://gitee.com/xinghe/tianqi")
    written, given = yaml.safe_load(text), yaml.safe_load(FULL)
    assert written["platforms"] == given["platforms"]
    assert written["description"]["zh-Hans"]["features"] == ["采集", "转发"]
    assert written["maintenance"]["contacts"] == [{"name": "王工"}]
    assert written["x-xingtu"]["id"] == record.pk
    assert "标准要求而登记里没有" not in text
    assert project_take_publiccode(record=record, version=1, said=read_publiccode(text), by=by).version == 1


def test_no_mailbox_and_no_telephone_is_kept(here: Town) -> None:
    said = read_publiccode(FULL)
    assert "wang@lizhou.example" not in str(said.further)
    assert "13800000000" not in str(said.further)


def test_what_the_standard_asks_for_and_we_do_not_know_is_named_not_guessed(here: Town) -> None:
    project_from_publiccode(said=read_publiccode("name: Bare"), by=here.acting[Role.DEVELOPER])
    text = write_publiccode(Project.objects.get(), "")
    assert "platforms" in text.splitlines()[1]
    assert "platforms" not in yaml.safe_load(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "just text", "- a\n- b", "name: [", "a: &x [1]\nname: *x", "name: " + "[" * 200, "[" * 5000, "x" * 70_000, "landingURL: https://a.example",
        "name: !!python/object/apply:os.system ['true']", "name: a\nextra: !!binary aGk=", "name: a\nextra: .nan",
        'name: "\\ud800"', "name: a\n? [1]\n: b",
        "name: {a: b}", "name: true",
    ],
)  # fmt: skip
def test_what_is_no_publiccode_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_publiccode(text)
    assert set(caught.value.problems) == {"text"}


def test_a_wrong_value_is_told_and_nothing_is_kept(here: Town) -> None:
    with pytest.raises(Invalid) as caught:
        project_from_publiccode(said=read_publiccode("name: Bare\ndevelopmentStatus: finished"), by=here.acting[Role.DEVELOPER])
    assert set(caught.value.problems) == {"development_status"}
    assert not Project.objects.exists()


def test_one_endless_word_is_read_in_no_time() -> None:
    read = read_publiccode(f"name: 天启\nx-note: {'a' * 60_000}\nx-contact: {'a' * 100}@b.example\n")
    assert set(read.further) == {"x-note"}
