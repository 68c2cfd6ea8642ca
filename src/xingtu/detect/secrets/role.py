"""Is a file part of the product, or a test, an example, a document or somebody else's? Decides how much a find in it counts."""

import re

from xingtu.facts.secrets import CODE, CONFIDENCE_STEPS, DOCUMENT, EXAMPLE, LOW, TEST, VENDORED

FOLDERS = (
    (VENDORED, re.compile(r"(?:^|/)(?:node_modules|vendor|third[_-]?party|site-packages|external|deps|bower_components)/")),
    (
        TEST,
        re.compile(
            r"(?i)(?:^|/)(?:\w*tests?|integration|testing|testdata|test[_-]\w+|__tests__|\w+[_-]tests?|specs?|e2e|fixtures?|__fixtures__|mocks?|__mocks__|fuzz\w*"
            r"|bench(?:mark)?s?|cassettes|testsuite|playground|integration-tests?)/|(?:^|/)(?:test_[^/]+|[^/]+[._-](?:test|spec|tests)\.\w+"
            r"|[^/]*Tests?\.\w+|conftest\.py|[^/]*localhost[^/]*)$"
        ),
    ),
    (
        EXAMPLE,
        re.compile(
            r"(?i)(?:^|/)(?:examples?|samples?|demos?|tutorials?|cookbook|quickstart|templates?|playgrounds?|contrib|docker|compose|dev)/"
            r"|(?:^|/)[^/]*(?:[._-](?:example|sample|template|dist|tmpl|default|dev|local|test))(?:\.\w+)?$|(?:^|/)docker-compose[^/]*\.ya?ml$"
        ),
    ),
    (DOCUMENT, re.compile(r"(?i)(?:^|/)(?:docs?|documentation|wiki|website|man|changelogs?)/|\.(?:md|mdx|rst|adoc|txt|html?|tex|org)$")),
)


def role_of(path: str) -> str:
    """One of ``xingtu.facts.secrets.ROLES``."""
    return next((role for role, pattern in FOLDERS if pattern.search(path)), CODE)


def level_of(confidence: str, role: str) -> str:
    """How much a find counts there."""
    if role in {TEST, EXAMPLE, VENDORED}:
        return LOW
    return CONFIDENCE_STEPS[confidence] if role == DOCUMENT else confidence
