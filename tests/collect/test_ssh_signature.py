"""Is a signature believed only when OpenSSH and git would believe it, whatever is pasted?"""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gitrepo import PLAIN, Repo
from tests.ssh_signing import Signer, armoured, packed, with_signature
from xingtu.collect.git import open_git_directory
from xingtu.collect.ssh_signature import Flaw, parse_signature, signed_commit
from xingtu.errors import SignatureRefused

CHALLENGE = b"xingtu-challenge"
MADE_BY_SSH_KEYGEN = {
    "SHA256:2fI1zXbA5tGP7EaRlKTupVyZgqTd3CAdxxdl6WA0rI8": (
        "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgT22yvl1gWinrlbKFeojhCDQsnWIBuDIMsNB0DyUfg4oAAAAGeGluZ3R1AAAAAAAAAAZzaGE1MTIA"
        "AABTAAAAC3NzaC1lZDI1NTE5AAAAQK95US/4sf/p28YtLqPW0rWHB5eeDExE0AU1iiVU0uxqwGIaovAjWotLFPmXfF8Nv3YHz5w5PQUOZXaiQ/cZfwE="
    ),
    "SHA256:hb1HjCtzDKvnKytgH6ZTFDY4DZ6LLBDAWY0X8RZaonI": (
        "U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAEEEnrKmO/MOIlKPGmPc6as/j+ebgzR4rEtJquRW6r19k9uhbA+R"
        "NMRvTnwgOnViwSEN6V29H/Uy7sMMHLl17xQ/jwAAAAZ4aW5ndHUAAAAAAAAABnNoYTUxMgAAAGUAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAEoAAAAhAP1J"
        "PD4h98yDUqAds5JskwBZNpifHBQJVwAkdgJEuEdsAAAAIQDoGPF94pPIhfVQPFRZsm8os61hEyLpDYs7W0rGRUjdbg=="
    ),
    "SHA256:OIOVZ8w/9wLIjSLOsKlsuD4zSXGzOARx9QdsrvB+Psk": (
        "U1NIU0lHAAAAAQAAAIgAAAATZWNkc2Etc2hhMi1uaXN0cDM4NAAAAAhuaXN0cDM4NAAAAGEETBSkZy84gN/AMGC7257LyjwGY9ZPx0mSDwLVz1S71xCAjn6Y"
        "wHf9rHrADEW2ElnI28rsacpxownncvlggeMdZU1P1WAjiZg1i+/1q+P7TmLDS5U3A8qaWgRf6KVff/CEAAAABnhpbmd0dQAAAAAAAAAGc2hhNTEyAAAAgwAA"
        "ABNlY2RzYS1zaGEyLW5pc3RwMzg0AAAAaAAAADA2IBGW1/84K+q7z/YZg1L6c/Kz+Q+pPTVb3O9sTro3uIr2oxlQ2Zgd1OYU30AzMI8AAAAwEySVgyrQk8AW"
        "Bv+qcYi/D7c72HQEQvIrXeGWiopDOzdZhq5KS5HllVBR8iC2FAY0"
    ),
    "SHA256:A1IpgN+PNMe/2L/e7cu8muKTRVSsrzTOeGsSvl+NcjE": (
        "U1NIU0lHAAAAAQAAAKwAAAATZWNkc2Etc2hhMi1uaXN0cDUyMQAAAAhuaXN0cDUyMQAAAIUEAYPEQVcKVMbFzeMaS6NsYvwc8TurZ++tl5C4jqr3q2GFmwC6"
        "PVf84VspyqgjSa7GJvPZlqU1LteOE6IGiG7Z3O4cAXuP/f3Mp3poHcQjk0GrlBcu/2b8H6XQolmqGzInuwraKeIWMKc8cdg1n0AU4NsLnMZ2T5c/AFCtgKZ8"
        "lR8h78dkAAAABnhpbmd0dQAAAAAAAAAGc2hhNTEyAAAApwAAABNlY2RzYS1zaGEyLW5pc3RwNTIxAAAAjAAAAEIBV7iHR65CAjoYNnw7+BXZEZrfn/4fvNaa"
        "4447JyB3gAJlQMwK8w3HLjAAEQd0axQWmO/FuoF6gnuAS73sj5UtI6oAAABCAKo8wI+vzNsY3J0C98jJMgplUBCtmcZ/ZJsK2QcuyaJAHArh1P95arc++6gb"
        "OQB3Don359Apg5ki07YTKi6BlCkR"
    ),
    "SHA256:7D96rxIFsb5XMIigcOlMUOGTrOUJZH7lRG7CgzhDBd4": (
        "U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBAOpQGxQZKkFN2Yz0UmUJSYVYhNXJwKqXyEYwb5arr5zw3BiP0otZ7lmrMShVQeeuqUxQkGE4"
        "KktA2hdoYB/Om7vb2f9OlIjROuwFjy31WZPvc6FiDs5dqbOV4T4VJWWJGiywQXUW8kI8AfoPX0z6yJDKOOW2qUNyx4pBwo9fIA+lEtk+AsOM9DyvOIo/goFp"
        "AApv2LbOL14efLStD7ITo2OiBBL+bZcOeZ72hL2OEcxL1/9onY5cTonCmw+8PRZCxIcAO5R1cDRdnBDFQDOcWiz/r8+CVKmr4HwAGqFESPrKxIVpdJVSpHqS"
        "6TBp264qZvpiHbjFlXKK47Opwmxe+skAAAAGeGluZ3R1AAAAAAAAAAZzaGE1MTIAAAEUAAAADHJzYS1zaGEyLTUxMgAAAQCoOi/xYA4S9KEnbZw60sFaMJuN"
        "ZMVCK4371MTFUfHVTaoCKMyFmSMFMqn8KViNTQfKIUvPlawGodj4wO2k0tYmaKz4n6FmZhcedS1+PKqNAImpjXjbOsI8zr9vMeoDzJaiQKrP6Yun1oSqizfx"
        "UPWquQEbm3vXKHfNKv/G7LEpK3ns/ZGaxlQHi2G0PvHzcoOr/sgBbdwIAmRTaKNPeE2tMRXQR+GE+0MoCx/zsxCO+yjpbJjrkp8zmTVjQIpqF4pOTJN/JsSm"
        "gnPF5s9aCQOo5LQoDkOT52mkvBNOU5OdeErSKk0Ly5fz4anKPjfo+7qQmExp0WOI4QKlzfEiAqxY"
    ),
}
SHORT_RSA = (
    "U1NIU0lHAAAAAQAAAJcAAAAHc3NoLXJzYQAAAAMBAAEAAACBALmcnkMzoSkOeYHPaUIGIIjP/kON5zIz9R5uga9MShdOaABy7qqN2eIumYNOBGaz7Q9bgCV3"
    "754yZXfzKpznuWKhRpddOfkpaK0JFPd2GY1h9TZOVGXum0SWnDgdVrABOhtm8PhhjonjPw+0mesTbDEMbuPdY26WlWZ7xP8v7qxRAAAABnhpbmd0dQAAAAAA"
    "AAAGc2hhNTEyAAAAlAAAAAxyc2Etc2hhMi01MTIAAACAbKnz0WxgWbIZrIo6vrOiClK/cbtZ5Y2EjrxhDOMa/ljVUsMrHVeUpy+j80duEFCTFSbS5Ms9alQ0"
    "XyBMhs99F4dRNknvGTDZ8WCHHPeSF3y29NegfipzDQAnSXqQlLPqytUoyb4Z8K3nq7FDwwAk+5QXQoxKz9+OwEUj8jz3YSk="
)
"""`ssh-keygen -Y sign -n xingtu` over CHALLENGE, by the key of each fingerprint as `ssh-keygen -l` prints it; ed25519, ecdsa of three
curves, rsa. The keys were thrown away."""
COMMIT = (
    b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor Li <li@x.example> 1700000000 +0800\n"
    b"committer Li <li@x.example> 1700000000 +0800\n\nwork\n\ngpgsig is only a word here\n"
)


