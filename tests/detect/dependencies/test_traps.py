"""What real lock files do to readers: the traps we met, one each."""

import pytest

from xingtu.detect.lockfiles.format import Found
from xingtu.detect.lockfiles.formats import formats
from xingtu.errors import LockfileError


def read(kind: str, text: str) -> Found:
    return formats()[kind].read(text.encode())


def told(kind: str, text: str) -> list[tuple[str, str]]:
    return [(row.name, row.version) for row in read(kind, text).components]


def test_go_sum_is_no_inventory() -> None:
    assert not any(kind.wants("go.sum") for kind in formats().values())


def test_a_go_version_loses_one_v_only() -> None:
    assert told("go_mod", "module a\nrequire example.org/v v1.0.0-vv\n") == [("example.org/v", "1.0.0-vv")]


def test_a_go_file_before_1_17_says_that_transitives_are_missing() -> None:
    assert "1.17" in read("go_mod", "module a\ngo 1.16\n").notes[0]
    assert not read("go_mod", "module a\ngo 1.17\n").notes


def test_excluding_another_version_of_a_module_changes_nothing() -> None:
    assert told("go_mod", "module a\nrequire b.org/b v1.69.1\nexclude b.org/b v1.0.0\n") == [("b.org/b", "1.69.1")]


def test_a_replacement_of_what_is_not_required_adds_nothing() -> None:
    assert told("go_mod", "module a\nreplace b.org/b => b.org/b v1.0.0\n") == []


def test_a_url_in_an_old_npm_lock_is_no_version() -> None:
    text = '{"lockfileVersion": 1, "dependencies": {"a": {"version": "https://example.org/a/-/a-1.0.0.tgz"}}}'
    assert [(row.version, row.origin) for row in read("package_lock_json", text).components] == [("", "url")]


def test_what_lies_inside_a_package_for_development_is_for_development() -> None:
    inner = '{"b": {"version": "2", "bundled": true}}'
    text = '{"lockfileVersion": 1, "dependencies": {"a": {"version": "1", "dev": true, "dependencies": ' + inner + "}}}"
    assert [row.scope for row in read("package_lock_json", text).components] == ["dev", "dev"]


def test_the_root_and_links_of_a_workspace_are_no_components() -> None:
    own = '"": {"version": "1"}, "a": {"version": "1"}, "node_modules/a": {"link": true, "resolved": "a"}'
    text = '{"lockfileVersion": 3, "packages": {' + own + "}}"
    assert told("package_lock_json", text) == []


@pytest.mark.parametrize("kind", ["package_lock_json", "composer_lock", "pipfile_lock", "conan_lock", "packages_lock_json", "package_json"])
def test_a_key_written_twice_is_refused_with_both_lines(kind: str) -> None:
    with pytest.raises(LockfileError, match=r"第 3 行.*'a'.*第 2 行"):
        read(kind, '{\n"a": 1,\n"a": 2\n}')


def test_aliases_of_yaml_are_refused_before_they_unfold() -> None:
    bomb = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'}, *{'a' if not n else f'b{n - 1}'}]\n" for n in range(40))
    with pytest.raises(LockfileError, match="别名"):
        read("pnpm_lock_yaml", "lockfileVersion: 5\n" + bomb)


def test_entities_of_xml_are_refused_before_they_unfold() -> None:
    with pytest.raises(LockfileError, match="DOCTYPE"):
        read("pom_xml", '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><project><version>&b;</version></project>')


def test_a_property_that_names_itself_ends() -> None:
    text = "<project><properties><a>${b}${b}</a><b>${a}${a}</b></properties><dependencies><dependency><groupId>g</groupId>"
    assert told("pom_xml", text + "<artifactId>a</artifactId><version>${a}</version></dependency></dependencies></project>") == [
        ("g:a", "")
    ]


def test_a_pom_in_another_encoding_is_read() -> None:
    pom = '<?xml version="1.0" encoding="ISO-8859-1"?><project><name>é</name></project>'.encode("latin-1")
    assert formats()["pom_xml"].read(pom).components == ()


def test_a_number_of_yaml_stays_the_text_it_is() -> None:
    assert told("pubspec_lock", "packages:\n  a: {source: hosted, version: 1.10}\n") == [("a", "1.10")]


def test_a_mapping_left_empty_holds_nothing() -> None:
    assert told("pubspec_yaml", "name: a\ndependencies:\n\ndev_dependencies:\n  b: ^1\n") == [("b", "")]


def test_a_merge_conflict_is_an_error_and_no_empty_list() -> None:
    for kind in ("package_lock_json", "gemfile_lock", "yarn_lock", "cargo_lock", "pnpm_lock_yaml"):
        with pytest.raises(LockfileError):
            read(
                kind,
                "# yarn lockfile v1\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n" if kind == "yarn_lock" else "<<<<<<< HEAD\n{}\n=======\n",
            )


def test_a_requirements_file_of_powershell_is_read() -> None:
    content = b"\xff\xfe" + "six==1.16.0\r\n".encode("utf-16-le")
    assert [(row.name, row.version) for row in formats()["requirements_txt"].read(content).components] == [("six", "1.16.0")]


def test_no_password_leaves_a_lock_file() -> None:
    pip = read(
        "requirements_txt",
        "a @ https://user:secret@example.org/a.whl?token=secret#sha256=0\n-e git+https://secret@example.org/b.git@v1#egg=b\n",
    )
    assert [row.source for row in pip.components] == ["https://example.org/a.whl", "git+https://example.org/b.git@v1"]
    assert "secret" not in repr(pip)
    npm = '{"lockfileVersion": 1, "dependencies": {"a": {"version": "git+https://u:secret@example.org/a.git#0123"}}}'
    assert "secret" not in repr(read("package_lock_json", npm))
    assert read("package_lock_json", npm).components[0].requirement == "git+https://example.org/a.git#0123"


def test_words_about_a_broken_line_quote_no_address() -> None:
    with pytest.raises(LockfileError) as caught:
        read("requirements_txt", "?? https://user:secret@example.org\n")
    assert "secret" not in str(caught.value)
    assert caught.value.line == 1


def test_a_wheel_by_its_address_has_the_name_and_version_in_it() -> None:
    assert told("requirements_txt", "https://example.org/w/Foo_Bar-1.2.0-py3-none-any.whl#sha256=0\n") == [("foo-bar", "1.2.0")]


def test_a_constraint_asks_for_nothing() -> None:
    found = read("requirements_txt", "-c upper.txt\n--constraint=more.txt\n-r base.txt\nsix==1.0\n")
    assert found.includes == ("base.txt",)
    assert any("upper.txt、more.txt" in note for note in found.notes)
    assert not formats()["requirements_txt"].wants("requirements/constraints.txt")


def test_an_address_without_a_name_is_told_and_not_guessed() -> None:
    found = read("requirements_txt", "-e git+https://example.org/u/thing.git@v1\nsix==1.0\nhttps://example.org/x.tar.gz\n-e .\n")
    assert [row.name for row in found.components] == ["six"]
    assert "1、3" in found.notes[-1]
