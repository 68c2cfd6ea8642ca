"""What a blind reviewer gets of the example city: numbers and texts in which nobody can be recognised."""

from collections.abc import Callable
from dataclasses import asdict

import pytest

from portal.accounts.models import Grant, Organisation, Person
from portal.accounts.roles import Role
from portal.evidence.models import Run
from portal.evidence.selectors.conflicts import Parties
from portal.evidence.selectors.redaction import MASK, blind_dossier, identifying_words, redacted
from portal.register.models import HostAccount, Mailbox, Proof, Record, Repository

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties(city: object) -> Parties:
    Organisation.objects.filter(pk="lizhou").update(name_en="Lizhou Industrial Software Co., Ltd.", uscc="91500000MA5U000015")
    HostAccount.objects.create(person_id="citizen-01", host="gitee", login="zhiyuan-lin", proof=Proof.HOST_SIGN_IN)
    Mailbox.objects.create(person_id="citizen-01", address="linzy@home.example")
    Record.objects.filter(pk="gearsim").update(homepage="https://gearsim-docs.example/start")
    Grant.objects.create(person_id="citizen-07", role=Role.ORG_MEMBER, organisation_id="lizhou")
    return Parties(person_ids=("citizen-01",), organisation_ids=("lizhou",), record_ids=("gearsim",))


def test_names_short_forms_codes_accounts_and_addresses_identify(parties: Parties) -> None:
    words = set(identifying_words(parties))
    assert words >= {
        "砺轴工业软件有限公司", "砺轴", "91500000MA5U000015", "lizhou.example", "lizhou", "林知远", "知远", "齿轮仿真", "gearsim",
        "zhiyuan-lin", "linzy@home.example", "gearsim-docs", Person.objects.get(pk="citizen-07").name,
    }  # fmt: skip
    assert "github.com" not in words


def test_a_text_about_the_applicant_loses_every_trace(parties: Parties) -> None:
    words = identifying_words(parties)
    url = Repository.objects.get(pk="gearsim").url
    text = (
        f"砺 轴公司（Ｌｉｚｈｏｕ）的林知远（LIN ZHIYUAN，zhiyuan-lin）维护齿轮仿真 GearSim：{url} ，主页 gearsim-docs.example，"
        "信用代码 91500000ma5u000015，联系 linzy@home.example。合入 35 个变更。"
    )
    hidden = redacted(text, words)
    for trace in ("砺", "lizhou", "ｌ", "林知远", "zhiyuan", "gearsim", "齿轮仿真", "xinghe", "91500000", "linzy", "@"):
        assert trace not in hidden.lower(), hidden
    assert "合入 35 个变更" in hidden
    assert MASK in hidden


def test_former_names_identify_too(parties: Parties) -> None:
    from portal.register.models import Revision  # noqa: PLC0415 - the rest of the file needs none

    Revision.objects.create(record_id="gearsim", version=999, content={"name": "旧名传动器", "homepage": "https://old-drive.example"})
    assert {"旧名传动器", "old-drive"} <= set(identifying_words(parties))


def test_a_blind_dossier_holds_numbers_and_not_one_identifying_word(runs: Callable[..., Run]) -> None:
    run = runs()
    dossier = blind_dossier(["gearsim", "newborn"], run, ["merged_changes", "credited_lines", "elephant_factor", "no_such_metric"])
    assert [line.metric for line in dossier.lines] == ["merged_changes", "credited_lines", "elephant_factor"]
    assert (dossier.repositories, dossier.unread) == (2, 1)
    changes = dossier.lines[0]
    assert changes.definition
    assert changes.parts[0]
    words = identifying_words(Parties(record_ids=("gearsim", "newborn"), organisation_ids=("lizhou",)))
    text = str(asdict(dossier))
    assert redacted(text, words, addresses=False) == text


def test_coarse_numbers_cannot_be_looked_up(runs: Callable[..., Run]) -> None:
    run = runs()
    exact = blind_dossier(["gearsim"], run, ["merged_lines", "merged_changes"])
    coarse = blind_dossier(["gearsim"], run, ["merged_lines", "merged_changes"], coarse=True)
    lines, about = exact.lines[0].value, coarse.lines[0].value
    assert lines
    assert about
    assert about != lines
    assert len(str(about).rstrip("0")) <= 2
    assert abs(about - lines) * 20 <= lines
