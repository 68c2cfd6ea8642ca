"""How does a signed commit prove a mailbox? The person signs a text of ours; an old commit by the mailbox bears the same key.

What this shows: whoever claims the mailbox has the key of somebody who wrote commits under it before the claim. Repositories the
person, or a body they administer, registered do not count, because there they could have written any mailbox into the history.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Person
from portal.accounts.roles import Act, Role
from portal.errors import Invalid, NotAllowed
from portal.evidence.selectors.signed_commits import Search, commit_signed_with
from portal.register.addresses import address_of
from portal.register.models import Mailbox, Proof, Repository
from portal.register.models.record import SHOWN
from portal.register.selectors.claims import mailbox_for
from portal.register.services import mailbox_prove
from portal.register.services.mailboxes import Proven
from xingtu.collect.ssh_signature import Flaw, parse_signature
from xingtu.errors import SignatureRefused

NAMESPACE = "xingtu"
GOOD_FOR = timedelta(hours=24)
FLAWS = {
    Flaw.MALFORMED: gettext_lazy("这不是完整的 SSH 签名；请连同首尾两行（BEGIN、END）一起粘贴。"),
    Flaw.OPENPGP: gettext_lazy("这里不支持 GPG 签名；请用 SSH 密钥签名，或改用其他办法证明。"),
    Flaw.KEY_KIND: gettext_lazy("不支持这一类密钥；可用的有 ed25519、ecdsa 和 rsa。"),
    Flaw.SECURITY_KEY: gettext_lazy("不支持安全密钥（sk-）的签名；请用普通密钥，或改用其他办法证明。"),
    Flaw.WEAK_KEY: gettext_lazy("RSA 密钥短于 2048 位或长于 16384 位，不能用来证明。"),
    Flaw.NAMESPACE: gettext_lazy("签名的用途不对；命令里应当是 -n xingtu，请照页面上的命令重签。"),
    Flaw.MISMATCH: gettext_lazy("签名与页面上的这段文字不符；请照页面上的命令重签，不要多签换行。"),
}


def mailbox_challenge(mailbox: Mailbox) -> str:
    """A text for this person and mailbox on this site to sign. It is not kept: our own signature on it tells it again."""
    return _signer().sign(_bound_to(mailbox))


def challenge_holds(mailbox: Mailbox, challenge: str) -> bool:
    """Whether it is one of ours, for this mailbox's claim, and not too old."""
    try:
        return _signer().unsign(challenge, max_age=GOOD_FOR) == _bound_to(mailbox)
    except signing.BadSignature:
        return False


def mailbox_prove_by_signature(*, mailbox_id: int, challenge: str, signature: str, by: Acting, repository: str = "") -> Proven:
    """Prove a mailbox by a signature whose key also signed an old commit of it.

    Raises:
        NotAllowed: not one's own claim.
        Invalid: the text is too old, the signature does not hold, or no such commit was found; says which.
    """
    by.prove(Act.CLAIM_OWN, person_id=by.actor_id)
    mailbox = mailbox_for(by, mailbox_id)
    if by.person is None:
        raise NotAllowed(Act.CLAIM_OWN)
    if not challenge_holds(mailbox, challenge):
        raise Invalid(_("这段文字已过 24 小时或不属于这个邮箱；请照新的命令重新签名。"))
    try:
        given = parse_signature(signature.encode())
        given.verify(challenge.encode(), NAMESPACE)
    except SignatureRefused as error:
        raise Invalid({"signature": FLAWS[Flaw(error.flaw)]}) from error
    repositories = _countable(by.person, repository)
    search = commit_signed_with(key=given.key, address=mailbox.address, before=mailbox.claimed_at, repositories=repositories)
    if search.found is None:
        raise Invalid(_missing(search))
    detail = f"{search.found.scan.repository} {search.found.commit} {given.fingerprint}"
    return mailbox_prove(person=by.person, address=mailbox.address, proof=Proof.SIGNED_COMMIT, detail=detail, by=by)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="evidence.mailbox_signature")


def _bound_to(mailbox: Mailbox) -> str:
    # the site's name, so that nobody signs for another site's claim without seeing it
    return f"xingtu:{urlsplit(settings.ENVIRONMENT.address).netloc}:{mailbox.person_id}:{mailbox.pk}"


def _countable(person: Person, named: str) -> list[str]:
    """Public repositories whose history is not in the person's hands; the one that was named, or all, newest first."""
    run_by_them = Grant.objects.held_on(timezone.localdate()).filter(person=person, role=Role.ORG_ADMIN).values("organisation")
    own = Q(record__person=person) | Q(proven_by=person.pk) | Q(record__organisation__in=run_by_them)
    open_to_all = Repository.objects.filter(record__state__in=SHOWN, removed_at=None)
    if not named.strip():
        return list(open_to_all.exclude(own).order_by("-serial").values_list("id", flat=True))
    try:
        meant = open_to_all.filter(Q(pk=named.strip()) | Q(url=address_of(named).url))
    except Invalid:
        meant = open_to_all.filter(pk=named.strip())
    if not meant.exists():
        raise Invalid({"repository": _("没有登记这个仓库；请填写已登记项目的仓库网址，或不填。")})
    others = list(meant.exclude(own).values_list("id", flat=True))
    if not others:
        raise Invalid({"repository": _("这是您或您管理的单位登记的仓库，不能作为依据：仓库的主人可以写入任何署名。请换一个仓库。")})
    return others


def _missing(search: Search) -> str:
    """What stood in the way, most telling first."""
    counts = {"n": search.authored, "others": search.other_keys, "openpgp": search.openpgp, "broken": search.broken}
    if not search.authored:
        sentence = _("在您认领之前读到的登记仓库里，没有以这个邮箱为作者的提交（您或您管理的单位登记的仓库和认领后的提交不算）。")
    elif search.other_keys:
        sentence = _("找到 %(n)s 次以这个邮箱为作者的提交，其中 %(others)s 次是用别的密钥签名的；请用签那些提交的密钥重签。") % counts
    elif search.openpgp:
        sentence = _("找到 %(n)s 次提交，其中 %(openpgp)s 次是 GPG 签名；这里不支持 GPG，请改用其他办法证明。") % counts
    elif search.broken:
        sentence = _("找到 %(n)s 次提交，其中 %(broken)s 次的签名与提交内容不符或不能识别。") % counts
    elif search.unread:
        sentence = _("找到 %(n)s 次提交，但仓库的克隆现在读不到；请过些时候再试，或改用其他办法证明。") % counts
    else:
        sentence = _("找到 %(n)s 次以这个邮箱为作者的提交，都没有签名；请改用其他办法证明。") % counts
    return sentence + (_("提交太多，没有全部看完；请填写有签名提交的仓库再试。") if search.cut else "")