def flaw(armored: bytes, content: bytes = CHALLENGE, namespace: str = "xingtu") -> str:
    with pytest.raises(SignatureRefused) as refused:
        parse_signature(armored).verify(content, namespace)
    return refused.value.flaw


@pytest.mark.parametrize(("fingerprint", "text"), MADE_BY_SSH_KEYGEN.items(), ids=["ed25519", "p256", "p384", "p521", "rsa"])
def test_what_ssh_keygen_signed_holds_for_that_text_and_purpose_only(fingerprint: str, text: str) -> None:
    armored = armoured(base64.b64decode(text))
    signature = parse_signature(b"\r\n " + armored.replace(b"\n", b"\r\n"))
    signature.verify(CHALLENGE, "xingtu")
    assert signature.fingerprint == fingerprint
    assert flaw(armored, CHALLENGE + b"\n") == Flaw.MISMATCH
    assert flaw(armored, CHALLENGE, "git") == Flaw.NAMESPACE


@pytest.mark.parametrize("text", MADE_BY_SSH_KEYGEN.values(), ids=["ed25519", "p256", "p384", "p521", "rsa"])
def test_a_signature_with_any_part_changed_or_cut_is_refused(text: str) -> None:
    blob = base64.b64decode(text)
    for place in range(len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        assert flaw(armoured(changed))
        assert flaw(armoured(blob[:place])) == Flaw.MALFORMED
    assert flaw(armoured(blob + b"x")) == Flaw.MALFORMED


def test_a_short_rsa_key_is_refused() -> None:
    assert flaw(armoured(base64.b64decode(SHORT_RSA))) == Flaw.WEAK_KEY


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (b"sk-ssh-ed25519@openssh.com", Flaw.SECURITY_KEY),
        (b"sk-ecdsa-sha2-nistp256@openssh.com", Flaw.SECURITY_KEY),
        (b"ssh-ed25519-cert-v01@openssh.com", Flaw.KEY_KIND),
        (b"ssh-dss", Flaw.KEY_KIND),
        (b"ssh-rsa", Flaw.KEY_KIND),
        (b"ecdsa-sha2-nistp192", Flaw.KEY_KIND),
    ],
)
def test_kinds_of_keys_that_are_not_taken_are_named(kind: bytes, why: str) -> None:
    blob = b"SSHSIG\0\0\0\1" + packed(packed(kind, b"k"), b"xingtu", b"", b"sha512", packed(kind, b"s"))
    assert flaw(armoured(blob)) == why


