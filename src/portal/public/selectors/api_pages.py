"""How is the API's own description read as a page: operations, shapes, examples?"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext

from portal.public.selectors.observation import published_runs
from portal.register.selectors.records import public_records

EXAMPLE_RUN, EXAMPLE_PROJECT = "7d1aa349daae", "gearsim"


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each operation with its parameters and the shape of its answer."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answer = operation["responses"][HTTPStatus.OK]["content"]["application/json"]["schema"]
            yield {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "answer": _kind(answer),
                "parameters": [
                    {
                        "name": parameter["name"],
                        "required": parameter.get("required", False),
                        "kind": _kind(parameter["schema"]),
                        "description": parameter.get("description") or parameter["schema"].get("description", ""),
                    }
                    for parameter in operation.get("parameters", [])
                ],
            }


def shapes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each shape of an answer with its properties."""
    for name, shape in document["components"]["schemas"].items():
        if name.endswith("Question") or "properties" not in shape:
            continue
        properties = [{"name": key, "kind": _kind(value)} for key, value in shape["properties"].items()]
        yield {"name": name, "description": shape.get("description", ""), "properties": properties}


def examples(origin: str) -> list[dict[str, str]]:
    """Commands that answer here and now: with a project and a run that exist, where there are any."""
    run = published_runs().first()
    project = public_records("project").order_by("serial").values_list("id", flat=True).first() or EXAMPLE_PROJECT
    short = run.short if run else EXAMPLE_RUN
    track = run.tracks.first() if run else None
    asked = [
        (gettext("名称里有“仿真”的项目"), "projects?q=仿真"),
        (gettext("一个项目和它的数字"), f"projects/{project}"),
        (gettext("一次运行的个人榜，每页 10 行"), f"runs/{short}/rankings/{track.track if track else 'people'}?size=10"),
        (gettext("当时所用的指标定义"), f"metrics?run={short}"),
        (gettext("核验一个编号"), f"verify/{short}"),
    ]
    return [{"title": title, "path": f"/api/v1/{path}", "command": f"curl '{origin}/api/v1/{path}'"} for title, path in asked]


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    bounds = [f"≥ {schema['minimum']}"] if "minimum" in schema else []
    bounds += [f"≤ {schema['maximum']}"] if "maximum" in schema else []
    bounds += [f"≤ {schema['maxLength']}"] if "maxLength" in schema else []
    return " ".join([str(schema.get("format") or schema.get("type", "")), *bounds])
