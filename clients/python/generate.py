"""Writes the client's models and operations from docs/openapi.json.

    uv run python clients/python/generate.py

The models are made by datamodel-code-generator (`uvx` runs it, at the version named here), the
operations by this file: they are one method for each operation. Both end with the house's format,
so that the same document makes the same files everywhere.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.json"
PACKAGE = HERE / "bilten_client"
GENERATOR = "datamodel-code-generator==0.89.0"
COMMAND = "uv run python clients/python/generate.py"
# What a server checks and a client need not know twice.
CHECKED_THERE = frozenset({
    "title", "examples", "pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum",
    "maximum", "propertyNames",
})  # fmt: skip
# For gateways and for nobody else.
LEFT_OUT = frozenset({"take_webhook"})
PYTHON = {"string": "str", "integer": "int", "boolean": "bool", "number": "float"}

type Json = Mapping[str, Any]


def main() -> None:
    """Write both files."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    write_models(document)
    (PACKAGE / "operations.py").write_text(operations_of(document), encoding="utf-8")
    _tidy()


def print_of(document: Json) -> str:
    """Return a fingerprint of all that the models are made of; it stands above them."""
    made_of = json.dumps([GENERATOR, plain_schemas(document)], sort_keys=True)
    return hashlib.sha256(made_of.encode()).hexdigest()[:16]


def write_models(document: Json) -> None:
    """Let the generator write the models."""
    schemas = plain_schemas(document)
    shapes = {"openapi": "3.1.0", "info": {"title": "Bilten", "version": "1"}, "paths": {},
              "components": {"schemas": schemas}}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "shapes.json"
        source.write_text(json.dumps(shapes), encoding="utf-8")
        subprocess.run(
            ["uvx", "--from", GENERATOR, "datamodel-codegen",
             "--input", source, "--input-file-type", "openapi",
             "--output", PACKAGE / "models.py", "--output-model-type", "pydantic_v2.BaseModel",
             "--target-python-version", "3.12", "--use-standard-collections",
             "--use-union-operator", "--use-schema-description", "--use-field-description",
             "--capitalise-enum-members", "--disable-timestamp", "--formatters", "builtin",
             "--use-double-quotes", "--disable-future-imports", "--set-default-enum-member",
             "--strict-nullable",
             "--custom-file-header", MODELS_HEAD.format(print_of(document))],
            check=True,
        )  # fmt: skip


def plain_schemas(document: Json) -> Json:
    """Return the shapes without what only a server checks."""
    schemas = document["components"]["schemas"]
    return {name: _plain(schema) for name, schema in schemas.items() if name != "Problem"}


def _plain(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        word: {name: _plain(each) for name, each in told.items()}
        if word == "properties"
        else _plain(told)
        for word, told in schema.items()
        if word not in CHECKED_THERE and not (word == "additionalProperties" and told is False)
    }


def operations_of(document: Json) -> str:
    """Return the module of the operations, not formatted yet."""
    methods = [
        text
        for path, each in document["paths"].items()
        for method, told in each.items()
        if told["operationId"] not in LEFT_OUT
        for text in _methods(document, method.upper(), path, told)
    ]
    return HEAD + "\n".join(methods)


MODELS_HEAD = '"""The shapes. Made by generate.py: change nothing here. Of {}."""'
HEAD = '''"""The operations. Made by generate.py: change nothing here."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from bilten_client import models as m
from bilten_client.transport import Transport


def _at(part: object) -> str:
    return quote(str(part), safe="")


class Operations(Transport):
    """One method for each operation of the API."""

'''


def _methods(document: Json, method: str, path: str, told: Json) -> Iterator[str]:
    """Yield the method of an operation; of a list in pages also the one that goes through them."""
    name, given = told["operationId"], _parameters(told)
    body = _body_of(told)
    shape, answer = _answer_of(told)
    asked = [f'"{method}"', f'f"{re.sub(r"{(.*?)}", r"{_at(\1)}", path)}"']
    query = ", ".join(f'"{one["name"]}": {_word(one)}' for one in given if one["in"] == "query")
    headers = ", ".join(f'"{one["name"]}": {_word(one)}' for one in given if _is_header(one))
    asked += [f"query={{{query}}}"] if query else []
    asked += [f"headers={{{headers}}}"] if headers else []
    asked += ["body=body"] if body else []
    asked += ["once=idempotency_key", "has_key=True"] if _is_once(given) else []
    call = f"self._ask({shape}, {', '.join(asked)})" if shape else f"self._send({', '.join(asked)})"
    call = f"{call}.decode()" if answer == "str" else call
    does = call if answer == "None" else f"return {call}"
    yield _method(name, _signature(given, body), answer, _words(told), does)
    if rows := _rows_of(document, shape, given):
        yield _all_pages(name, given, *rows)