def test_a_gpg_signature_is_named() -> None:
    assert flaw(b"-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n") == Flaw.OPENPGP


def test_somebody_elses_signature_does_not_hold_under_my_key() -> None:
    mine, other = Signer(), Signer()
    blob = base64.b64decode(b"".join(other.sign(CHALLENGE).split(b"\n")[1:-2]))
    assert flaw(armoured(blob.replace(other.public, mine.public))) == Flaw.MISMATCH


@given(st.binary(max_size=300), st.integers(0, 200), st.booleans())
def test_whatever_is_pasted_only_the_documented_error_comes(noise: bytes, place: int, inside: bool) -> None:  # noqa: FBT001
    blob = base64.b64decode(next(iter(MADE_BY_SSH_KEYGEN.values())))
    pasted = armoured(blob[:place] + noise + blob[place + len(noise) :]) if inside else noise
    try:
        parse_signature(pasted).verify(CHALLENGE, "xingtu")
    except SignatureRefused:
        return
    assert base64.b64decode(b"".join(pasted.split(b"\n")[1:-2])) == blob


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
def test_whatever_a_key_and_a_signature_hold_only_the_documented_error_comes(one: bytes, two: bytes, three: bytes) -> None:
    for kind, algorithm, middle in (
        (b"ssh-ed25519", b"ssh-ed25519", ()),
        (b"ecdsa-sha2-nistp256", b"ecdsa-sha2-nistp256", (b"nistp256",)),
        (b"ssh-rsa", b"rsa-sha2-512", (two,)),
    ):
        key = packed(kind, *middle, one)
        blob = b"SSHSIG\0\0\0\1" + packed(key, b"xingtu", b"", b"sha512", packed(algorithm, three))
        assert flaw(armoured(blob))


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_commit_is_split_into_what_was_signed_and_the_signature(object_format: str) -> None:
    signer = Signer()
    content, signature = signed_commit(signer.signed(COMMIT, object_format), object_format) or (b"", b"")
    assert content == COMMIT
    parse_signature(signature).verify(content, "git")
    assert signed_commit(COMMIT, object_format) is None


