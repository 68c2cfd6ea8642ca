import html
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.journal.models import Entry
from portal.register.models import Mailbox, Project, Proof, Repository, State
from portal.register.services import mailbox_prove
from tests.collect.conftest import Scanner
from tests.gitrepo import Repo
from tests.portal.city import developer, grant, organisation, person
from tests.ssh_signing import Signer, with_signature

SignIn = Callable[..., Client]
OLD = "li.old@gone.example"
PGP = b"-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\n"


class Clone:
    """The repository of a registered project, and what was read of it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.repo, self.home, self.signer = Repo(folder / "r"), home, Signer()
        self.commit(b"Wu <wu@x.example>", sign=False)

    def commit(self, author: bytes = b"Li <Li.Old@gone.example>", *, signature: bytes = b"", sign: bool = True) -> str:
        self.repo.clock += 60
        parent = self.repo.path / "refs/heads/main"
        body = b"tree %b\n" % self.repo.tree({b"a": b"%d" % self.repo.clock}).encode()
        body += b"parent %b\n" % parent.read_bytes().strip() if parent.exists() else b""
        body += b"author %b %d +0800\n" % (author, self.repo.clock) + b"committer Wu <wu@x.example> 1700000000 +0800\n\nwork\n"
        if signature or sign:
            body = with_signature(body, signature) if signature else self.signer.signed(body)
        made = self.repo.object(b"commit", body)
        self.repo.point("refs/heads/main", made)
        return made

    def scan(self) -> None:
        Scanner(self.home).scan(self.repo, "starmap")


@pytest.fixture
def clone(db: None, home: Path, tmp_path: Path) -> Clone:
    """Registered by somebody else."""
    project = Project.objects.create(id="starmap", kind="project", name="星图", serial=1, state=State.REGISTERED, person=person("吴"))
    Repository.objects.create(id="starmap", record=project, name="starmap", url="https://host.example/wu/starmap", serial=1)
    return Clone(tmp_path, home)


@pytest.fixture
def li(clone: Clone) -> Acting:
    return developer(person("李"))


class Desk:
    """Li at the page of the old mailbox."""

    def __init__(self, browser: Client, who: Acting) -> None:
        self.browser = browser
        assert who.person is not None
        self.mailbox = Mailbox.objects.create(person=who.person, address=OLD)
        self.address = f"/me/identities/mailboxes/{self.mailbox.pk}/signature/"

    def challenge(self) -> str:
        page = html.unescape(self.browser.get(self.address).content.decode())
        found = re.search(r"printf '%s' '([^']+)' \| ssh-keygen -Y sign -n xingtu ", page)
        assert found is not None
        return found[1]

    def answer(self, signer: Signer, *, over: str = "", namespace: bytes = b"xingtu", repository: str = "") -> str:
        """Sign and send; what the page then says."""
        challenge = self.challenge()
        return self.send(challenge, signer.sign((over or challenge).encode(), namespace).decode(), repository)

    def send(self, challenge: str, signature: str, repository: str = "") -> str:
        given = {"challenge": challenge, "signature": signature, "repository": repository}
        page = self.browser.post(self.address, given, follow=True).content.decode()
        self.mailbox.refresh_from_db()
        return html.unescape(page)


@pytest.fixture
def desk(li: Acting, signed_in: SignIn, clone: Clone) -> Callable[[], Desk]:
    """The mailbox is claimed after everything was scanned."""

    def claim() -> Desk:
        clone.scan()
        return Desk(signed_in(li), li)

    return claim


def test_an_old_mailbox_is_proven_by_the_key_that_signed_its_commits(clone: Clone, desk: Callable[[], Desk]) -> None:
    commit = clone.commit()
    clone.commit(b"Wu <wu@x.example>", sign=False)
    at = desk()
    assert at.address in at.browser.get(f"/me/identities/mailboxes/{at.mailbox.pk}/").content.decode()
    assert "已用签名提交证明" in at.answer(clone.signer, repository="https://host.example/wu/starmap.git")
    assert (at.mailbox.proof, at.mailbox.counts) == (Proof.SIGNED_COMMIT, True)
    assert at.mailbox.proof_detail.startswith(f"starmap {commit} SHA256:")
    entry = Entry.objects.filter(event="mailbox.proven").get()
    assert OLD not in f"{entry.details}{entry.subject}"


def test_all_registered_repositories_are_looked_at_when_none_is_named(clone: Clone, desk: Callable[[], Desk]) -> None:
    clone.commit()
    at = desk()
    at.answer(clone.signer)
    assert at.mailbox.counts


@pytest.mark.parametrize(
    ("over", "namespace", "says"), [("another text", b"xingtu", "与页面上的这段文字不符"), ("", b"file", "签名的用途不对")]
)
def test_a_signature_on_something_else_proves_nothing(
    clone: Clone, desk: Callable[[], Desk], over: str, namespace: bytes, says: str
) -> None:
    clone.commit()
    at = desk()
    assert says in at.answer(clone.signer, over=over, namespace=namespace)
    assert not at.mailbox.counts


def test_another_key_proves_nothing(clone: Clone, desk: Callable[[], Desk]) -> None:
    clone.commit()
    at = desk()
    assert "1 次是用别的密钥签名的" in at.answer(Signer())
    assert not at.mailbox.counts


@pytest.mark.parametrize(
    ("kind", "says"), [("none", "都没有签名"), ("pgp", "1 次是 GPG 签名"), ("forged", "1 次的签名与提交内容不符"), ("cut", "不能识别")]
)
def test_the_page_says_what_the_commits_lack(clone: Clone, desk: Callable[[], Desk], kind: str, says: str) -> None:
    forged = {"pgp": PGP, "forged": clone.signer.sign(b"another commit", b"git"), "cut": clone.signer.sign(b"x", b"git")[:99]}
    clone.commit(signature=forged.get(kind, b""), sign=False)
    at = desk()
    assert says in at.answer(clone.signer)
    assert not at.mailbox.counts


def test_my_own_signed_commit_under_another_mailbox_proves_nothing(clone: Clone, desk: Callable[[], Desk]) -> None:
    clone.commit(b"Li <li@people.example>")
    at = desk()
    assert "没有以这个邮箱为作者的提交" in at.answer(clone.signer)
    assert not at.mailbox.counts


def test_a_commit_pushed_after_the_claim_proves_nothing_whatever_its_date(clone: Clone, desk: Callable[[], Desk]) -> None:
    at = desk()
    clone.commit()
    Mailbox.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    Scanner(clone.home).scan(clone.repo, "starmap")
    assert "没有以这个邮箱为作者的提交" in at.answer(clone.signer)
    Mailbox.objects.update(claimed_at=timezone.now())
    at.answer(clone.signer)
    assert at.mailbox.counts, "claimed after the scan, the same commit counts"


def test_a_commit_dated_after_the_claim_proves_nothing(clone: Clone, desk: Callable[[], Desk]) -> None:
    clone.repo.clock = int(timezone.now().timestamp()) + 3600
    clone.commit()
    at = desk()
    assert "没有以这个邮箱为作者的提交" in at.answer(clone.signer)
    assert not at.mailbox.counts


@pytest.mark.parametrize("how", ["registered", "proven", "administered"])
def test_ones_own_repository_proves_nothing(clone: Clone, li: Acting, desk: Callable[[], Desk], how: str) -> None:
    if how == "registered":
        Project.objects.update(person=li.person)
    elif how == "administered":
        firm = organisation("somefirm", "某公司")
        grant(li.person, Role.ORG_ADMIN, organisation=firm)
        Project.objects.update(organisation=firm)
    else:
        Repository.objects.update(proven_by=li.actor_id)
    clone.commit()
    at = desk()
    assert "没有以这个邮箱为作者的提交" in at.answer(clone.signer)
    assert "这是您或您管理的单位登记的仓库" in at.answer(clone.signer, repository="starmap")
    assert not at.mailbox.counts


def test_a_repository_that_is_not_public_is_not_there(clone: Clone, desk: Callable[[], Desk]) -> None:
    clone.commit()
    Project.objects.update(state=State.DRAFT)
    at = desk()
    assert "没有登记这个仓库" in at.answer(clone.signer, repository="https://host.example/wu/starmap")
    assert "没有登记这个仓库" in at.answer(clone.signer, repository="https://host.example/wu/nothing")
    at.answer(clone.signer)
    assert not at.mailbox.counts


def test_a_clone_that_is_gone_is_said(clone: Clone, desk: Callable[[], Desk]) -> None:
    clone.commit()
    at = desk()
    shutil.rmtree(clone.repo.path)
    assert "克隆现在读不到" in at.answer(clone.signer)
    assert not at.mailbox.counts


def test_the_text_is_good_for_one_claim_and_a_day(
    clone: Clone, desk: Callable[[], Desk], signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.commit()
    at = desk()
    challenge = at.challenge()
    signature = clone.signer.sign(challenge.encode()).decode()
    later = at.mailbox.claimed_at.timestamp() + 86_500
    with monkeypatch.context() as clock:
        clock.setattr(signing.time, "time", lambda: later)
        assert "已过 24 小时" in at.send(challenge, signature)
    made_up = challenge[:-1] + ("A" if challenge[-1] != "A" else "B")
    assert "已过 24 小时" in at.send(made_up, clone.signer.sign(made_up.encode()).decode())
    assert not at.mailbox.counts
    wu = developer(person("另一人"))
    theirs = Desk(signed_in(wu), wu)
    assert "不属于这个邮箱" in theirs.send(challenge, signature)
    assert not theirs.mailbox.counts


def test_somebody_elses_mailbox_is_not_there(desk: Callable[[], Desk], signed_in: SignIn) -> None:
    at = desk()
    signed_in(developer(person("另一人")))
    assert at.browser.get(at.address).status_code == 404
    assert at.browser.post(at.address, {}).status_code == 404


def test_a_mailbox_somebody_has_proven_before_goes_to_the_desk(clone: Clone, desk: Callable[[], Desk]) -> None:
    clone.commit()
    at = desk()
    other = person("另一人")
    mailbox_prove(person=other, address=OLD, proof=Proof.MAIL_CODE, by=developer(other))
    assert "已为您立争议工单" in at.answer(clone.signer)
    assert not at.mailbox.counts
    assert Case.objects.get().subject == str(at.mailbox.pk)


@pytest.mark.parametrize(
    "pasted", ["", "hello", "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----", PGP.decode(), "x" * 9000]
)
def test_whatever_is_pasted_is_answered_with_what_to_do(desk: Callable[[], Desk], pasted: str) -> None:
    at = desk()
    answer = at.browser.post(at.address, {"challenge": at.challenge(), "signature": pasted})
    assert answer.status_code == 400
    assert Person.objects.count() == 2