def _all_pages(name: str, given: list[Json], rows: str, row: str) -> str:
    others = [one for one in given if one["name"] != "cursor"]
    passed = ", ".join(
        _word(one) if one["in"] == "path" else f"{_word(one)}={_word(one)}" for one in others
    )
    does = (
        "cursor: str | None = None\n"
        "        while True:\n"
        f"            page = self.{name}({passed}, cursor=cursor)\n"
        f"            yield from page.{rows}\n"
        "            if (cursor := page.next_cursor) is None:\n"
        "                return"
    ).replace("(, ", "(")
    named, words = name.replace("list_", "all_", 1), f"Yield the rows of `{name}`, page by page."
    return _method(named, _signature(others, None), f"Iterator[{row}]", words, does)


def _method(name: str, signature: str, answer: str, words: str, does: str) -> str:
    return f'    def {name}(self{signature}) -> {answer}:\n        """{words}"""\n        {does}\n'


def _signature(given: list[Json], body: tuple[str, bool] | None) -> str:
    """Return the parameters: the place first, then the body, the rest by name."""
    first = "".join(f", {_word(one)}: {_kind(one)}" for one in given if one["in"] == "path")
    if body:
        first += f", body: {body[0]}" + ("" if body[1] else " | None = None")
    rest = [one for one in given if one["in"] != "path"]
    named = "".join(
        f", {_word(one)}: {_kind(one)}"
        + ("" if one.get("required") and one["in"] == "query" else " | None = None")
        for one in rest
    )
    return first + (f", *{named}" if named else "")


def _parameters(told: Json) -> list[Json]:
    """Return what a caller gives; a secret goes as a header, and `fields` would break the shape."""
    return [
        one
        for one in told.get("parameters", ())
        if one["in"] != "query" or one["name"] not in {"fields", "secret"}
    ]


def _is_once(given: list[Json]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in given)


def _is_header(one: Json) -> bool:
    return one["in"] == "header" and one["name"] != "Idempotency-Key"


def _word(one: Json) -> str:
    """Return the name of a parameter in Python."""
    renamed = {"from": "starts_from", "to": "starts_to"}
    name = str(one["name"]).removeprefix("Bilten-").replace("-", "_").lower()
    return renamed.get(name, name)


def _kind(one: Json) -> str:
    """Return the type of a parameter; whether it may be left out is said beside it."""
    schema = one["schema"]
    known = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    if "$ref" in known[0]:
        return f"m.{_name_of(known[0])}"
    kinds = {"uuid": "UUID", "date-time": "datetime"}
    return kinds.get(known[0].get("format", "")) or PYTHON[known[0]["type"]]


def _body_of(told: Json) -> tuple[str, bool] | None:
    """Return the type of the body and whether there must be one."""
    content = told.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    schema = content["schema"]
    known = next(each for each in schema.get("anyOf", [schema]) if "$ref" in each)
    return f"m.{_name_of(known)}", "anyOf" not in schema


def _answer_of(told: Json) -> tuple[str, str]:
    """Return the shape of the answer, and the type of what a method returns."""
    content = next(
        (one.get("content", {}) for status, one in told["responses"].items() if status[0] == "2"),
        {},
    )
    schema = content.get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        return f"m.{_name_of(schema)}", f"m.{_name_of(schema)}"
    if "text/calendar" in content:
        return "", "str"
    return "", "bytes" if content and "application/json" not in content else "None"


def _rows_of(document: Json, shape: str, given: list[Json]) -> tuple[str, str] | None:
    """Return the name and the type of the rows of a list that comes in pages."""
    if not any(one["name"] == "cursor" for one in given):
        return None
    fields = document["components"]["schemas"][shape.removeprefix("m.")]["properties"]
    (rows,) = [name for name, field in fields.items() if field.get("type") == "array"]
    return rows, f"m.{_name_of(fields[rows]['items'])}"


def _name_of(schema: Json) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _words(told: Json) -> str:
    """Return what an operation does, as the body of a docstring."""
    parts = str(told.get("description") or told["summary"]).split("\n\n")
    wrapped = ["\n        ".join(textwrap.wrap(" ".join(part.split()), 86)) for part in parts]
    return "\n\n        ".join(wrapped) + ("\n        " if len(wrapped) > 1 else "")


def _tidy() -> None:
    """Format both files as the house does."""
    made = [PACKAGE / "models.py", PACKAGE / "operations.py"]
    for does in (["check", "-q", "--fix", "--select", "I,UP,F"], ["format", "-q"]):
        subprocess.run([sys.executable, "-m", "ruff", *does, *made], check=True)


if __name__ == "__main__":
    main()