def test_the_signature_for_the_other_object_format_belongs_to_neither_part() -> None:
    signer = Signer()
    both = with_signature(signer.signed(COMMIT), signer.sign(b"another text", b"git"), "sha256")
    content, signature = signed_commit(both) or (b"", b"")
    assert content == COMMIT
    parse_signature(signature).verify(content, "git")


def test_a_carriage_return_in_a_name_does_not_end_a_header() -> None:
    signer, body = Signer(), COMMIT.replace(b"author Li", b"author L\r gpgsig i")
    content, signature = signed_commit(signer.signed(body)) or (b"", b"")
    parse_signature(signature).verify(content, "git")
    assert content == body


@given(st.binary(max_size=300))
def test_any_bytes_are_split_without_an_error(body: bytes) -> None:
    assert signed_commit(body) is None or b"gpgsig" in body


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_git_and_ssh_keygen_believe_what_we_believe(tmp_path: Path, object_format: str) -> None:
    repo, signer = Repo(tmp_path / "r", object_format), Signer()
    body = COMMIT.replace(b"4b825dc642cb6eb9a060e54bf8d69288fbee4904", repo.tree({}).encode())
    good = repo.object(b"commit", signer.signed(body, object_format))
    forged = repo.object(b"commit", signer.signed(body, object_format).replace(b"work", b"wark"))
    directory, allowed = open_git_directory(repo.path), tmp_path / "allowed"
    allowed.write_text(f"li@x.example ssh-ed25519 {base64.b64encode(signer.public).decode()}\n")
    for commit, holds in ((good, True), (forged, False)):
        content, signature = signed_commit(directory.output("cat-file", "commit", commit), object_format) or (b"", b"")
        assert (flaw(signature, content, "git") == Flaw.MISMATCH) if not holds else not parse_signature(signature).verify(content, "git")
        if shutil.which("ssh-keygen"):
            settings = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={allowed}")
            asked = subprocess.run(
                ["git", f"--git-dir={repo.path}", *settings, "verify-commit", commit], env=PLAIN, capture_output=True, check=False
            )
            assert (asked.returncode == 0) is holds, asked.stderr


def test_what_git_signed_itself_holds(tmp_path: Path) -> None:
    if not shutil.which("ssh-keygen"):
        return  # the fixed signatures above were made by it
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    repo = Repo(tmp_path / "r")
    settings = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={tmp_path / 'key'}")
    made = subprocess.run(
        ["git", f"--git-dir={repo.path}", *settings, "commit-tree", "-S", "-m", "work", repo.tree({})],
        env=PLAIN,
        capture_output=True,
        check=True,
    )
    content, signature = signed_commit(open_git_directory(repo.path).output("cat-file", "commit", made.stdout.decode().strip())) or (
        b"",
        b"",
    )
    parse_signature(signature).verify(content, "git")
