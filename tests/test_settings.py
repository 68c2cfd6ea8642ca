"""Is the environment read once, completely, and are mistakes told?"""

from pathlib import Path

import pytest

from xingtu.errors import XingtuError
from xingtu.settings import now, settings_from


def test_an_empty_environment_gives_usable_settings() -> None:
    found = settings_from({})
    assert found.home == Path.home() / ".xingtu"
    assert (found.policy / "crediting.toml").is_file()
    assert found.workers >= 1
    assert (found.production, found.lang) == (False, "zh")


def test_every_setting_can_be_given() -> None:
    found = settings_from(
        {
            "XINGTU_HOME": "/srv/x",
            "XINGTU_POLICY": "/srv/p",
            "XINGTU_WORKERS": "3",
            "XINGTU_PRODUCTION": "TRUE",
            "XINGTU_LANG": "en",
            "OTHER": "1",
        }
    )
    assert (found.home, found.policy, found.workers, found.production, found.lang) == (Path("/srv/x"), Path("/srv/p"), 3, True, "en")


def test_a_folder_may_be_written_relative_or_from_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/li")
    assert settings_from({"XINGTU_HOME": "lake"}).home == tmp_path / "lake"
    assert settings_from({"XINGTU_HOME": "~/lake"}).home == Path("/home/li/lake")


def test_an_unknown_name_is_an_error_that_suggests_the_near_one() -> None:
    with pytest.raises(XingtuError, match=r"XINGTU_WORKER .*是否想写 XINGTU_WORKERS"):
        settings_from({"XINGTU_WORKER": "2"})
    with pytest.raises(XingtuError, match=r"已知的有 .*XINGTU_HOME"):
        settings_from({"XINGTU_QQQQ": "2"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("XINGTU_WORKERS", "0"), ("XINGTU_WORKERS", "-1"), ("XINGTU_WORKERS", "two"), ("XINGTU_WORKERS", "²"),
     ("XINGTU_PRODUCTION", "yes"), ("XINGTU_LANG", "fr")],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(XingtuError, match=f"{name}='{value}'"):
        settings_from({name: value})


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "zh"), ({"LANG": "en_US.UTF-8"}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LC_ALL": "zh_CN", "LANG": "en_US"}, "zh"),
        ({"LANG": "C"}, "zh"), ({"LANG": "en_US", "XINGTU_LANG": "zh"}, "zh"),
    ],
)  # fmt: skip
def test_the_language_follows_the_setting_then_the_locale(environment: dict[str, str], lang: str) -> None:
    assert settings_from(environment).lang == lang


def test_the_one_clock_is_in_utc() -> None:
    offset = now().utcoffset()
    assert offset is not None
    assert not offset
