import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtu.report.json_file import run_json, run_schema
from xingtu.report.ranking import RunReport
from xingtu.report.text import Text

VALIDATOR = jsonschema.Draft202012Validator(run_schema(), format_checker=jsonschema.FormatChecker())


def test_the_schema_itself_is_sound() -> None:
    jsonschema.Draft202012Validator.check_schema(run_schema())


def test_a_run_keeps_the_published_schema(run: RunReport, refused_run: RunReport) -> None:
    for report in (run, refused_run):
        VALIDATOR.validate(json.loads(run_json(report)))


def test_a_refusal_without_a_reason_breaks_the_schema(run: RunReport) -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(json.loads(run_json(replace(run, publishable=False))))


def test_a_field_the_schema_does_not_promise_breaks_it(run: RunReport) -> None:
    document: dict[str, Any] = json.loads(run_json(run)) | {"email": "x"}
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document)


def test_unknown_is_null_and_values_are_exact(run: RunReport) -> None:
    rows = json.loads(run_json(run))["tracks"][0]["rows"]
    assert rows[-1]["value"] is None
    assert rows[1]["shown"] == [1_904_333_333]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.emails())
def test_a_mailbox_never_reaches_the_document(run: RunReport, address: str) -> None:
    subject = replace(run.subjects[0], name=Text(address), identity=(Text(f"与 {address} 相同"),))
    document = json.loads(run_json(replace(run, subjects=(subject,), notes=(Text(f"{address}"),))))
    assert address not in str(document)
    VALIDATOR.validate(document)
