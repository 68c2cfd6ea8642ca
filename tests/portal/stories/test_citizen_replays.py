"""Journey 6: a citizen opens a ranking, downloads the run and recomputes it on another computer to the same hash."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import axe_violations
from tests.portal.stories.conftest import run_now
from tests.stories.office import Office, mailboxes, xingtu


def test_a_citizen_opens_a_ranking_downloads_the_run_and_replays_it(
    city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    run = run_now()
    page = visit(None, "/rankings/")
    page.get_by_role("link", name="个人").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("个人")
    assert axe_violations(page) == []
    screenshot(page, "ranking")
    text = page.locator("main").inner_text()
    assert "林**" in text or "林*" in text  # nobody agreed to be named yet
    assert "林知远" not in text
    assert not [address for address in mailboxes() if address in page.content()]

    with page.expect_download() as wait:
        page.get_by_role("link", name="公开运行包").click()
    bundle = tmp_path / "bundle.zip"
    wait.value.save_as(bundle)
    hosts = city.city_file.parent / "hosts"
    answer = xingtu("replay", bundle, "--repositories", hosts, home=tmp_path / "another-computer")
    assert answer.code == 0, answer.err
    assert run.run_id in answer.out
    assert run.results_hash in answer.out

    page.goto("/verify/")
    page.locator("input[type=file]").set_input_files(bundle)
    page.locator("main").get_by_role("button", name="核验").click()
    expect(page.locator("main").get_by_text("每一处散列都对得上")).to_be_visible()
    assert axe_violations(page) == []
    screenshot(page, "verified")


def test_a_bundle_changed_on_the_way_is_told_apart(city: Office, visit: Callable[..., Page], tmp_path: Path) -> None:
    run = run_now()
    page = visit(None, f"/verify/{run.short}/")
    with page.expect_download() as wait:
        page.get_by_role("link", name="公开运行包").click()
    honest, forged = tmp_path / "honest.zip", tmp_path / "forged.zip"
    wait.value.save_as(honest)
    with zipfile.ZipFile(honest) as read, zipfile.ZipFile(forged, "w") as written:
        for name in read.namelist():
            content = read.read(name)
            written.writestr(
                name,
                content.replace(b'"places"', b'"Places"')
                if name.endswith("crediting.toml")
                else content + b""
                if name != "results.json"
                else content.replace(run.results_hash.encode(), b"0" * 64),
            )
    page.goto("/verify/")
    page.locator("input[type=file]").set_input_files(forged)
    page.locator("main").get_by_role("button", name="核验").click()
    expect(page.locator("main")).to_contain_text("不")
    expect(page.locator("main").get_by_text("每一处散列都对得上")).to_have_count(0)
