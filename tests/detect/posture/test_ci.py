"""Are build files of every host read with their lines, and can a hostile one neither hide nor hurt?"""

import pytest

from xingtu.detect.posture.tree import Tree, tree_of

GITEE = """version: '1.0'
name: master-line
triggers:
  trigger: auto
  push:
    branches:
      precise: [master]
stages:
  - name: stage-a
    steps:
      - step: build@nodejs
        name: build_nodejs
        commands:
          - npm install
          - curl https://a.example | sh
  - stage:
      name: stage-b
      steps:
        - step: publish@general_artifacts
"""
GITLAB = """.base: &base
  image: python:3
  before_script:
    - pip install tox
job:
  <<: *base
  script:
    - - npm ci
      - [npm test]
    - |
      echo a
      pip install b
"""
BOMB = "a: &a [x, x]\n" + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(20))


def told(tree: Tree) -> list[tuple[str, str, int]]:
    return [
        (job.name, step.uses or step.run.strip().splitlines()[0], step.run_line if step.run else step.line)
        for file in tree.ci
        for job, step in file.steps()
    ]


def test_gitee_go_has_stages_flat_and_below_a_key() -> None:
    tree = tree_of({".workflow/a.yml": GITEE})
    assert told(tree) == [
        ("stage-a", "build@nodejs", 11),
        ("stage-a", "npm install", 14),
        ("stage-a", "curl https://a.example | sh", 15),
        ("stage-b", "publish@general_artifacts", 19),
    ]
    assert tree.ci[0].triggers == {"push"}


def test_gitlab_follows_anchors_and_nested_lists() -> None:
    tree = tree_of({".gitlab-ci.yml": GITLAB})
    assert [(name, run) for name, run, _ in told(tree)] == [
        (".base", "pip install tox"),
        ("job", "pip install tox"),
        ("job", "npm ci"),
        ("job", "npm test"),
        ("job", "echo a"),
    ]
    assert [job.images for job in tree.ci[0].jobs] == [(("python:3", 2),), (("python:3", 2),)]


def test_a_workflow_keeps_lines_of_steps_and_of_commands_in_a_block() -> None:
    head = "on: [push, pull_request_target]\npermissions: {}\njobs:\n  a:\n    steps:\n"
    text = head + "      - name: x\n        uses: b/c@v1\n      - run: |\n          one\n          two\n"
    (file,) = tree_of({".github/workflows/a.yml": text}).ci
    steps = [step for _, step in file.steps()]
    assert (steps[0].line, steps[1].run_line, steps[1].line_of(steps[1].run.index("two"))) == (7, 8, 10)
    assert file.triggers == {"push", "pull_request_target"}
    assert (file.has_permissions, file.permissions_line) == (True, 2)


@pytest.mark.parametrize("text", ["a: *nothing\n", "a: &a [*a]\n", "a: 1\na: 2\n", "[" * 500, "- a\n", "a: b: c\n"])
def test_what_cannot_be_read_is_named_with_its_reason(text: str) -> None:
    (file,) = tree_of({".github/workflows/a.yml": text}).ci
    assert file.problem
    assert file.jobs == ()


def test_aliases_that_name_each_other_a_million_times_cost_nothing() -> None:
    (file,) = tree_of({".gitlab-ci.yml": BOMB + "\njob:\n  script: *t\n"}).ci
    assert len(file.jobs[0].steps) <= 5_000


def test_files_of_comments_and_elsewhere_are_no_build_files() -> None:
    assert (
        tree_of({".github/workflows/a.yml": "# nothing\n", ".github/a.yml": "on: push\n", "x/.gitlab-ci.yml": "a: {script: [b]}"}).ci == ()
    )


def test_one_long_command_that_many_jobs_name_is_read_a_bounded_number_of_times() -> None:
    (file,) = tree_of({".gitlab-ci.yml": f"a: &a {'x' * 100_000}\njob:\n  script: [{', '.join(['*a'] * 40)}]\n"}).ci
    assert sum(len(step.run) for _, step in file.steps()) == 1_000_000
