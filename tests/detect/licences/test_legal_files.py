import pytest

from xingtu.detect.licences.legal_files import by_folder, kind


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("LICENSE", "licence"),
        ("LICENCE.md", "licence"),
        ("License.txt", "licence"),
        ("COPYING", "licence"),
        ("COPYING.LESSER", "licence"),
        ("COPYRIGHT", "licence"),
        ("UNLICENSE", "licence"),
        ("LICENSE-APACHE", "licence"),
        ("LICENSE.MIT", "licence"),
        ("MIT-LICENSE.txt", "licence"),
        ("木兰许可证.txt", "licence"),
        ("许可证", "licence"),
        ("deps/lua/COPYRIGHT", "licence"),
        ("LICENSES/MIT.txt", "texts"),
        ("LICENSES/sub/COPYING", "texts"),
        ("licenses/LICENSE.zlib", "texts"),
        ("src/dragon4_LICENSE.txt", "part"),
        ("six.LICENSE", "part"),
        ("LICENSES_bundled.txt", "bundled"),
        ("THIRD-PARTY-NOTICES.txt", "bundled"),
        ("LICENSE-3RD-PARTY", "bundled"),
        ("第三方许可证.md", "bundled"),
        ("NOTICE", "notice"),
        ("NOTICE.txt", "notice"),
        ("PATENTS", "notice"),
        ("src/license.py", ""),
        ("license_checker.go", ""),
        ("LICENSE.png", ""),
        ("licenses.json", ""),
        ("debian/copyright", ""),
        ("README.md", ""),
        ("src/notices/mail.c", ""),
        ("copy.txt", ""),
        ("a.png.license", ""),
    ],
)  # fmt: skip
def test_a_legal_file_is_known_by_its_name(path: str, expected: str) -> None:
    assert kind(path) == expected


def test_licence_files_stand_by_their_folder() -> None:
    paths = ["b/COPYING", "LICENSE", "b/COPYING.LIB", "NOTICE", "b/x.c", "LICENSES/MIT.txt"]
    assert by_folder(paths) == {"b": ("b/COPYING", "b/COPYING.LIB"), "": ("LICENSE",)}
