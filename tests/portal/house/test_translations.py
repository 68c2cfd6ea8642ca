"""Is every text of the portal said in English, and does the tool notice when it is not?"""

import gettext
from pathlib import Path

import pytest

from portal.house import translations


@pytest.fixture
def one_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal with one app, which says two things: one in Python, one in a template."""
    app = tmp_path / "shop"
    (app / "templates" / "shop").mkdir(parents=True)
    (app / "apps.py").write_text('_("商店")\n', "utf-8")
    (app / "templates" / "shop" / "page.html").write_text(
        '<h1>\n    {% translate "欢迎" %}\n  {% blocktranslate trimmed with n=count %}\n  共 {{ n }} 件\n{% endblocktranslate %}</h1>',
        "utf-8",
    )
    monkeypatch.setattr(translations, "PORTAL", tmp_path)
    return app


def say(app: Path, **english: str) -> None:
    """Fill in the English of the app's file."""
    path = app / translations.LOCALE / "django.po"
    text = path.read_text("utf-8")
    for chinese, said in english.items():
        text = text.replace(f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{said}"')
    path.write_text(text, "utf-8")


COMPLETE = {"商店": "Shop", "欢迎": "Welcome", "共 %(n)s 件": "%(n)s items"}


@pytest.mark.parametrize("app", translations.apps())
def test_everything_an_app_says_is_said_in_english(app: str) -> None:
    assert translations.check(app) == []


def test_a_new_text_is_missed_until_it_is_said_in_english(one_app: Path) -> None:
    assert translations.extract("shop") == 3
    assert len(translations.check("shop")) == 3
    say(one_app, **COMPLETE)
    assert translations.check("shop") == []


def test_extracting_again_keeps_the_english_and_changes_no_byte(one_app: Path) -> None:
    translations.extract("shop")
    say(one_app, **COMPLETE)
    before = translations.catalogue_path("shop").read_bytes()
    assert translations.extract("shop") == 0
    assert translations.catalogue_path("shop").read_bytes() == before


def test_a_text_that_is_gone_is_stale_until_extracted(one_app: Path) -> None:
    translations.extract("shop")
    say(one_app, **COMPLETE)
    (one_app / "apps.py").write_text("", "utf-8")
    assert "商店" in " ".join(translations.check("shop"))
    translations.extract("shop")
    assert translations.check("shop") == []


def test_a_placeholder_lost_in_english_is_found(one_app: Path) -> None:
    translations.extract("shop")
    say(one_app, **(COMPLETE | {"共 %(n)s 件": "some items"}))
    assert "占位符" in " ".join(translations.check("shop"))


def test_fuzzy_english_does_not_count(one_app: Path) -> None:
    translations.extract("shop")
    say(one_app, **COMPLETE)
    path = translations.catalogue_path("shop")
    path.write_text(path.read_text("utf-8").replace('msgid "商店"', '#, fuzzy\nmsgid "商店"'), "utf-8")
    assert "fuzzy" in " ".join(translations.check("shop"))


def test_chinese_outside_a_tag_is_found_in_text_and_in_attributes(one_app: Path) -> None:
    translations.extract("shop")
    say(one_app, **COMPLETE)
    (one_app / "templates" / "shop" / "other.html").write_text('{# 说明 #}<p title="标题">正文</p>', "utf-8")
    assert len(translations.check("shop")) == 1


def test_a_text_said_elsewhere_is_taken_over(one_app: Path) -> None:
    translations.extract("shop")
    say(one_app, **COMPLETE)
    other = one_app.parent / "stall"
    other.mkdir()
    (other / "apps.py").write_text('_("商店")\n', "utf-8")
    assert translations.extract("stall") == 0


def test_the_compiled_file_is_made_once_and_read_by_gettext(one_app: Path) -> None:
    translations.extract("shop")
    say(one_app, **COMPLETE)
    (made,) = translations.compile_all()
    assert translations.compile_all() == []
    with made.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("商店") == "Shop"
