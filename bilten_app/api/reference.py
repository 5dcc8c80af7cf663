"""The API's reference page, made from the OpenAPI document; a script of ours lets one try it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from bilten_app.kit.errors import BiltenError

TEMPLATES = Path(__file__).parent / "templates"
_pages = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_CODE = re.compile(r"`([^`]+)`")

type Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body: `shape` names the schema it holds, if it holds one."""

    name: str
    kind: str
    shape: str
    is_required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at one address with one method."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    access: str
    parameters: Sequence[Field]
    takes: str
    status: str
    gives: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A body that goes in or out."""

    name: str
    about: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one tag."""

    name: str
    about: str
    operations: Sequence[Operation]


def reference_page(document: Mapping[str, Any], problems: Sequence[type[BiltenError]]) -> str:
    """Return the whole page."""
    operations = [
        (str(operation["tags"][0]), _operation(document, method, path, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    groups = [
        Group(
            tag["name"],
            tag["description"],
            [operation for name, operation in operations if name == tag["name"]],
        )
        for tag in document["tags"]
    ]
    shapes = [_shape(name, schema) for name, schema in document["components"]["schemas"].items()]
    return _pages.get_template("reference.html").render(
        info=document["info"], groups=groups, shapes=shapes, problems=problems, prose=prose
    )


def trying_script() -> str:
    """Return the script that adds a form to each operation of the page."""
    return (TEMPLATES / "try.js").read_text(encoding="utf-8")


def prose(text: str) -> Markup:
    """Return a description as HTML: paragraphs, lists of `* ` lines, and words of code."""
    blocks = [_block(block.splitlines()) for block in text.strip().split("\n\n")]
    return Markup().join(blocks)


def _block(lines: Sequence[str]) -> Markup:
    if all(line.startswith("* ") for line in lines):
        items = [Markup("<li>{}</li>").format(_line(line[2:])) for line in lines]
        return Markup("<ul>{}</ul>").format(Markup().join(items))
    return Markup("<p>{}</p>").format(_line(" ".join(lines)))


def _line(text: str) -> Markup:
    parts = _CODE.split(text)
    return Markup().join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def _operation(
    document: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]
) -> Operation:
    status, answer = next(
        (status, answer) for status, answer in operation["responses"].items() if status != "default"
    )
    security = [name for needed in operation.get("security", []) for name in needed]
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=document["servers"][0]["url"] + path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        access=", ".join(security),
        parameters=[
            _field(one["name"], one["schema"], one.get("required", False), one.get("description"))
            for one in operation.get("parameters", [])
        ],
        takes=_body_shape(operation.get("requestBody", {})),
        status=status,
        gives=_body_shape(answer),
    )


def _body_shape(body: Mapping[str, Any]) -> str:
    for content in body.get("content", {}).values():
        return _shape_name(content.get("schema", {}))
    return ""


def _shape(name: str, schema: Schema) -> Shape:
    required = schema.get("required", [])
    fields = [
        _field(field, one, field in required, one.get("description"))
        for field, one in schema.get("properties", {}).items()
    ]
    words = ", ".join(map(str, schema.get("enum", [])))
    return Shape(name, schema.get("description", "") or words, fields)


def _field(name: str, schema: Schema, is_required: bool, about: str | None) -> Field:  # noqa: FBT001
    return Field(name, _kind(schema), _shape_name(schema), is_required, about or "")


def _kind(schema: Schema) -> str:
    """Return a type in words: `list of text`, `whole number or null`."""
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if name := _shape_name(schema):
        return name
    words = {"string": "text", "integer": "whole number", "number": "number", "object": "object"}
    kind = str(schema.get("type", "anything"))
    return str(schema.get("format") or words.get(kind, kind))


def _shape_name(schema: Schema) -> str:
    """Return the name of the schema that this one refers to, directly or in a list."""
    for each in (schema, schema.get("items", {}), *schema.get("anyOf", [])):
        if "$ref" in each:
            return str(each["$ref"]).rpartition("/")[2]
    return ""
