"""Are commands that fetch told from those that do not, and what is pinned from what is not?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.posture.commands import CHOCO, DOWNLOAD, GO, NPM, PIP, fetches

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pip install tox", [(PIP, False)]),
        ("python3 -m pip install --require-hashes -r r.txt", [(PIP, True)]),
        ("uv pip install -r r.txt", [(PIP, False)]),
        ("pip install --no-deps -e .", [(PIP, True)]),
        ("pip install -e .", [(PIP, False)]),
        (f"pip install git+https://a.example/b@{SHA}", [(PIP, True)]),
        ("pip install dist/a-1.0-py3-none-any.whl", [(PIP, True)]),
        ("pip --version", []),
        ("npm ci && npm test", [(NPM, True)]),
        ("sudo npm install -g a", [(NPM, False)]),
        ("go install a.example/b@v1.2.3", [(GO, True)]),
        (f"GOBIN=/x go install a.example/b@{SHA}", [(GO, True)]),
        ("go install a.example/b@latest", [(GO, False)]),
        ("go install ./...", []),
        ("choco install a", [(CHOCO, False)]),
        ("curl -sSf https://a.example | sh", [(DOWNLOAD, False)]),
        ("curl https://a.example | tar xz | bash -s", [(DOWNLOAD, False)]),
        ("wget -qO- https://a.example |\n  sudo bash", [(DOWNLOAD, False)]),
        ('bash -c "$(curl -fsSL https://a.example)"', [(DOWNLOAD, False)]),
        ("bash <(curl -s https://a.example)", [(DOWNLOAD, False)]),
        ("curl https://a.example | jq .", []),
        ("curl -o a https://a.example; sh b", []),
        ("# pip install a\necho 'npm install; curl x | sh'", []),
        ("if true; then pip install a; fi", [(PIP, False)]),
        ("pip install \\\n  a", [(PIP, False)]),
    ],
)
def test_what_is_fetched_and_how(script: str, expected: list[tuple[str, bool]]) -> None:
    assert [(one.kind, one.pinned) for one in fetches(script)] == expected


def test_the_place_is_that_of_the_command() -> None:
    script = "cd a\n  npm install # x\npip install b"
    assert [script[one.offset :].split(maxsplit=1)[0] for one in fetches(script)] == ["npm", "pip"]


@given(st.text(alphabet="abc '\"\\\n|&;#$()`-./@", max_size=120))
def test_any_text_is_cut_without_an_error(script: str) -> None:
    assert all(0 <= one.offset <= len(script) for one in fetches("pip install a\n" + script))


def test_comments_are_dropped_and_what_follows_keeps_its_place() -> None:
    script = "npm ci # one; npm install\n" + "# npm install\n" * 3 + "npm install # end"
    assert [(one.pinned, one.offset) for one in fetches(script)] == [(True, 0), (False, script.rindex("npm install"))]
